"""`/metrics/`: figures for operators, as Prometheus reads them; there for whoever has the token alone."""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cejc.lib import counted
from cejc.lib import metrics as written
from cejc.lib.metrics import Family


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 where no token is set, 401 without it; a database that is away is 503, as everywhere."""
    token = settings.CEJC_METRICS_TOKEN
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        refused = HttpResponse("401\n", status=401, content_type=written.CONTENT_TYPE)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(written.text(_families()), content_type=written.CONTENT_TYPE)


def _families() -> Iterator[Family]:
    yield from counted.families()
    free = shutil.disk_usage(settings.CEJC_DATA_DIR).free
    yield written.gauge("disk_free_bytes", "Room left where the data folder is.", free)
    for source in written.sources:
        yield from source()
