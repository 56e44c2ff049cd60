"""HR's people: the list, one person, entering, confirming, ending."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from cejc import clock
from cejc.errors import Refused
from cejc.lib.listing import Order
from cejc.lib.paging import LongPaginator
from cejc.lib.spreadsheet import Column, Sheet
from registry.enums import EmploymentState, LookWay, Role
from registry.machinery.services.holds import with_what_followed
from registry.people import access, looking
from registry.people.above import waiting_changes
from registry.people.filters.people import PeopleFilter, people_of
from registry.people.forms.people import DegreeForm, LeavingForm, PersonForm, RevealForm
from registry.people.http import SignedInRequest
from registry.people.looking import taken
from registry.people.models import Employment, Professional
from registry.people.moves.employment import EMPLOYMENT
from registry.people.queries.listed import PEOPLE
from registry.people.services import activation, employment, roster_columns
from registry.people.services import professional as people
from registry.people.services.known_person import not_taken, sentence_of
from registry.people.views.answers import confirm_page, done, lone_form, succeeded, tried
from registry.people.views.export import leaving
from registry.people.views.moving import Moving
from registry.people.views.rows import PEOPLE_SORTS, left_out
from registry.people.views.taking import taken_from, ways

PAGE = 50
hr_only = access.role_required(Role.HR)
# What can be done with many people, by the name of its button.
STEPS = [
    {"label": lazy("确认为本单位人员"), "value": "confirm"},
    {"label": lazy("发放激活码"), "value": "codes"},
]


def found(request: SignedInRequest) -> tuple[Any, PeopleFilter, Order, Any]:
    """The unit, the filters and the order of the address, and the places that they leave."""
    unit = access.hr_unit(request)
    form, order = PeopleFilter(request.GET), Order(request.GET, PEOPLE_SORTS, "name")
    return unit, form, order, order.apply(form.narrow(people_of(unit)))


@hr_only.lists
def listing(request: SignedInRequest) -> HttpResponse:
    unit, form, order, rows = found(request)
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    pending = Employment.objects.filter(organisation=unit, state=EmploymentState.PENDING).count()
    context = {
        "unit": unit,
        "form": form,
        "order": order,
        "page": page,
        "rows": [(one, left_out(one)) for one in page],
        "pending": pending,
        "changes": waiting_changes(request.user),
        "steps": STEPS,
        "takes": ways(request, PEOPLE),
    }
    return render(request, "registry/people/people/list.html", context)


taken_from(PEOPLE, lambda request: (found(request)[1], found(request)[3]))


@hr_only.reads
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered and sorted, whole, as a workbook that may be changed and sent back in."""
    unit, _form, _order, rows = found(request)
    listing = roster_columns.listing()
    heads = [Column(one.title, one.width) for one in listing.columns]
    heads += [Column(_("账号（只读）"), 14), Column(_("状态（只读）"), 14)]
    sheet = Sheet(listing.title, heads, (roster_columns.exported(one, one.has_login) for one in taken(rows)))
    name = _("%(unit)s人员名单%(today)s") % {"unit": unit.name, "today": f"{clock.today():%Y%m%d}"}
    return leaving(request, name, sheet, rows.count())


@hr_only.asks
def add(request: SignedInRequest) -> HttpResponse:
    unit = access.hr_unit(request)
    form = PersonForm(request.POST or None, initial={"valid_from": clock.today()})
    place = tried(
        form, lambda: employment.add_person(actor=request.user, organisation=unit, **form.cleaned_data)
    )
    if place:
        if left := not_taken(place.professional, form.cleaned_data):
            messages.warning(request, sentence_of(place.professional, left))
        said = _("已将%s加入本单位人员名单。") % place.professional.name
        return done(request, said, "registry:person", place.professional.public_id)
    return lone_form(request, form, "registry:people")


