"""What a backup does not know: deletions by law and holds decided after it was taken, as a list that is kept
elsewhere and applied again once the backup is back. Twice is once.

The list names people by their public id alone; what it says is under a check made with the portal's key, so
that nobody has somebody erased by writing a line into it.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cejc import clock
from cejc.errors import Refused
from cejc.lib import crypto
from registry.changes.models import Erasure
from registry.changes.services.erasure import erase
from registry.changes.services.erasure_number import erase_number
from registry.enums import RequestState
from registry.machinery.models import Hold
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User

CHECK = "erasures kept elsewhere"
HELD = ("matter_kind", "matter", "matter_label", "reason", "lifted_reason")


@dataclass
class Applied:
    """What became of a list: how many were erased now, were erased already, are unknown here; holds set."""

    erased: int = 0
    already: int = 0
    unknown: int = 0
    holds: int = 0


def written() -> str:
    """All deletions carried out and all holds, as JSON with its check."""
    erasures = Erasure.objects.filter(state=RequestState.DONE).order_by("pk")
    holds = Hold.objects.select_related("person", "placed_by", "lifted_by").order_by("pk")
    content = {
        "format": 1,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "erasures": [_erasure(row) for row in erasures.select_related("professional", "asked_by")],
        "holds": [_hold(row) for row in holds],
    }
    return json.dumps(content | {"check": _check(content)}, ensure_ascii=False, indent=1) + "\n"


def _check(content: dict[str, Any]) -> str:
    return crypto.blind_index(CHECK, crypto.canonical_sha256(content))


def _erasure(row: Erasure) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "person": str(row.professional.public_id),
        "asked_by": str(row.asked_by.public_id),
        "at": row.second_at.isoformat() if row.second_at else "",
        "number_gone": row.number_erased_at is not None,
    }


def _hold(row: Hold) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "person": str(row.person.public_id),
        "until": row.until.isoformat(),
        "placed_by": str(row.placed_by.public_id),
        "placed_at": row.placed_at.isoformat(),
        "lifted_by": str(row.lifted_by.public_id) if row.lifted_by else "",
        "lifted_at": row.lifted_at.isoformat() if row.lifted_at else "",
        **{name: getattr(row, name) for name in HELD},
    }


def apply(text: str) -> Applied:
    """Holds first, so that nothing of theirs goes; then each deletion in a transaction of its own. Raises
    Refused for a list that is not this portal's, or was changed."""
    content = _opened(text)
    found = Applied()
    for one in content["holds"]:
        found.holds += hold_again(one=one)
    for one in content["erasures"]:
        said = erase_again(one=one)
        setattr(found, said, getattr(found, said) + 1)
    return found


def _opened(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
        check = content.pop("check")
    except (ValueError, KeyError, AttributeError, TypeError):
        raise Refused("The file is no list of deletions.") from None
    if not hmac.compare_digest(str(check), _check(content)):
        raise Refused("The list was changed, or was written by a portal with another key.")
    return dict(content)


@service
def hold_again(*, one: dict[str, Any]) -> int:
    """Set a hold as it was; 1 where something had to be changed."""
    person = Professional.objects.filter(public_id=one["person"]).first()
    officer = User.objects.filter(public_id=one["placed_by"]).first()
    if person is None or officer is None:
        return 0
    lifted = {"lifted_reason": one["lifted_reason"], "lifted_at": _moment(one["lifted_at"])}
    lifter = one["lifted_by"]
    lifted["lifted_by"] = User.objects.filter(public_id=lifter).first() if lifter else None
    known = {name: one[name] for name in HELD if name != "lifted_reason"}
    known |= {"person": person, "until": date.fromisoformat(one["until"]), "placed_by": officer}
    row, made = Hold.objects.get_or_create(
        public_id=one["id"], defaults=known | {"placed_at": _moment(one["placed_at"])} | lifted
    )
    if made or row.lifted_at != lifted["lifted_at"]:
        Hold.objects.filter(pk=row.pk).update(**lifted)
        audit.record("hold.again", row, context=person)
        return 1
    return 0


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@service
def erase_again(*, one: dict[str, Any]) -> str:
    """Carry out a deletion that was carried out before: `erased`, `already` or `unknown`."""
    person = Professional.objects.select_for_update().filter(public_id=one["person"]).first()
    if person is None:
        return "unknown"
    row = _row_of(person, one)
    if row.state == RequestState.DONE and row.pk and person.erased_at is not None:
        return _number_again(row, person, gone=one["number_gone"])
    row.state, row.second_at = RequestState.DONE, _moment(one["at"])
    erase(None, row, person)
    row.save()
    _number_again(row, person, gone=one["number_gone"])
    audit.record("erasure.again", row, context=person, after=dict(row.erased))
    return "erased"


def _row_of(person: Professional, one: dict[str, Any]) -> Erasure:
    """The request as the backup has it; where it has none, a new one of the same id."""
    asker = User.objects.filter(public_id=one["asked_by"]).first() or person.users.first()
    if asker is None:
        raise Refused(f"Nobody asked for the deletion {one['id']}: the login is not in this database.")
    row = Erasure.objects.filter(public_id=one["id"]).first()
    return row or Erasure(
        public_id=one["id"], professional=person, asked_by=asker, asked_at=datetime.fromisoformat(one["at"])
    )


def _number_again(row: Erasure, person: Professional, *, gone: bool) -> str:
    """The number too, where it was gone."""
    if not gone or not person.has_number:
        return "already"
    erase_number(person)
    Erasure.objects.filter(pk=row.pk).update(number_erased_at=clock.now())
    return "erased"
