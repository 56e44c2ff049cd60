"""Where django-allauth's client of OpenID Connect meets the portal: it fetches and checks what the provider
says; who that is here, and what follows, is ours. Nothing of its own tables is used."""

from typing import Any, NoReturn

import requests
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from registry.people import oidc
from registry.people.providers import Provider, claims_of, providers, verified_number

log = structlog.get_logger("cejc.login")
FAILED = _("没有从“%s”登录成功：操作已取消、已超时，或对方暂时没有应答。请重试，或用密码登录。")


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers come from the set-up; whoever they send is handed to our own pages."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        found = [one for one in providers() if provider in (None, "openid_connect", one.id)]
        return [_as_app(one) for one in found if client_id in (None, one.client_id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        from registry.people.views.binding import arrived

        provider = next(one for one in providers() if one.id == sociallogin.account.provider)
        nonce = str((sociallogin.state.get("data") or {}).get("nonce") or "")
        if not oidc.answers(nonce, sociallogin):
            self.on_authentication_error(request, sociallogin.provider, error="another nonce")
        claims = claims_of(sociallogin.account.extra_data)
        number = verified_number(provider, claims)
        said = Said(provider, str(claims.get("sub") or ""), number, sociallogin.state)
        raise ImmediateHttpResponse(arrived(request, said))

    def get_requests_session(self) -> requests.Session:
        """A provider is asked where the set-up and its own document say, and nowhere else."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def not_answered(self, request: HttpRequest, provider: Any, fault: Exception) -> HttpResponse:
        """As where something else failed on the way back."""
        try:
            self.on_authentication_error(request, provider, error="no answer", exception=fault)
        except ImmediateHttpResponse as answer:
            return answer.response

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        """Broken off, out of date, or the provider does not answer: nothing was changed."""
        log.warning(
            "login elsewhere failed",
            provider=provider.app.provider_id,
            error=str(error),
            reason=repr(exception),
        )
        messages.error(request, FAILED % provider.app.name)
        home = "registry:account" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(redirect(home))


class Said:
    """What a provider said of whoever came from it."""

    def __init__(self, provider: Provider, subject: str, number: str, state: dict[str, Any]) -> None:
        self.provider, self.subject, self.number, self.state = provider, subject, number, state


def _as_app(one: Provider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=one.id,
        name=one.name,
        client_id=one.client_id,
        secret=one.secret,
        settings={"server_url": one.server, "scope": list(one.scope), "oauth_pkce_enabled": True},
    )
