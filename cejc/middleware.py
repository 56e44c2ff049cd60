"""What every answer needs that no single view knows."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from cejc.lib import storage
from cejc.views import errors

log = structlog.get_logger("cejc.storage")


class StorageMiddleware:
    """Files cannot be kept or read just now: say so, and that nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, storage.Unavailable):
            return None
        log.error("storage unavailable", reason=str(exception))
        return errors.storage_unavailable(request)
