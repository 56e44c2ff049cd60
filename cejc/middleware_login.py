"""A login that has ended under an open page: said where it is seen,
never as a login page inside of a page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cejc.lib.middleware import Middleware

# static/js/autosave.js reads and clears it.
KEPT = f"{settings.COOKIE_PREFIX}kept_copies"
MOST_KEPT, KEPT_SECONDS = 5, 600


class EndedLoginMiddleware(Middleware):
    """Turns the redirect to a page of the login into what the caller can show.

    htmx is sent to the whole page (`HX-Redirect`, a sentence with a link for whoever shows
    the answer itself); a draft's autosave gets 401 and the sentence; a form that was posted
    comes back to its own page after the login.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = urlsplit(response.get("Location", "")).path if 300 <= response.status_code < 400 else ""
        if not target.startswith(reverse("account_login").removesuffix("login/")) or request.path == target:
            return response
        login = target == reverse("account_login")
        if request.headers.get("X-Requested-With") == "autosave":
            return _as_json(login_address(request) if login else target)
        if request.headers.get("HX-Request"):
            return _as_fragment(login_address(request) if login else target)
        if login and request.method == "POST":
            return redirect(login_address(request))
        return response


def _as_json(address: str) -> HttpResponse:
    sentence = _("登录已失效，内容还没有保存到服务器，请重新登录。")
    return JsonResponse({"code": "login", "sentence": sentence, "login": address}, status=401)


def _as_fragment(address: str) -> HttpResponse:
    body = render_to_string("errors/_login_ended.html", {"address": address})
    return HttpResponse(body, headers={"HX-Redirect": address})


def login_address(request: HttpRequest) -> str:
    """The login, and after it the page that the person was on (of a post: the page with the form)."""
    query = QueryDict(mutable=True)
    query["next"] = page_of(request)
    return f"{reverse('account_login')}?{query.urlencode(safe='/')}"


def page_of(request: HttpRequest) -> str:
    """The address of the page from which the request came; the first page where nobody says."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    host = {request.get_host()}
    if not told or not url_has_allowed_host_and_scheme(told, host, require_https=settings.CEJC_HTTPS):
        return "/"
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class KeptCopyMiddleware(Middleware):
    """Tells the browser which of its copies of a form it may forget: the
    post was taken, and nothing was refused."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        token = _token(request)
        if token and _was_taken(request, response):
            before = [
                one for one in request.COOKIES.get(KEPT, "").split(".") if one.replace("-", "").isalnum()
            ]
            kept = ".".join([*before, token][-MOST_KEPT:])
            response.set_cookie(KEPT, kept, max_age=KEPT_SECONDS, secure=settings.CEJC_HTTPS, samesite="Lax")
        return response


def _token(request: HttpRequest) -> str:
    if request.method != "POST" or not hasattr(
        request, "_post"
    ):  # a body that no view has read is left alone
        return ""
    token = request.POST.get("copy_token", "")[:40]
    return token if token.replace("-", "").isalnum() else ""


def _was_taken(request: HttpRequest, response: HttpResponse) -> bool:
    """A post that was taken is answered by a page or a redirect, to no login, without a sentence of refusal
    on its way; a refused form comes back with 4xx."""
    if response.status_code >= 400:
        return False
    if urlsplit(response.get("Location", "")).path.startswith(
        reverse("account_login").removesuffix("login/")
    ):
        return False
    said = getattr(request, "_messages", None)
    return not any(one.level >= messages.ERROR for one in getattr(said, "_queued_messages", ()))
