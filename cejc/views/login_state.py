"""Who is logged in, for a page that has stood open: asked before a form is sent,
so that nothing typed meets a login page."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def copy_owner(user: Any) -> str:
    """The name under which a browser keeps a person's copies: tells logins apart and says nothing else."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return salted_hmac("cejc.copies", str(user.pk)).hexdigest()[:20]


@require_safe
@never_cache
def login_state(request: HttpRequest) -> JsonResponse:
    """{user: "" without a login, csrf: a token for the next post, login: where to log in}."""
    return JsonResponse(
        {"user": copy_owner(request.user), "csrf": get_token(request), "login": reverse("account_login")}
    )
