"""django-allauth's client of OpenID Connect, held to more: the provider is the one that the set-up names, its
ID token bears its signature and the nonce of this question, and nothing is followed anywhere else.

django-allauth leaves the signature unchecked where the token came over TLS, as the standard allows.
"""

import secrets
from typing import Any

import jwt
import requests
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

# Public keys alone: what one secret both signs and checks, the provider's published key would sign as well.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KINDS = ("RSA", "EC", "OKP")
CLOCKS_APART = 60  # seconds


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def answers(nonce: str, login: SocialLogin) -> bool:
    """Whether the ID token says the nonce that this browser's question said."""
    said = (login.account.extra_data.get("id_token") or {}).get("nonce")
    return bool(nonce) and secrets.compare_digest(str(said or "").encode(), nonce.encode())


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """Raises OAuth2Error for what is not to be believed; the callback says so in a sentence."""

    def get_access_token_data(self, request: HttpRequest, app: SocialApp, *args: Any, **more: Any) -> Any:
        """Before the code is handed over: to the issuer that the set-up names, or to nobody."""
        named = str(app.settings["server_url"]).partition("/.well-known/")[0].rstrip("/")
        if str(self.openid_config.get("issuer")).rstrip("/") != named:
            raise OAuth2Error("the issuer is not the one of the set-up")
        return super().get_access_token_data(request, app, *args, **more)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        try:
            return jwt.decode(
                id_token,
                self._key(jwt.get_unverified_header(id_token).get("kid")),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_APART,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error("the ID token is not to be believed") from fault

    def _key(self, name: str | None) -> jwt.PyJWK:
        """The one public key that signed, by its name; a provider with a single key may leave it unnamed."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        known = [one for one in answer.json()["keys"] if one.get("kty") in KINDS and one.get("use") != "enc"]
        (found,) = [one for one in known if name is None or one.get("kid") == name]
        return jwt.PyJWK.from_dict(found)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back from a provider."""
    try:
        adapter = CheckedAdapter(request, provider_id)
        answer: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except requests.RequestException as fault:
        return get_adapter().not_answered(request, adapter.get_provider(), fault)
    return answer
