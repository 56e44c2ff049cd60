"""The file that proves the acts of a paper, as rooms above give it out."""

import json
from typing import Any

from django.http import HttpResponse


def proof_file(paper: dict[str, Any], name: str) -> HttpResponse:
    """As a download. `name` is of letters that any system takes, and tells nobody's name."""
    body = json.dumps(paper, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="proof-{name}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
