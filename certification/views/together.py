"""Colleagues at one desk: who has what, who is given what, what they tell each other, their own reasons."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.paging import LongPaginator
from certification.access import visible_case
from certification.forms.together import NoteForm, PhraseForm
from certification.models import Case, ReturnPhrase
from certification.queries import together
from certification.queries.desk import labelled
from certification.services import together as services
from certification.views.desk import OFFICES, seat_of
from registry.models import User
from registry.people.access import role_required
from registry.people.forms.assign import AssignForm
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, lone_form, refusal_at, tried

PER_PAGE = 50


def beside_the_case(user: User, case: Case) -> dict[str, Any]:
    """What the page of a case shows to colleagues alone: to whom it is given, and their notes."""
    notes = together.notes_for(user, case)
    if notes is None:
        return {}
    having = together.with_whom(user, [case])[case.pk]
    found: dict[str, Any] = {
        "notes": notes,
        "note_form": NoteForm(),
        "given": having.given,
        "reading": having.reading,
    }
    if together.has_it(user, case):
        found["assign_form"] = AssignForm(initial={"to": having.given}, among=together.colleagues(user))
    return found


@role_required(*OFFICES).acts
def hold(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The page's script says that the case is still being read."""
    case = visible_case(request.user, public_id)
    if together.has_it(request.user, case):
        services.take(actor=request.user, case=case)
    return HttpResponse(status=204)


def _page(request: SignedInRequest) -> str:
    """The page that the form stands on: the lane's, which leads on to the case where there is no review."""
    return "certification:lane-item" if "lane" in request.POST else "certification:case"


@role_required(*OFFICES).acts
@refusal_at("certification:case", "public_id")
def assign(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    case = visible_case(request.user, public_id)
    form = AssignForm(request.POST, among=together.colleagues(request.user))
    if not form.is_valid():
        raise Refused(_("没有指派：所选的人不在本机构办理，请重新选择。"))
    to = form.cleaned_data["to"]
    services.assign(actor=request.user, case=case, to=to)
    said = _("已指派给%(name)s办理。") % {"name": to} if to else _("已取消指派。")
    return done(request, said, _page(request), public_id)


@role_required(*OFFICES).acts
def note(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Write to one's colleagues about a case."""
    case = visible_case(request.user, public_id)
    text = request.POST.get("text", "").replace("\x00", "")
    call = lambda: services.note(actor=request.user, seat=seat_of(request), case=case, text=text)  # noqa: E731
    return acted(request, call, _("留言已记入，本机构的同事可以看到。"), _page(request), public_id)


@role_required(*OFFICES).reads
def phrase_list(request: SignedInRequest) -> HttpResponse:
    """The office's own reasons to return a case."""
    rows = ReturnPhrase.objects.of_office(request.user).filter(dropped_at=None)
    return render(
        request, "certification/desk/phrases.html", {"rows": rows.select_related("by__professional")}
    )


@role_required(*OFFICES).asks
def phrase_new(request: SignedInRequest) -> HttpResponse:
    form = PhraseForm(request.POST or None)
    call = lambda: services.add_phrase(actor=request.user, seat=seat_of(request), **form.cleaned_data)  # noqa: E731
    if tried(form, call):
        return done(request, _("已增加，退回申请时可以选用。"), "certification:phrase-list")
    return lone_form(request, form, "certification:phrase-list")


@role_required(*OFFICES).acts
def phrase_drop(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(ReturnPhrase.objects.of_office(request.user), public_id=public_id)
    call = lambda: services.drop_phrase(actor=request.user, phrase=row)  # noqa: E731
    return acted(request, call, _("已停用，以前退回的文字不受影响。"), "certification:phrase-list")


@role_required(*OFFICES).reads
def today(request: SignedInRequest) -> HttpResponse:
    """What the reader has decided today, latest first, with where it stands now."""
    page = LongPaginator(together.decided_today(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"review": one, **labelled([one.case])[0]} for one in page]
    return render(request, "certification/desk/today.html", {"page": page, "rows": rows})
