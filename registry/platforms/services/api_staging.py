"""Staging: the answers and status queries of the real thing, over what
the client itself sent, and nothing counted.

What is real is never looked at here: neither results of before nor whose they are.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cejc.lib import crypto
from cejc.lib.dual_key import canonical
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.writing import identity, names
from registry.enums import CompletionState
from registry.machinery.service import service
from registry.people.queries import people
from registry.platforms.models import ApiClient, StagingOffer, StagingResult
from registry.results.services.reported import Receipt, Reported
from registry.training.standings import ACCEPTED, refusal

# What is no part of a result's content: how it was asked for, and what the number says already.
ASKED = ("supersedes", "passed", "hours", "identity_type", "identity_number")
Name = tuple[str, str]  # code of the session, "" for an online course; the platform's own id


@dataclass
class _Shelf:
    """What the client sent in staging before, and in this list so far."""

    rows: dict[Name, StagingResult] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    touched: dict[Name, StagingResult] = field(default_factory=dict)


@service
def answer(
    *, client: ApiClient, reported: Sequence[Reported], receipts: Iterable[Receipt], keep: bool
) -> list[Receipt]:
    """The receipts of a dry run as the real thing would give them
    beside what came before; one each, in order.

    `keep`: what is accepted or held is shown by the status queries from now on.
    """
    ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    pairs = list(zip(reported, receipts, strict=True))
    shelf = _shelf(client, [one for one, receipt in pairs if receipt.state != "refused"])
    found = []
    for one, receipt in pairs:
        said, row = _answered(client, one, receipt, shelf)
        if row is not None:
            shelf.rows[_name(one)] = shelf.touched[_name(one)] = row
            shelf.claims[row.claim_index] = one.external_id
        found.append(said)
    if keep:
        _write(list(shelf.touched.values()))
    return found


def _name(one: Reported) -> Name:
    return one.session_code, one.external_id


def _shelf(client: ApiClient, reported: Sequence[Reported]) -> _Shelf:
    shelf, own = _Shelf(), StagingResult.objects.filter(client=client)
    for part in pieces(sorted({one.external_id for one in reported})):
        shelf.rows |= {(row.session_code, row.external_id): row for row in own.filter(external_id__in=part)}
    for part in pieces(sorted({_claim(one) for one in reported})):
        shelf.claims |= dict(own.filter(claim_index__in=part).values_list("claim_index", "external_id"))
    return shelf


def _answered(
    client: ApiClient, one: Reported, receipt: Receipt, shelf: _Shelf
) -> tuple[Receipt, StagingResult | None]:
    row = shelf.rows.get(_name(one))
    if receipt.state == "refused":
        return receipt, None
    if (other := shelf.claims.get(_claim(one), one.external_id)) != one.external_id:
        return _refused(one, "duplicate", other), None
    if row is not None and row.content_index == _content(one):
        known = str(row.public_id)
        return Receipt(
            one.external_id, "repeated", str(ACCEPTED["repeated"]), "accepted", completion=known
        ), None
    if _name(one) in shelf.touched:
        return _refused(one, "twice"), None
    if (row is not None) != one.supersedes:
        return _refused(one, "changed" if row is not None else "nothing_to_replace"), None
    return _written(client, one, receipt, row)


def _written(
    client: ApiClient, one: Reported, receipt: Receipt, row: StagingResult | None
) -> tuple[Receipt, StagingResult]:
    if row is None:
        row = StagingResult(client=client, session_code=one.session_code, external_id=one.external_id)
    else:
        row.version += 1
        if receipt.code == "accepted":
            receipt = replace(receipt, code="replaced", sentence=str(ACCEPTED["replaced"]))
    row.content_index, row.claim_index, row.shown = _content(one), _claim(one), _shown(one, receipt)
    return replace(receipt, completion=str(row.public_id)), row


def _refused(one: Reported, code: str, what: str = "") -> Receipt:
    return Receipt(one.external_id, code, refusal(code, what or one.external_id), "refused")


def _person(one: Reported) -> str:
    return people.identity_index(identity.normalise(one.identity_type, one.identity_number))


def _content(one: Reported) -> str:
    content = {key: value for key, value in asdict(one).items() if key not in ASKED}
    content |= {"passed_on": str(one.passed_on), "name": names.normalise(one.name), "person": _person(one)}
    return _keyed(content)


def _claim(one: Reported) -> str:
    """One person has one result of one course and year, or of one session."""
    year = 0 if one.session_code else one.attributed_year or (one.passed_on.year if one.passed_on else 0)
    course = "" if one.session_code else one.course_code
    return _keyed({"person": _person(one), "course": course, "session": one.session_code, "year": year})


def _keyed(content: dict[str, Any]) -> str:
    return crypto.blind_index("staging", hashlib.sha256(canonical(content)).hexdigest())


def _shown(one: Reported, receipt: Receipt) -> dict[str, str]:
    waits = receipt.code == "no_person"
    return {
        "external_id": one.external_id,
        "state": CompletionState.WAITING if waits else CompletionState.HELD,
        "code": receipt.code,
        "sentence": receipt.sentence,
        "course_code": "" if one.session_code else one.course_code,
        "session_code": one.session_code,
        "passed_on": str(one.passed_on),
        "masked_name": names.mask(one.name),
        "masked_identity": identity.mask(identity.normalise(one.identity_type, one.identity_number)),
    }


def _write(rows: list[StagingResult]) -> None:
    fields = ["version", "content_index", "claim_index", "shown"]
    new, old = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    StagingResult.objects.bulk_create(new, batch_size=PIECE)
    StagingResult.objects.bulk_update(old, fields, batch_size=PIECE)


@service
def keep_offers(*, client: ApiClient, kind: str, offers: Sequence[tuple[str, Any, dict[str, Any]]]) -> None:
    """Remember what was registered in staging, each as it was sent and as its list shows it."""
    rows = [
        StagingOffer(client=client, kind=kind, code=code, record=record, shown=shown)
        for code, record, shown in offers
    ]
    StagingOffer.objects.bulk_create(rows, batch_size=PIECE, ignore_conflicts=True)


def offers_of(client: ApiClient, kind: str, codes: Iterable[str]) -> list[Any]:
    """Those of `codes` that the client registered in staging, as they were sent, in their order."""
    found: list[StagingOffer] = []
    for part in pieces(sorted(set(codes) - {""})):
        found += StagingOffer.objects.filter(client=client, kind=kind, code__in=part)
    return [row.record for row in sorted(found, key=lambda row: row.pk)]
