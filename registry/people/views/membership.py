"""The administrator's roles: who holds which, granting and ending them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc.lib.listing import Order
from registry.enums import Role
from registry.machinery.forms.reason import ReasonForm
from registry.people import access
from registry.people.filters.account import MembershipFilter
from registry.people.forms.admin import MembershipForm
from registry.people.http import SignedInRequest
from registry.people.models import Membership
from registry.people.services import membership as service
from registry.people.services import seat_request
from registry.people.views.answers import confirm_page, done, succeeded
from registry.people.views.rows import SEAT_SORTS

admin_only = access.role_required(Role.ADMIN)


@admin_only.reads
def listing(request: SignedInRequest) -> HttpResponse:
    form = MembershipFilter(request.GET)
    order = Order(request.GET, SEAT_SORTS, "user")
    rows = order.apply(form.narrow(Membership.objects.select_related("user", "organisation")))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"form": form, "order": order, "page": page}
    return render(request, "registry/people/admin/memberships.html", context)


@admin_only.asks
def add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    user = access.account_for_admin(request.user, public_id)
    form = MembershipForm(request.POST or None)
    if succeeded(form, lambda: seat_request.ask(actor=request.user, user=user, **form.cleaned_data)):
        return done(
            request,
            _("已为%s提出角色申请，安全管理员确认后生效。") % user,
            "registry:account-detail",
            user.public_id,
        )
    return confirm_page(
        request,
        form,
        _("申请授予角色"),
        ("registry:account-detail", user.public_id),
        facts=[(_("姓名"), str(user)), (_("用户名"), user.username)],
        consequences=[
            _("安全管理员会收到消息，由其核实后确认或退回。"),
            _("确认后，该人员在起止日期内可以办理这个角色的事项，会收到通知。"),
        ],
    )


@admin_only.asks
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    seat = access.membership_for_admin(request.user, public_id)
    form = ReasonForm(request.POST or None)
    if succeeded(
        form, lambda: service.end(actor=request.user, membership=seat, reason=form.cleaned_data["reason"])
    ):
        return done(request, _("已终止该角色，已通知本人。"), "registry:account-detail", seat.user.public_id)
    follows = [_("立即生效，该人员不能再办理这个角色的事项，会收到通知。"), _("已经办结的记录保留不变。")]
    facts = [(_("姓名"), str(seat.user)), (_("角色"), str(seat))]
    back = ("registry:account-detail", seat.user.public_id)
    return confirm_page(request, form, _("终止角色"), back, facts=facts, consequences=follows)
