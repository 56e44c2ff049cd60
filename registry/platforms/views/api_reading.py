"""What the API is, and what each of its answers means, for people: where the `type` of a problem leads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credits.governing import unasked
from registry.platforms.api.problems import MENDED_BY, PROBLEMS
from registry.platforms.api.schemas_offering import OFFERED
from registry.training.standings import ACCEPTED, CODES, MENDERS, REFUSALS, standing

# What the platform cannot know by itself: the base looks at its own papers.
ASK_BASE = ("bad_name", "bad_identity", "duplicate", "not_passed")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How to begin."""
    return render(request, "public/api.html", {"base": request.build_absolute_uri("/").rstrip("/")})


@require_safe
@unasked()
def problems(request: HttpRequest) -> HttpResponse:
    """Every code of a problem and of a receipt, with its sentence and who can mend it."""
    context: dict[str, Any] = {
        "problems": [
            {"code": code, "status": status, "sentence": sentence, "mender": MENDED_BY.get(code, _("平台"))}
            for code, (status, sentence) in PROBLEMS.items()
        ],
        "accepted": list(ACCEPTED.items()),
        "offered": [(code, sentence, mender) for code, (sentence, mender) in OFFERED.items()],
        "standings": [_shown(code) for code in CODES],
        "refusals": [
            (
                code,
                str(sentence) % {"what": _("（具体内容）")},
                _("施教机构") if code in ASK_BASE else _("平台"),
            )
            for code, sentence in REFUSALS.items()
        ],
    }
    return render(request, "public/api_problems.html", context)


def _shown(code: str) -> dict[str, Any]:
    found = standing(code, _("（具体内容）"))
    return {
        "code": code,
        "sentence": found.sentence,
        "clause": found.clause,
        "mender": MENDERS[found.mender],
        "final": _("不再变化") if found.final else _("解决后自动计入"),
    }
