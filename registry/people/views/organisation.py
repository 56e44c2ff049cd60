"""Units: the tree, one unit, its people; entering, correcting and moving them by an administrator."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc.lib.listing import Order
from registry.enums import SUPERVISING, Role
from registry.people import access
from registry.people.above import waiting_changes
from registry.people.filters.organisation import OrganisationFilter, units_for
from registry.people.filters.people import people_of
from registry.people.forms.organisation import EditOrganisationForm, MoveForm, NewOrganisationForm
from registry.people.http import SignedInRequest
from registry.people.models import Employment, Membership
from registry.people.services import organisation as service
from registry.people.views.answers import confirm_page, done, lone_form, succeeded, tried
from registry.people.views.rows import UNIT_SORTS

readers = access.role_required(*SUPERVISING, Role.PROVINCE, Role.ADMIN)
admin_only = access.role_required(Role.ADMIN)


@readers.reads
def listing(request: SignedInRequest) -> HttpResponse:
    form = OrganisationFilter(request.GET)
    context = {
        "form": form,
        "page": Paginator(form.narrow(units_for(request.user)), 50).get_page(request.GET.get("page")),
        "changes": waiting_changes(request.user),
        "may_see_handbooks": request.user.has_role(*SUPERVISING, Role.PROVINCE),
        "may_see_training": request.user.has_role(Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE),
    }
    return render(request, "registry/people/organisation/list.html", context)


@readers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    unit = access.organisation_of(request.user, public_id)
    context = {
        "unit": unit,
        "seats": Membership.objects.in_force()
        .filter(organisation=unit)
        .select_related("user")
        .order_by("role", "pk"),
        "people_count": unit.employments.current().count(),
        "supervised": unit.supervised.order_by("path")[:50],
    }
    return render(request, "registry/people/organisation/detail.html", context)


@access.role_required(*SUPERVISING, Role.PROVINCE).reads
def people(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    unit = access.organisation_of(request.user, public_id)
    order = Order(request.GET, UNIT_SORTS, "name")
    rows = order.apply(people_of(unit).filter(pk__in=Employment.objects.current()))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"unit": unit, "order": order, "page": page}
    return render(request, "registry/people/organisation/people.html", context)


@admin_only.asks
def add(request: SignedInRequest) -> HttpResponse:
    form = NewOrganisationForm(request.POST or None)
    unit = tried(form, lambda: service.create(actor=request.user, **form.cleaned_data))
    if unit:
        return done(request, _("已建立机构“%s”。") % unit.name, "registry:organisation", unit.public_id)
    return lone_form(request, form, "registry:organisations")


@admin_only.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    unit = access.organisation_of(request.user, public_id)
    initial = {name: getattr(unit, name) for name in service.EDITABLE}
    form = EditOrganisationForm(request.POST or None, initial=initial)
    if succeeded(form, lambda: service.update(actor=request.user, organisation=unit, **form.cleaned_data)):
        return done(request, _("机构信息已保存。"), "registry:organisation", unit.public_id)
    return lone_form(request, form, "registry:organisation", unit.public_id)


@admin_only.asks
def move(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    unit = access.organisation_of(request.user, public_id)
    form = MoveForm(request.POST or None)
    if succeeded(form, lambda: service.move(actor=request.user, organisation=unit, **form.cleaned_data)):
        return done(request, _("主管部门已调整。"), "registry:organisation", unit.public_id)
    now = unit.supervisor.name if unit.supervisor else _("没有主管部门")
    follows = [
        _("该机构及其下属机构一并调整。"),
        _("原主管部门不再看到该机构今后提交的材料，已经报送的批次不受影响。"),
    ]
    facts, back = [(_("机构"), unit.name), (_("现主管部门"), now)], ("registry:organisation", unit.public_id)
    return confirm_page(request, form, _("调整主管部门"), back, facts=facts, consequences=follows)
