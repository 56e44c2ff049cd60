"""The language of an answer: Chinese, and for a stranger who asks for it English
(docs/decisions/0009-one-language-policy.md)."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cejc.lib.middleware import Middleware


class LanguageMiddleware(Middleware):
    """What the switch of the header or else `Accept-Language` asks for;
    ChineseRoomsMiddleware takes it back from logins."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_asked_for(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def _asked_for(request: HttpRequest) -> str:
    """Programs are answered in Chinese: what they are told is kept beside their records."""
    if request.path.startswith("/api/"):
        return settings.LANGUAGE_CODE
    return translation.get_language_from_request(request)


class ChineseRoomsMiddleware(Middleware):
    """Behind the login everything is Chinese; until the answer is sent, LanguageMiddleware ends it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(settings.LANGUAGE_CODE)
        return self.get_response(request)


@receiver(user_logged_in)
def _within(**_more: object) -> None:
    """What is said of the login itself is read behind it."""
    translation.activate(settings.LANGUAGE_CODE)
