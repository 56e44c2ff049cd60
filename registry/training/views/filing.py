"""Filings of face-to-face public-subject training: list, form, one filing;
the base submits, the province decides."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cejc import clock
from cejc.lib.db.models import column_of
from cejc.site import gettext as _
from registry.activities.queries.suspension import suspensions_on
from registry.enums import FilingState, Role
from registry.machinery.forms.reason import EditForm, ReasonForm
from registry.machinery.views.files import drawing, send_attachment, send_drawn
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.queries.governing import policy_of_unit
from registry.people.views.answers import acted, done, form_page, seen, tried
from registry.people.views.kept_file import kept_file
from registry.people.views.moving import Moving
from registry.people.views.taking import taken_from, ways
from registry.training.access import require_bases
from registry.training.access_session import visible_filing
from registry.training.forms.filing import BaseForm, FilingFilter, FilingForm
from registry.training.forms.timetable import Rows, SlotForm, rows_of
from registry.training.models import Filing, TrainingBase
from registry.training.moves.filing import FILING
from registry.training.permissions_session import own_bases
from registry.training.queries.listed import FILINGS, READERS, filings_of
from registry.training.queries.timetable import in_day_order, slot_names
from registry.training.services import filing as services
from registry.training.services.filing import Planned
from registry.training.services.filing_pdf import title_of

PAGE = 30
readers = role_required(*READERS)
COLUMNS = ("date", "slot", "begins", "ends", "topic", "teacher", "place")


def _found(request: SignedInRequest) -> tuple[FilingFilter, QuerySet[Filing]]:
    """Filings as filtered, the newest first."""
    form = FilingFilter(request.GET)
    wanted, rows = form.wanted(), filings_of(request.user)
    rows = rows.filter(state=wanted["state"]) if wanted["state"] else rows.exclude(state=FilingState.REPLACED)
    if wanted["q"]:
        text = wanted["q"]
        rows = rows.filter(
            Q(title__icontains=text) | Q(number__icontains=text) | Q(base__organisation__name__icontains=text)
        )
    return form, rows.order_by("-pk")


taken_from(FILINGS, _found)


@readers.lists
def listing(request: SignedInRequest) -> HttpResponse:
    """Filings, those that wait for the reader first."""
    require_bases(request.user)
    form, rows = _found(request)
    waiting = Filing.objects.visible_to(request.user).filter(state=FilingState.SUBMITTED).count()
    context = form.found(rows, PAGE) | {
        "may_file": bool(own_bases(request.user)),
        "waiting": waiting,
        "decides": request.user.has_role(Role.PROVINCE),
        "takes": ways(request, FILINGS),
    }
    return render(request, "registry/training/filing/list.html", context)


def _own_base(request: SignedInRequest) -> TrainingBase | None:
    """The base one files for: the only one, or the one named; None when
    it must still be chosen. 404 without any."""
    bases = own_bases(request.user)
    if not bases:
        raise Http404
    if len(bases) == 1:
        return bases[0]
    code = request.GET.get("base", "")
    return next((one for one in bases if one.code == code), None)


@role_required(Role.BASE).asks
def new(request: SignedInRequest) -> HttpResponse:
    base = _own_base(request)
    if base is None:
        bases = TrainingBase.objects.filter(pk__in=[one.pk for one in own_bases(request.user)])
        context = {
            "form": BaseForm(base=bases),
            "title": _("新建备案"),
            "lead": _("您为几家施教机构办理，请先选择是哪一家。"),
        }
        return render(request, "ui/form_page.html", context)
    policy = policy_of_unit(base.organisation)
    initial = {"contact": base.contact[:100], "place": base.address, "theme": "、".join(policy.themes)[:200]}
    return _form(request, base, None, initial, [])


@role_required(Role.BASE).asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    filing = visible_filing(request.user, public_id)
    if "save" not in FILING.open_to(request.user, filing):
        raise Http404
    initial: dict[str, Any] = {name: getattr(filing, name) for name in Filing.CONTENT}
    initial |= {"edit": filing.edit, "course": filing.course.code if filing.course else ""}
    slots = [{name: getattr(one, name) for name in COLUMNS} for one in in_day_order(filing.slots.all())]
    return _form(request, filing.base, filing, initial, slots)


def _form(
    request: SignedInRequest,
    base: TrainingBase,
    filing: Filing | None,
    initial: dict[str, Any],
    slots: list[dict],
) -> HttpResponse:
    more = "more" in request.POST
    data = request.POST if request.method == "POST" else None
    form = FilingForm(data, request.FILES or None, base=base, initial=initial)
    rows = rows_of(SlotForm, slots, data, more=more)
    good = data is not None and not more and form.is_valid()
    # Both are judged, so that everything is told at once.
    if data is not None and not more and rows.is_valid() and good:
        kept = tried(form, lambda: _kept(request, base, filing, form, rows))
        if kept is not None:
            return done(request, _("备案已保存，核对无误后请提交。"), "registry:filing", kept.public_id)
    context = {
        "form": form,
        "rows": rows,
        "filing": filing,
        "base": base,
        "more": more,
        "suspensions": suspensions_on([clock.today()]),
    }
    return timetable_page(request, "registry/training/filing/edit.html", context)


def timetable_page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form with `rows` of a timetable: 200 where only `more` of them were asked for."""
    answer, rows = form_page(request, template, context), context["rows"]
    if context["more"]:
        answer.status_code = 200
    elif rows.is_bound and not rows.is_valid():
        answer.status_code = 422
    return answer


