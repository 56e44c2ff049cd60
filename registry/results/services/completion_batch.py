"""Batches of certificates (四(五)): collected, frozen as a manifest, signed
with A, then with B over the same bytes."""

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, TooMany
from cejc.lib import sealed_key
from cejc.lib.dual_key import MOST, FormatFault, KeyFault, algorithm, make_manifest
from cejc.lib.pieces import pieces
from registry.enums import CompletionState, KeyPart, KeyState, ManifestState
from registry.machinery.service import service
from registry.machinery.services import throttle
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.results.models import Completion, CompletionBatch
from registry.results.moves.batch import BATCH
from registry.results.permissions_platform_key import may_batch, require_own_key
from registry.results.queries.key_desk import waiting_results
from registry.results.queries.platform_key import are_apart, certificate_for, public_key, sha256
from registry.results.services.completion import settle_later
from registry.training.models import PlatformKey, TrainingBase
from registry.training.permissions import staff_of

WRONG_AN_HOUR = 5  # wrong passphrases of one key, then a pause


@service
def collect(*, actor: User, base: TrainingBase, year: int) -> CompletionBatch:
    """Put what waits into the open batch of the year, the oldest first, 5,000 at most."""
    require(may_batch(actor, base), _("由该基地经办人或其主管单位人事部门办理，您没有办理此事项的权限。"))
    base = TrainingBase.objects.select_for_update(of=("self",)).get(pk=base.pk)
    batch = CompletionBatch.objects.filter(base=base, year=year, state=ManifestState.OPEN).first()
    room = MOST - (batch.completions.count() if batch else 0)
    keys = list(waiting_results(base, year).order_by("reported_at", "pk").values_list("pk", flat=True)[:room])
    require(bool(keys) or batch is not None, _("目前没有等待签署的学习结果。"))
    batch = batch or CompletionBatch.objects.create(base=base, year=year, number=_next(base, year))
    for piece in pieces(keys):
        Completion.objects.filter(pk__in=piece).update(batch=batch)
    if keys:
        BATCH.record("collected", batch, actor=actor, after={"count": len(keys)})
    return batch


