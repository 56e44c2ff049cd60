"""A forgotten password: ask for a link, follow it, choose a new one."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cejc.errors import TooMany
from registry.machinery.services import throttle
from registry.people.address import client_address
from registry.people.forms.account import PasswordResetForm, PasswordSetForm
from registry.people.models import User
from registry.people.services import account, password_reset
from registry.people.views.answers import done, form_page, tried

RESETS_AN_HOUR = 200  # asked for from one address


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = PasswordResetForm(request.POST or None)
    if form.is_valid():
        _not_too_often(request)
        password_reset.request_link(email=form.cleaned_data["email"])
        return redirect("registry:password-sent")
    return form_page(request, "account/password_reset.html", {"form": form})


def _not_too_often(request: HttpRequest) -> None:
    """Raises TooMany. Nothing is guessed here, so it counts for itself and not against anybody's login."""
    name = f"password-reset:{client_address(request)}"
    if throttle.count(name) > RESETS_AN_HOUR:
        raise TooMany(
            _("您所在的网络在一小时内申请重设密码的次数很多，这一次没有受理。请稍后再试，或联系单位人事。"),
            throttle.seconds_left(name),
        )


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same page for a known and an unknown address."""
    return render(request, "account/password_reset_sent.html", {"minutes": settings.CEJC_RESET_MINUTES})


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    if user is None or not password_reset.token_fits(user, token):
        messages.error(
            request,
            _("该链接已失效或已使用（%d分钟内有效，只能使用一次）。请重新申请重设密码。")
            % settings.CEJC_RESET_MINUTES,
        )
        return redirect("account_reset_password")
    form = PasswordSetForm(request.POST or None, owner=user)
    if form.is_valid():
        tried(form, lambda: account.set_password(user=user, password=form.cleaned_data["password1"]))
        return done(request, _("密码已重设，请用新密码登录。"), "account_login")
    return form_page(request, "account/password_set.html", {"form": form})
