"""The administrator's accounts: who can enter, who is locked out, who may no longer enter."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cejc.lib.listing import Order
from cejc.lib.states import tag_of
from registry.enums import Role
from registry.machinery.forms.reason import ReasonForm
from registry.people import access
from registry.people.filters.account import AccountFilter
from registry.people.forms.admin import StaffAccountForm
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.people.queries import people
from registry.people.services import account, staff
from registry.people.views.answers import acted, confirm_page, done, lone_form, succeeded, tried
from registry.people.views.rows import ACCOUNT_SORTS

admin_only = access.role_required(Role.ADMIN)


@access.role_required(Role.ADMIN, Role.AUDITOR).reads
def home(request: SignedInRequest) -> HttpResponse:
    """An administrator begins with the accounts, an auditor with the log."""
    return redirect("registry:accounts" if request.user.is_admin else "registry:audit")


@admin_only.reads
def listing(request: SignedInRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    order = Order(request.GET, ACCOUNT_SORTS, "display_name")
    rows = order.apply(form.narrow(User.objects.select_related("professional")))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "order": order,
        "page": page,
        "locked": account.locked_accounts(),
    }
    return render(request, "registry/people/admin/accounts.html", context)


@admin_only.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    from allauth.mfa.utils import is_mfa_enabled

    user = access.account_for_admin(request.user, public_id)
    context = {
        "account": user,
        "state": tag_of(user),
        "seats": user.memberships.select_related("organisation").order_by("-valid_from", "-pk"),
        "attempts": user.login_attempts.order_by("-at")[:10],
        "second_factor_on": is_mfa_enabled(user),
        "is_self": user.professional_id == request.user.professional_id,
        "employment": people.current_employment(user.professional) if user.professional else None,
    }
    return render(request, "registry/people/admin/account.html", context)


@never_cache
@admin_only.asks
def add(request: SignedInRequest) -> HttpResponse:
    """Open a login for office staff; the first password is shown in this answer and nowhere else."""
    form = StaffAccountForm(request.POST or None)
    opened = tried(form, lambda: staff.open_login(actor=request.user, **form.cleaned_data))
    if opened:
        user, password = opened
        return render(
            request, "registry/people/admin/account_opened.html", {"account": user, "password": password}
        )
    return lone_form(request, form, "registry:accounts")


@admin_only.acts
def lift(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    user = access.account_for_admin(request.user, public_id)
    return acted(
        request,
        lambda: account.lift_lock(actor=request.user, user=user),
        _("已解除%s的锁定。") % user,
        "registry:account-detail",
        user.public_id,
    )


def _with_reason(
    request: SignedInRequest, public_id: UUID, service: Callable[..., Any], words: dict[str, Any]
) -> HttpResponse:
    """A page that asks for the reason, then one service call."""
    user = access.account_for_admin(request.user, public_id)
    form = ReasonForm(request.POST or None)
    if succeeded(form, lambda: service(actor=request.user, user=user, **form.cleaned_data)):
        return done(request, words["said"] % user, "registry:account-detail", user.public_id)
    facts, back = (
        [(_("姓名"), str(user)), (_("用户名"), user.username)],
        ("registry:account-detail", user.public_id),
    )
    return confirm_page(request, form, words["title"], back, facts=facts, consequences=words["consequences"])


@admin_only.asks
def deactivate(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    words = {
        "title": _("停用账号"),
        "said": _("已停用%s的账号。"),
        "consequences": [_("该账号立即退出登录，不能再登录。"), _("已经办结的记录保留不变，随时可以恢复。")],
    }
    return _with_reason(request, public_id, account.deactivate, words)


@admin_only.asks
def reactivate(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    words = {
        "title": _("恢复账号"),
        "said": _("已恢复%s的账号。"),
        "consequences": [_("该账号可以用原来的密码登录，原有角色仍按起止日期有效。")],
    }
    return _with_reason(request, public_id, account.reactivate, words)


@admin_only.asks
def reset_factor(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    words = {
        "title": _("重置二次验证"),
        "said": _("已重置%s的二次验证。"),
        "consequences": [
            _("该人员原有的验证器和恢复码全部失效。"),
            _("有经办角色的，下次登录时须重新设置。请先当面或电话核实本人身份。"),
        ],
    }
    return _with_reason(request, public_id, account.reset_second_factor, words)
