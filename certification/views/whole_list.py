"""The list before an act that does all or none: who is on it, and who stands in its way and why."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.ids import uuids_of
from certification.models import Case
from certification.queries.standing import why_not_gathered
from registry.models import User

CHECKED = 500  # people whose state is looked into before the page is shown
PER_PAGE = 200


def whole_list(request: HttpRequest, rows: QuerySet[Case], kind: str) -> dict[str, Any]:
    """As templates/ui/manifest.html wants it, by pages; `excluded` are those because of whom nothing can
    be done now. `unchecked`: there are so many that the act itself looks, and does none where one stands
    in the way."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count > CHECKED:
        return {"included": [_line(case) for case in page], "excluded": [], "taken": page, "unchecked": True}
    cases = list(rows)
    why = why_not_gathered(cases, kind)
    taken = Paginator([case for case in cases if case.pk not in why], PER_PAGE)
    page = taken.get_page(request.GET.get("page"))
    left = [_line(case) | {"reason": why[case.pk]} for case in cases if case.pk in why]
    return {"included": [_line(case) for case in page], "excluded": left, "taken": page, "unchecked": False}


def _line(case: Case) -> dict[str, str]:
    url = reverse("certification:case", args=[case.public_id])
    return {"label": case.professional.name, "url": url, "reason": "", "detail": ""}


def begun(drafts: Iterable[dict[str, Any]], address: str) -> list[dict[str, Any]]:
    """Drafts in which somebody waits already, each with its address."""
    return [row | {"url": reverse(address, args=[row["public_id"]])} for row in drafts]


def gone_names(user: User, ticked: Collection[str], chosen: Iterable[Case]) -> str:
    """The names of those who were ticked and are not there any more, as far as `user` may see them."""
    ids = uuids_of(set(ticked) - {str(case.public_id) for case in chosen})
    rows = (
        Case.objects.visible_to(user).filter(public_id__in=ids).select_related("professional").order_by("pk")
    )
    return "、".join(case.professional.name for case in rows) or _("名单中有人员")
