"""Staging: the answers and status queries of the real thing, over what the client itself sent, and nothing counted."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from cejc.lib import crypto, identity, names
from cejc.lib.dual_key import canonical
from registry.enums import CompletionState
from registry.models import ApiClient, StagingResult
from registry.services.base import service
from registry.services.completion import Receipt, Reported
from registry.standings import ACCEPTED, refusal

PIECE = 500


@service
def keep(*, client: ApiClient, reported: Sequence[Reported], receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts of a dry run as the real thing would give them, a resend as `repeated`; one each, in order."""
    ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    known, touched, found = _known(client, reported), dict[str, StagingResult](), []
    for one, receipt in zip(reported, receipts, strict=True):
        answer, row = _answered(client, one, receipt, known.get(one.external_id))
        if row is not None:
            known[row.external_id] = touched[row.external_id] = row
        found.append(answer)
    _write(list(touched.values()))
    return found


def _known(client: ApiClient, reported: Sequence[Reported]) -> dict[str, StagingResult]:
    wanted, found = sorted({one.external_id for one in reported}), list[StagingResult]()
    for start in range(0, len(wanted), PIECE):
        found += StagingResult.objects.filter(client=client, external_id__in=wanted[start : start + PIECE])
    return {row.external_id: row for row in found}


def _answered(
    client: ApiClient, one: Reported, receipt: Receipt, row: StagingResult | None
) -> tuple[Receipt, StagingResult | None]:
    if receipt.state == "refused":
        return receipt, None
    index = _index(one)
    if row is None and one.supersedes:
        return Receipt(
            one.external_id, "nothing_to_replace", refusal("nothing_to_replace", one.external_id), "refused"
        ), None
    if row is None:
        made = StagingResult(
            client=client, external_id=one.external_id, content_index=index, shown=_shown(one, receipt)
        )
        return replace(receipt, completion=str(made.public_id)), made
    if row.content_index == index:
        return replace(receipt, code="repeated", sentence=str(ACCEPTED["repeated"]), state="accepted",
                       completion=str(row.public_id)), None  # fmt: skip
    if not one.supersedes:
        return Receipt(one.external_id, "changed", refusal("changed", one.external_id), "refused"), None
    row.version, row.content_index, row.shown = row.version + 1, index, _shown(one, receipt)
    return replace(receipt, completion=str(row.public_id)), row


def _index(one: Reported) -> str:
    content = asdict(one) | {"passed_on": str(one.passed_on)}
    content.pop("supersedes")
    return crypto.blind_index("staging", canonical(content).decode())


def _shown(one: Reported, receipt: Receipt) -> dict[str, str]:
    waits = receipt.code == "no_person"
    return {
        "external_id": one.external_id, "state": CompletionState.WAITING if waits else CompletionState.HELD,
        "code": receipt.code, "sentence": receipt.sentence, "course_code": one.course_code,
        "session_code": one.session_code, "passed_on": str(one.passed_on),
        "masked_name": names.mask(one.name),
        "masked_identity": identity.mask(identity.normalise(one.identity_type, one.identity_number)),
    }  # fmt: skip


def _write(rows: list[StagingResult]) -> None:
    fields = ["version", "content_index", "shown"]
    new, old = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    StagingResult.objects.bulk_create(new, batch_size=PIECE)
    StagingResult.objects.bulk_update(old, fields, batch_size=PIECE)
