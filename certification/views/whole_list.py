"""The list before an act that does all or none: who is on it, and who stands in its way and why."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import Case
from certification.queries.standing import why_not_gathered
from registry.models import User


def whole_list(cases: Sequence[Case], kind: str) -> dict[str, Any]:
    """As templates/ui/manifest.html wants it; `excluded` are those because of whom nothing can be done now."""
    why = why_not_gathered(cases, kind)
    lines: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for case in cases:
        line = {"label": case.professional.name, "url": reverse("certification:case", args=[case.public_id])}
        lines[case.pk in why].append(line | {"reason": why.get(case.pk, ""), "detail": ""})
    return {"included": lines[False], "excluded": lines[True]}


def gone_names(user: User, ticked: Collection[str], chosen: Collection[Case]) -> str:
    """The names of those who were ticked and are not there any more, as far as `user` may see them."""
    kept = {str(case.public_id) for case in chosen}
    ids = []
    for text in set(ticked) - kept:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    rows = (
        Case.objects.visible_to(user).filter(public_id__in=ids).select_related("professional").order_by("pk")
    )
    return "、".join(case.professional.name for case in rows) or _("名单中有人员")