def _next(base: TrainingBase, year: int) -> int:
    last = CompletionBatch.objects.filter(base=base, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@service
def freeze(*, actor: User, batch: CompletionBatch) -> CompletionBatch:
    """Write the manifest that both keys will sign; nothing of the batch changes afterwards."""
    step = BATCH.enter("freeze", batch, actor=actor)
    row = step.row
    keys = _keys_in_use(row)
    _let_go(row)
    write_manifest(row, list(row.completions.select_related("course").order_by("pk")), keys)
    row.frozen_by, row.frozen_at = actor, clock.now()
    row.key_a, row.key_b = keys[KeyPart.A], keys[KeyPart.B]
    step.leave()
    _tell_next(row, row.key_a)
    return row


def _let_go(batch: CompletionBatch) -> None:
    """What was withdrawn or corrected since it was collected goes out again."""
    gone = batch.completions.exclude(state__in=(CompletionState.WAITING, CompletionState.HELD))
    gone.update(batch=None)


def _keys_in_use(batch: CompletionBatch) -> dict[str, PlatformKey]:
    rows = PlatformKey.objects.filter(base=batch.base, year=batch.year, state=KeyState.ACTIVE).select_related(
        "person"
    )
    found = {row.part: row for row in rows}
    for part in KeyPart:
        require(
            part in found,
            _("%(year)s年的%(key)s尚未登记，登记后才能封存批次。") % {"year": batch.year, "key": part.label},
        )
    require(are_apart(found["A"], found["B"]), _("秘钥A和秘钥B在同一人手中，请更换其中一把后再封存。"))
    return found


def write_manifest(batch: CompletionBatch, rows: list[Completion], keys: dict[str, PlatformKey]) -> None:
    """Fill in what both keys sign. Raises Refused."""
    code = batch.base.code
    courses = {
        str(row.course.public_id): {
            "code": row.course.code,
            "title": row.course.title,
            "subject": row.course.subject,
        }
        for row in rows
        if row.course
    }
    require(bool(rows), _("批次中没有学习结果，不能封存。"))
    require(
        len(rows) <= MOST,
        _("一个批次最多%(most)s份证书，该批次有%(count)s份。") % {"most": MOST, "count": len(rows)},
    )
    try:
        manifest = make_manifest(
            (certificate_for(row, code, str(row.course.public_id) if row.course else "") for row in rows),
            platform={"code": code, "name": batch.base.platform_name or str(batch.base)},
            year=batch.year,
            number=batch.number,
            courses=courses,
            keys={part: public_key(key) for part, key in keys.items()},
        )
    except (FormatFault, KeyFault) as fault:
        raise Refused(_("批次无法封存：%s") % fault) from fault
    batch.manifest, batch.count, batch.hours = manifest.data, manifest.count, manifest.hours
    batch.sha256 = sha256(batch.manifest)


def sign(
    *, actor: User, batch: CompletionBatch, seen: str, passphrase: str = "", signature: bytes = b""
) -> CompletionBatch:
    """Sign with the key whose turn it is: A of a frozen batch, then B.
    `seen` is the hash of what the custodian saw.

    Either the passphrase opens the sealed key, in memory alone, or a signature made elsewhere is brought.
    """
    try:
        return _sign(actor=actor, batch=batch, seen=seen, passphrase=passphrase, signature=signature)
    except Refused as refusal:
        if isinstance(wrong := refusal.__cause__, _WrongFor):
            # After the transaction: what a refusal undoes would not be counted.
            throttle.count(wrong.counter)
        raise


class _WrongFor(Exception):
    """A passphrase did not open its key; `counter` is what counts it."""

    def __init__(self, counter: str) -> None:
        super().__init__(counter)
        self.counter = counter


@service
def _sign(
    *, actor: User, batch: CompletionBatch, seen: str, passphrase: str, signature: bytes
) -> CompletionBatch:
    turn = BATCH.locked(batch)
    first = turn.state == ManifestState.FROZEN
    step = BATCH.enter("sign_a", turn, actor=actor) if first else BATCH.enter("sign_b", turn, actor=actor)
    row = step.row
    key, other = (row.key_a, row.key_b) if first else (row.key_b, row.key_a)
    if key is None or other is None:
        raise Refused(_("该批次没有指定秘钥，请作废后重新封存。"))
    _check_turn(actor, row, key, other, seen)
    made = signature or _sign_here(key, passphrase, bytes(row.manifest))
    require(
        public_key(key).verifies(made, bytes(row.manifest)),
        _("签名与该批次、该秘钥不符。请确认下载的是本批次清单，并使用登记的秘钥签名。"),
    )
    if first:
        row.signature_a, row.signed_a_by, row.signed_a_at = made, actor, clock.now()
    else:
        row.signature_b, row.signed_b_by, row.signed_b_at = made, actor, clock.now()
    step.leave()
    _tell_signed(row)
    return row


def _check_turn(actor: User, batch: CompletionBatch, key: PlatformKey, other: PlatformKey, seen: str) -> None:
    require_own_key(actor, key)
    require(
        key.state == KeyState.ACTIVE,
        _("该批次指定的%(key)s已不再使用（%(state)s），请作废该批次，用新秘钥重新封存。")
        % {"key": key.get_part_display(), "state": key.get_state_display()},
    )
    require(
        seen == batch.sha256 == sha256(bytes(batch.manifest)),
        _("批次内容与您看到的不一致，请刷新页面核对后再签署。"),
    )
    require(
        are_apart(key, other),
        _("秘钥A和秘钥B须由不同的人、不同的账号、不同的单位签署。"),
    )


def _sign_here(key: PlatformKey, passphrase: str, data: bytes) -> bytes:
    """Raises Refused: the passphrase is wrong (five in an hour, then a
    pause), or no private key is kept here."""
    require(bool(key.sealed_private), _("该秘钥的私钥不在本系统中，请下载清单离线签名后提交签名。"))
    counter = f"passphrase:{key.fingerprint}"
    if throttle.is_over(counter, WRONG_AN_HOUR):
        raise TooMany(_("口令错误次数过多，请一小时后再试。"), throttle.seconds_left(counter))
    try:
        private = sealed_key.open_sealed(key.sealed_private, passphrase)
    except sealed_key.WrongPassphrase:
        raise Refused(_("口令不正确，没有签署。连续错误%s次后须等待一小时。") % WRONG_AN_HOUR) from _WrongFor(
            counter
        )
    return algorithm(key.algorithm).sign(private, data)


def _tell_signed(batch: CompletionBatch) -> None:
    if batch.state == ManifestState.SIGNED_A:
        _tell_next(batch, batch.key_b)
        return
    settle_later(batch=batch)
    tell(staff_of(batch.base), "batch_signed", {"batch": batch}, link=_link(batch))


@service
def void(*, actor: User, batch: CompletionBatch, reason: str) -> CompletionBatch:
    """Give a batch up before it stands, or one that was signed with a
    compromised key; its results wait again."""
    step = BATCH.enter("void", batch, actor=actor, reason=reason)
    step.row.reason = step.reason
    settle_later(batch=step.row)
    return step.leave()


def _tell_next(batch: CompletionBatch, key: PlatformKey | None) -> None:
    if key is not None:
        tell([key.custodian], "batch_to_sign", {"batch": batch, "key": key}, link=_link(batch))


def _link(batch: CompletionBatch) -> str:
    return reverse("registry:key-batch", args=[batch.public_id])
