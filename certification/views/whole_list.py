"""The list before an act that does all or none: who is on it, and who stands in its way and why."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.ids import uuids_of
from certification.models import Case
from certification.queries.standing import why_not_gathered
from registry.models import User
from registry.people.http import SignedInRequest


def whole_list(cases: Sequence[Case], kind: str) -> dict[str, Any]:
    """As templates/ui/manifest.html wants it; `excluded` are those
    because of whom nothing can be done now."""
    why = why_not_gathered(cases, kind)
    lines: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for case in cases:
        line = {"label": case.professional.name, "url": reverse("certification:case", args=[case.public_id])}
        lines[case.pk in why].append(line | {"reason": why.get(case.pk, ""), "detail": ""})
    return {"included": lines[False], "excluded": lines[True]}


def gathered(
    request: SignedInRequest, form: Form, waiting: Sequence[Case], gone: str
) -> tuple[set[str], list[Case]]:
    """The ids that stand ticked, at first all, and their cases; those that are
    not there any more are named by `gone`."""
    ticked = set(request.POST.getlist("cases")) if form.is_bound else {str(one.public_id) for one in waiting}
    chosen = [case for case in waiting if str(case.public_id) in ticked]
    if form.is_bound and len(chosen) != len(ticked):
        form.add_error(None, gone % gone_names(request.user, ticked, chosen))
    return ticked, chosen


def begun(drafts: Iterable[dict[str, Any]], address: str) -> list[dict[str, Any]]:
    """Drafts in which somebody waits already, each with its address."""
    return [row | {"url": reverse(address, args=[row["public_id"]])} for row in drafts]


def gone_names(user: User, ticked: Collection[str], chosen: Collection[Case]) -> str:
    """The names of those who were ticked and are not there any more, as far as `user` may see them."""
    ids = uuids_of(set(ticked) - {str(case.public_id) for case in chosen})
    rows = (
        Case.objects.visible_to(user).filter(public_id__in=ids).select_related("professional").order_by("pk")
    )
    return "、".join(case.professional.name for case in rows) or _("名单中有人员")