@never_cache
@hr_only.asks
def reveal(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The whole identity number for HR of the unit, after the password was typed again and a reason was
    given; the look is on record with it, and the person reads it."""
    access.professional_of(request.user, public_id)  # absent for others before anything is asked of them
    return _revealed(request, public_id)


@reauthentication_required
def _revealed(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    person = access.professional_of(request.user, public_id)
    form = RevealForm(request.POST or None)
    if not form.is_valid():
        return lone_form(request, form, "registry:person", person.public_id, facts=_facts(person))
    reason = form.cleaned_data["reason"]
    number = people.reveal_identity(actor=request.user, professional=person, reason=reason)
    looking.note(person, way=LookWay.NUMBER, reason=reason)
    return render(request, "registry/people/people/identity.html", {"person": person, "number": number})


def _facts(person: Professional) -> list[tuple[str, str]]:
    return [(_("姓名"), person.name), (person.get_identity_type_display(), person.identity_masked)]


def _page(place: Employment) -> dict[str, Any]:
    return {
        "crumbs": [{"label": _("人员"), "url": reverse("registry:people")}],
        "facts": [(_("姓名"), place.professional.name), (_("部门和岗位"), place.position)],
        "cancel_url": reverse("registry:person", args=[place.professional.public_id]),
    }


def _after(action: str, place: Employment) -> tuple[Any, ...]:
    return ("registry:person", place.professional.public_id) if action == "confirm" else ("registry:people",)


MOVING = Moving(
    EMPLOYMENT,
    "employment",
    {"confirm": employment.confirm, "refuse": employment.refuse},
    _page,
    _after,
)


@hr_only.acts
def confirm(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.press(request, access.hr_employment(request.user, public_id), "confirm")


@hr_only.asks
def refuse(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.answer(request, access.hr_employment(request.user, public_id), "refuse")


@hr_only.asks
def degree(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Put the registered degree right, with the ground for it."""
    place = access.hr_employment(request.user, public_id)
    person, since = place.professional, clock.now()
    form = DegreeForm(request.POST or None, initial={"degree": person.degree})
    if succeeded(
        form,
        lambda: people.change_degree(actor=request.user, professional=person, **form.cleaned_data),
    ):
        said = with_what_followed(_("登记的最高学位已更正。"), [person.pk], since)
        return done(request, said, "registry:person", person.public_id)
    page = _page(place) | {
        "facts": [(_("姓名"), person.name), (_("登记的最高学位"), person.get_degree_display())],
        "consequences": [
            _("认定跨度与学位有关：本人未提交的认定申请按新的学位重新计算。"),
            _("正在办理的认定申请依据的学位不再成立的，重新计算，不足的退回本人。"),
        ],
        "submit_label": _("更正"),
    }
    return confirm_page(request, form, _("更正最高学位"), ("registry:person", person.public_id), **page)


@hr_only.asks
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    place = access.hr_employment(request.user, public_id)
    form = LeavingForm(request.POST or None, initial={"last_day": clock.today()})
    since = clock.now()
    if succeeded(form, lambda: employment.end(actor=request.user, employment=place, **form.cleaned_data)):
        said = with_what_followed(
            _("已为%s办理离职。") % place.professional.name, [place.professional_id], since
        )
        return done(request, said, "registry:people")
    follows = [
        _("该人员不再出现在本单位在职名单中，已经办结的记录保留不变。"),
        _("该人员可以由新单位添加，或自行向新单位提出申请。"),
        _("该人员有认定申请正在办理的，随之退回本人，到新单位后重新提交。"),
    ]
    back = ("registry:person", place.professional.public_id)
    return confirm_page(request, form, _("办理离职"), back, consequences=follows, **_page(place))


@never_cache
@hr_only.acts
def code(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A new activation code, shown in this answer and nowhere else."""
    place = access.hr_employment(request.user, public_id)
    try:
        issued = activation.issue(actor=request.user, employment=place)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:person", place.professional.public_id)
    rows = [(place, issued)]
    return render(
        request,
        "registry/people/people/codes.html",
        {"rows": rows, "unit": place.organisation, "single": True},
    )
