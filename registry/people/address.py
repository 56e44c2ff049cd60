"""Where a request came from."""

from ipaddress import ip_address

import structlog
from allauth.core.internal.httpkit import clean_client_ip, get_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

log = structlog.get_logger("cejc.login")


def client_address(request: HttpRequest | None) -> str | None:
    """The address a request came from, behind the proxies that the set-up names; None where it is not known.

    A proxy that the set-up does not name hides everybody behind its own address: nothing is counted by
    address then (accounts are still locked one by one), for it would count against all.
    """
    if request is None:
        return None
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT and _is_unnamed_proxy(request):
        log.warning("a proxy that CEJC_BEHIND_PROXY does not name", peer=request.META.get("REMOTE_ADDR"))
        return None
    try:
        return get_client_ip(request)
    except (
        ImproperlyConfigured
    ):  # fewer proxies than CEJC_PROXY_COUNT says: a caller that came in at the side
        return clean_client_ip(request.META.get("REMOTE_ADDR", ""))


def _is_unnamed_proxy(request: HttpRequest) -> bool:
    """It forwards, and stands on this machine or in this network: nobody outside can pretend to be it."""
    peer = clean_client_ip(request.META.get("REMOTE_ADDR", ""))
    return "X-Forwarded-For" in request.headers and peer is not None and ip_address(peer).is_private
