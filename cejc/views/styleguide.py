"""The style guide: every part of templates/ui/ with ordinary, long,
empty and wrong content, to be looked at."""

import sys
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cejc.site import named
from cejc.views import large_text
from cejc.views import styleguide_samples as samples


def _shown_only_to_builders() -> None:
    if not (settings.DEBUG or settings.CEJC_DEMO or "pytest" in sys.modules):
        raise Http404


def _named(value: Any) -> Any:
    """The samples with the site's names in their places."""
    if isinstance(value, dict):
        return {key: _named(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_named(one) for one in value) if type(value) in (list, tuple) else value
    return named(value) if type(value) is str else value


def _frame(request: HttpRequest) -> dict[str, Any]:
    large = request.COOKIES.get(large_text.COOKIE) == "1"
    return _named({**samples.FRAME, "large_text": large})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All parts on one page, in the frame of a person with several roles."""
    _shown_only_to_builders()
    return render(request, "guide/guide.html", _named({**samples.parts(request), "frame": _frame(request)}))


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The whole pages: `confirm`, `confirmation`, `document`, `inbox`, `public`, `403` … `csrf`."""
    _shown_only_to_builders()
    if name in samples.ERRORS:
        return render(request, f"errors/{name}.html", {"frame": _named(samples.PUBLIC_FRAME)})
    if name not in samples.PAGES:
        raise Http404
    template, context = samples.PAGES[name]
    return render(request, template, _named({"frame": _frame(request), **context()}))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What a poll of long work answers: one step further each time it is asked, then finished."""
    _shown_only_to_builders()
    asked = request.GET.get("done", "0")
    done = min(int(asked) if asked.isdigit() else 0, samples.BATCH)
    return render(request, "ui/progress.html", samples.progress(done))
