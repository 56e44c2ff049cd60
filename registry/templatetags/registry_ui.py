"""Tags that read the registry. `{% load registry_ui %}`."""

from typing import Any

from django import template
from django.db.models import Model

from registry.audit_sentences import readable
from registry.queries import audit

register = template.Library()


@register.inclusion_tag("ui/timeline.html")
def timeline(row: Model, limit: int = 50, only: str = "") -> dict[str, Any]:
    """What was done to an object and to what belongs to it, newest first; `only`: one action alone. One query."""
    return {"entries": [readable(entry) for entry in audit.of_object(row, limit, only)], "empty": None}
