"""Handbooks: the offices' register, one person's book, hand-out, loss and reissue."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db.either import either
from cejc.lib.writing.dates import cn_day
from registry.enums import SUPERVISING, Role
from registry.people.access import fetching, own_professional, role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.permissions import is_self
from registry.people.queries.names import people_named
from registry.people.views.export import exported, today
from registry.people.views.many import Page, act_on_many, asked_by, everything, shown_of
from registry.people.views.moving import Moving
from registry.people.views.taking import taken_from, ways
from registry.yearly.forms.handbook import BookFilter, HandOutForm, LossForm, ReissueForm
from registry.yearly.models import Handbook, HandbookClaimEntry
from registry.yearly.moves.handbook import HANDBOOK
from registry.yearly.permissions import claiming_offices, units_of
from registry.yearly.queries.handbook import ENTITLED
from registry.yearly.queries.listed import HANDBOOKS
from registry.yearly.services import acts
from registry.yearly.services import handbook as services
from registry.yearly.views.handbook_context import book_page, own_page

PAGE = 100
readers = role_required(Role.HR, *SUPERVISING, Role.PROVINCE)


book_of = fetching(Handbook, "professional", "claim__organisation")


def _found(request: SignedInRequest) -> tuple[BookFilter, QuerySet[Handbook]]:
    form = BookFilter(request.GET)
    asked = form.wanted()
    rows = Handbook.objects.visible_to(request.user)
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["q"]:
        named = Q(professional__in=people_named(asked["q"]))
        rows = either(rows, named, Q(number__icontains=asked["q"]))
    rows = rows.select_related("professional", "claim__organisation").order_by("-year", "-sequence")
    return form, rows


taken_from(HANDBOOKS, _found)


@readers.lists
def listing(request: SignedInRequest) -> HttpResponse:
    """The register: every number, whose it is, where the booklet is."""
    form, rows = _found(request)
    context = form.found(rows, PAGE)
    hands = request.user.has_role(Role.HR, *SUPERVISING)
    units = units_of(context["page"]) if hands else {}
    context |= {
        "rows": [
            {"book": one, "left_out": services.why_not_handed(request.user, one, units) if hands else ""}
            for one in context["page"]
        ],
        "query": request.GET.urlencode(),
        "claims": bool(claiming_offices(request.user)) or request.user.has_role(Role.PROVINCE),
        "actions": [{"label": _("登记发放"), "name": "decision", "value": "hand_out"}] if hands else [],
        "takes": ways(request, HANDBOOKS),
    }
    return render(request, "registry/yearly/handbook/books.html", context)


@readers.reads
def export(request: SignedInRequest) -> HttpResponse:
    name = _("登记手册发放台账%(day)s") % {"day": today()}
    return exported(request, name, str(HANDBOOKS.title), _found(request)[1], HANDBOOKS.columns())


@signed_in.reads
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own handbook; before there is one, how one gets it."""
    person = own_professional(request.user)
    book = Handbook.objects.filter(professional=person).select_related("claim__organisation").first()
    if book:
        return render(request, "registry/yearly/handbook/book.html", book_page(request.user, book))
    entry = (
        HandbookClaimEntry.objects.filter(professional=person, is_open=True).select_related("claim").first()
    )
    context = {"entry": entry, "entitled": person.title_level in ENTITLED, "person": person, "mine": True}
    context |= own_page(person)
    return render(request, "registry/yearly/handbook/none.html", context)


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    book = book_of(request.user, public_id)
    if is_self(request.user, book.professional):
        return redirect("registry:handbook-mine")
    return render(request, "registry/yearly/handbook/book.html", book_page(request.user, book))


@role_required(Role.HR, *SUPERVISING).acts
def hand_out(request: SignedInRequest) -> HttpResponse:
    """First the list and the date; then, confirmed, each is recorded or left out with the reason."""
    whole = "all" in request.POST
    return act_on_many(
        request,
        acts.HAND_OUT,
        everything(_found(request)[1].order_by()) if whole else shown_of(request.POST.getlist("chosen")),
        nothing=_("请先勾选已领到登记手册的人员。"),
    )


asked_by(acts.HAND_OUT, Page(form=lambda _actor, sent: HandOutForm(sent)))


def _page(book: Handbook) -> dict[str, Any]:
    facts = [
        (_("姓名"), book.professional),
        (_("手册编号"), book.number),
        (_("状态"), book.get_state_display()),
    ]
    if book.lost_on:
        facts.append((_("遗失日期"), cn_day(book.lost_on)))
    return {
        "facts": facts,
        "cancel_url": reverse("registry:handbook", args=[book.public_id]),
    }


MOVING = Moving(
    HANDBOOK,
    "handbook",
    {"report_loss": services.report_loss, "reissue": services.reissue},
    _page,
    lambda _action, book: ("registry:handbook", book.public_id),
    {"report_loss": LossForm, "reissue": ReissueForm},
    initial=lambda book: {"on": clock.today(), "issue": book.issue},
)


@signed_in.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, book_of(request.user, public_id), action)
