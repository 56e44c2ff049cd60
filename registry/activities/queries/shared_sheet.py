"""What a class or a meeting gives to everybody who was there: two people who hand it in have done right."""

import re

from registry.activities.models import Evidence
from registry.activities.queries.governing import policy_of_activity

# By the name of the kind of document in the notice.
_FOR_ALL = re.compile("通知|签到|课程表|日程|通讯录|邀请函|课程内容|课程时长")


def is_shared_sheet(one: Evidence, other: Evidence) -> bool:
    """Whether both are such a sheet of one class or meeting: of two people, one kind, name and first day."""
    first, second = one.activity, other.activity
    if first.professional_id == second.professional_id:
        return False
    of_one = (first.kind, _plain(first.title), first.first_date) == (
        second.kind,
        _plain(second.title),
        second.first_date,
    )
    return of_one and all(_is_for_all(side) for side in (one, other))


def _is_for_all(evidence: Evidence) -> bool:
    document = policy_of_activity(evidence.activity).documents.get(evidence.document_kind)
    return bool(document and _FOR_ALL.search(document.name))


def _plain(title: str) -> str:
    return re.sub(r"\W", "", title)
