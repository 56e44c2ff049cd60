"""Requests are counted where somebody watches: with CEJC_METRICS_TOKEN."""

import time

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from cejc.lib import counted, waiting
from cejc.lib.middleware import Middleware, Next

# What watches over the portal is no part of what it does.
WATCHING = ("/health/", "/metrics/")


class MetricsMiddleware(Middleware):
    def __init__(self, get_response: Next) -> None:
        if not settings.CEJC_METRICS_TOKEN:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic() - waiting.seconds()
        response = self.get_response(request)
        if not request.path.startswith(WATCHING):
            counted.note(response.status_code, time.monotonic() - began)
        return response
