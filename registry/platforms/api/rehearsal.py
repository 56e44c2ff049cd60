"""Calls of a staging client: done by the same code over what it
registered in staging, then undone as a whole."""

import re
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from registry.machinery.service import service
from registry.platforms.api.offering import KINDS, Answer, offered, shown_courses, shown_sessions
from registry.platforms.models import ApiClient, StagingOffer
from registry.platforms.services import api_staging
from registry.training.models import Course, TrainingSession

R = TypeVar("R")
CODE = re.compile(r"[A-Za-z0-9._\-]{1,40}")


class _Undo(Exception):
    """What was done goes back with it, the entries of the audit log too."""

    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found


@service
def _undone(work: Callable[[], Any]) -> None:
    raise _Undo(work())


def rehearse(
    client: ApiClient, work: Callable[[], R], *, courses: Collection[str], sessions: Collection[str]
) -> R:
    """What `work` finds beside those of `courses` and `sessions`
    (codes) that the client registered in staging."""

    def staged() -> R:
        held = api_staging.offers_of(client, "session", sessions)
        wanted = {*courses, *(one.get("course_code") or "" for one in held)}
        offered(client.base, api_staging.offers_of(client, "course", wanted), *KINDS["course"])
        offered(client.base, held, *KINDS["session"])
        return work()

    try:
        _undone(staged)
    except _Undo as over:
        return over.found
    raise AssertionError("a rehearsal ends by being undone")


def offered_apart(client: ApiClient, kind: str, records: list[Any]) -> list[Answer]:
    """The receipts of `offered`; what was taken is remembered for the client's other calls."""
    own = KINDS[kind][0].OWN
    codes, named = _codes(records, own), _codes(records, "course_code")

    def work() -> tuple[list[Answer], dict[str, dict[str, Any]]]:
        receipts = offered(client.base, records, *KINDS[kind])
        return receipts, _shown(client, kind, [one[own] for one in receipts if _taken(one)])

    receipts, shown = rehearse(
        client,
        work,
        courses=codes if kind == "course" else named,
        sessions=codes if kind == "session" else (),
    )
    taken = [
        (said[own], record, shown[said[own]])
        for record, said in zip(records, receipts, strict=True)
        if _taken(said)
    ]
    api_staging.keep_offers(client=client, kind=kind, offers=taken)
    return receipts


def _codes(records: list[Any], name: str) -> set[str]:
    """What can be a code; anything else is answered by itself."""
    found = [one.get(name) for one in records if isinstance(one, dict)]
    return {one for one in found if isinstance(one, str) and CODE.fullmatch(one)}


def _taken(said: Answer) -> bool:
    return said["code"] in ("accepted", "held")


def _shown(client: ApiClient, kind: str, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    if kind == "course":
        rows = shown_courses(Course.objects.filter(base=client.base, code__in=codes))
    else:
        rows = shown_sessions(TrainingSession.objects.filter(base=client.base, code__in=codes))
    return {row[KINDS[kind][0].OWN]: row for row in rows}


def listed(client: ApiClient, kind: str) -> list[dict[str, Any]]:
    """What the client registered in staging, and nothing real."""
    rows = StagingOffer.objects.filter(client=client, kind=kind).order_by("code")
    return [row.shown for row in rows]