def _kept(
    request: SignedInRequest, base: TrainingBase, filing: Filing | None, form: FilingForm, rows: Rows
) -> Filing:
    slots = [Planned(**one) for one in rows.wanted]
    values: dict[str, Any] = {"values": form.particulars, "slots": slots, "file": kept_file(form)}
    if filing is None:
        return services.draft(actor=request.user, base=base, **values)
    return services.save(actor=request.user, filing=filing, edit=seen(form), **values)


@readers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One filing as filed, its versions, its sessions, and what the reader can do."""
    filing = visible_filing(request.user, public_id)
    versions = Filing.objects.visible_to(request.user).filter(number=filing.number).exclude(number="")
    names, moves = slot_names(), FILING.open_to(request.user, filing)
    slots = in_day_order(filing.slots.all())
    context = {
        "filing": filing,
        "official_title": title_of(filing),
        "particulars": _particulars(filing),
        "slots": [(one, names.get(one.slot, one.slot)) for one in slots],
        "first_day": slots[0].date if slots else None,
        "versions": versions.order_by("-version"),
        "sessions": list(filing.base.sessions.filter(filing__in=versions).order_by("pk"))
        if filing.number
        else [],
        "moves": moves,
        "suspensions": suspensions_on(one.date for one in slots),
        "wanting": services.wanting(filing) if "save" in moves else [],
    } | drawing(f"filing.render:{public_id}", filing)
    return render(request, "registry/training/filing/detail.html", context)


def _particulars(filing: Filing) -> list[tuple[Any, Any]]:
    """What was filled in, as it is called; a course only where there is one."""
    shown = [name for name in Filing.CONTENT[1:] if name != "course" or filing.course_id]
    values = {name: getattr(filing, name) for name in shown}
    if filing.headcount:
        values["headcount"] = _("%s人") % filing.headcount
    return [(column_of(Filing, name).verbose_name, value) for name, value in values.items()]


def _page(filing: Filing) -> dict[str, Any]:
    here = reverse("registry:filing", args=[filing.public_id])
    facts = [(_("培训班名称"), filing.title), (_("施教机构"), filing.base)]
    return {
        "facts": facts + ([(_("备案号"), filing.number)] if filing.number else []),
        "crumbs": [
            {"label": _("{filed_subject}培训备案"), "url": reverse("registry:filings")},
            {"label": filing.title, "url": here},
        ],
        "cancel_url": here,
    }


def _after(action: str, filing: Filing) -> tuple[Any, ...]:
    if action == "discard":
        return ("registry:filings",)
    if action == "change" and filing.is_editable:
        return "registry:filing-edit", filing.public_id
    return "registry:filing", filing.public_id


MOVING = Moving(
    FILING,
    "filing",
    {
        "submit": services.submit,
        "withdraw": services.withdraw,
        "discard": services.discard,
        "change": services.change,
        "cancel": services.cancel,
        "return": services.return_,
        "accept": services.accept,
    },
    _page,
    _after,
    {
        "submit": EditForm,
        "accept": EditForm,
        "cancel": ReasonForm,
        "return": ReasonForm,
    },
)


@readers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, visible_filing(request.user, public_id), action)


@readers.reads
def plan(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return send_attachment(visible_filing(request.user, public_id))


@readers.reads
def pdf(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The form as the worker drew it; 404 until it shows what the filing holds now."""
    filing = visible_filing(request.user, public_id)
    if not filing.pdf_name or filing.pdf_edit != filing.edit:
        raise Http404
    return send_drawn(filing.pdf_name, f"{title_of(filing)}.pdf")


@readers.acts
def draw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    filing = visible_filing(request.user, public_id)
    call = lambda: services.draw(actor=request.user, filing=filing)  # noqa: E731
    return acted(request, call, _("正在生成PDF，稍候刷新本页即可下载。"), "registry:filing", public_id)
