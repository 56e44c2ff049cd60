"""Logging in by another portal: going there, coming back, the first time confirmed; one's bindings."""

import time
from typing import Any
from uuid import UUID

import requests
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cejc import said
from cejc.errors import Refused
from registry.people import oidc
from registry.people.access import signed_in
from registry.people.address import client_address
from registry.people.forms.binding import ConfirmForm
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.people.providers import Provider, provider_of
from registry.people.services import binding as service
from registry.people.social import FAILED, Said
from registry.people.views.answers import acted, form_page, tried

PENDING, PENDING_SECONDS = "binding", 600


@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider's login page."""
    return _gone_to(request, _named(provider_id), AuthProcess.LOGIN, request.POST.get("next", ""))


@signed_in.acts
@reauthentication_required
def link(request: SignedInRequest, provider_id: str) -> HttpResponse:
    """Bind a login elsewhere to one's own: the password was typed just now."""
    return _gone_to(request, _named(provider_id), AuthProcess.CONNECT, "")


def _named(provider_id: str) -> Provider:
    found = provider_of(provider_id)
    if found is None:
        raise Http404
    return found


def _gone_to(request: HttpRequest, provider: Provider, process: str, after: str) -> HttpResponse:
    safe = after if url_has_allowed_host_and_scheme(after, {request.get_host()}) else ""
    nonce = oidc.new_nonce()
    try:
        there = get_adapter().get_provider(request, provider.id)
        said = there.get_auth_params() | {"nonce": nonce}
        return there.redirect(
            request, process, next_url=safe or None, data={"nonce": nonce}, auth_params=said
        )
    except requests.RequestException:
        messages.error(request, FAILED % provider.name)
        return redirect("registry:account" if request.user.is_authenticated else "account_login")


def arrived(request: HttpRequest, told: Said) -> HttpResponse:
    """Back from the provider: log in, or ask for the confirmation, or say why not."""
    if told.state.get("process") == AuthProcess.CONNECT:
        return _linked(request, told)
    try:
        user, bound = service.login_of(told.provider, told.subject, told.number)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("account_login")
    if bound:
        service.note_login(user, client_address(request))
        return _let_in(request, user, told.provider, told.state.get("next"))
    request.session[PENDING] = {
        "provider": told.provider.id,
        "subject": told.subject,
        "user": str(user.public_id),
        "next": told.state.get("next"),
        "until": time.time() + PENDING_SECONDS,
    }
    return redirect("registry:binding-confirm")


def _linked(request: HttpRequest, told: Said) -> HttpResponse:
    if not request.user.is_authenticated or not did_recently_reauthenticate(request):
        messages.error(request, _("验证密码后已经过了一段时间，没有绑定。请重新绑定一次。"))
        return redirect("registry:account")
    try:
        service.bind(user=request.user, provider=told.provider, subject=told.subject, number=told.number)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:account")
    said.done(request, _("已绑定“%s”，以后可以用它登录。") % told.provider.name)
    return redirect("registry:account")


@sensitive_post_parameters("password", "number")
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The first time: the person shows that the login is theirs."""
    waiting = _pending(request)
    if waiting is None:
        messages.error(request, _("没有等待确认的登录，或者已经过了10分钟。请重新登录。"))
        return redirect("account_login")
    user, provider = waiting
    form = ConfirmForm(request.POST or None, office=user.is_office)
    if tried(form, lambda: _confirmed(request, form, user, provider)):
        after = request.session.pop(PENDING)["next"]
        said.done(request, _("已绑定“%s”，以后可以用它登录。") % provider.name)
        return _let_in(request, user, provider, after)
    context = {"form": form, "provider": provider, "masked": _masked(user.username)}
    return form_page(request, "account/binding_confirm.html", context)


def _confirmed(request: HttpRequest, form: ConfirmForm, user: User, provider: Provider) -> bool:
    data: dict[str, Any] = {"password": "", "name": "", "number": ""} | form.cleaned_data
    if not service.confirmed(user, **data, address=client_address(request)):
        raise Refused(_("填写的内容与这个账号不符，没有登录。连续5次不符后，账号将锁定15分钟。"))
    service.bind(user=user, provider=provider, subject=request.session[PENDING]["subject"])
    return True


def _pending(request: HttpRequest) -> tuple[User, Provider] | None:
    kept = request.session.get(PENDING)
    if not kept or kept["until"] < time.time() or request.user.is_authenticated:
        return None
    user = User.objects.filter(public_id=kept["user"], is_active=True).first()
    provider = provider_of(kept["provider"])
    return (user, provider) if user and provider else None


def _masked(username: str) -> str:
    return f"{username[:2]}{'*' * max(len(username) - 2, 1)}"


def _let_in(request: HttpRequest, user: User, provider: Provider, after: str | None) -> HttpResponse:
    """As after a right password: a second factor is asked for where the login has one."""
    user.backend = "registry.people.auth.PortalBackend"
    record_authentication(request, user, "socialaccount", provider=provider.id)
    return perform_login(request, Login(user=user, redirect_url=after or "/"))


@signed_in.acts
@reauthentication_required
def unbind(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(request.user.bindings, public_id=public_id)
    return acted(
        request,
        lambda: service.unbind(actor=request.user, binding=row),
        _("已解除绑定，以后请用密码登录。"),
        "registry:account",
    )
