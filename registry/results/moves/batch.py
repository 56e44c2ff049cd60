"""The moves of a batch of certificates (四(五)): frozen, signed with
key A, then with B over the same bytes."""

from typing import Any

from cejc.site import gettext_lazy as _
from registry.enums import ManifestState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who
from registry.results.models import CompletionBatch
from registry.results.permissions_platform_key import may_batch, may_void

OPEN, FROZEN, SIGNED_A, SIGNED, VOID = ManifestState
UNSIGNED = (OPEN, FROZEN, SIGNED_A)
CLERKS = Who(
    _("基地经办人或其主管单位人事部门"),
    lambda user, row: may_batch(user, row.base),
    _("由该基地经办人或其主管单位人事部门办理，您没有办理此事项的权限。"),
)
ANY_SIDE = Who(
    _("基地经办人、其主管单位人事部门或{office}"),
    lambda user, row: may_void(user, row.base),
    _("由该基地经办人、其主管单位人事部门或{office}办理。"),
)
NOT_WAITING = _("该批次目前不在等待签署，请刷新页面查看最新情况。")


def _keeper(label: Any, column: str) -> Who:
    """Signs only with the key one keeps."""

    def may(user: Any, row: CompletionBatch) -> bool:
        key = getattr(row, column)
        return key is not None and key.custodian_id == user.pk

    def refusal(user: Any, row: CompletionBatch) -> Any:
        key = getattr(row, column)
        kept = _("该秘钥由%(who)s保管，须由保管人本人登录签署。")
        return kept % {"who": key.custodian} if key else NOT_WAITING

    return Who(label, may, refusal)


def _can_be_given_up(row: CompletionBatch) -> bool:
    """Not yet signed by both, or signed with a key that is known to somebody else."""
    keys = (row.key_a, row.key_b)
    return row.state != SIGNED or any(key is not None and key.compromised_from is not None for key in keys)


def _not_given_up(user: Any, row: CompletionBatch) -> Any:
    if row.state == VOID:
        return _("该批次已经作废。")
    return _("该批次已经双重签署，不能作废。个别结果有误的，请按更正或撤回办理。")


BATCH: Table[CompletionBatch] = Table(
    noun="batch",
    label=_("证书批次"),
    rows=under_lock(
        CompletionBatch,
        "base__organisation",
        "key_a__person",
        "key_b__person",
        "key_a__base",
        "key_b__base",
        "key_a__custodian",
        "key_b__custodian",
    ),
    context=lambda row: row.base,
    moved=NOT_WAITING,
    facts=lambda row: {"year": row.year, "number": row.number, "count": row.count, "sha256": row.sha256},
    moves=(
        Move(
            "freeze",
            _("封存批次"),
            (OPEN,),
            FROZEN,
            CLERKS,
            "frozen",
            said=_("批次已封存，等待秘钥A签署。"),
            moved=_("该批次已经封存，不能再次封存。"),
        ),
        Move("sign_a", _("秘钥A签署"), (FROZEN,), SIGNED_A, _keeper(_("秘钥A保管人"), "key_a"), "signed_a"),
        Move("sign_b", _("秘钥B签署"), (SIGNED_A,), SIGNED, _keeper(_("秘钥B保管人"), "key_b"), "signed_b"),
        Move(
            "void",
            _("作废批次"),
            (*UNSIGNED, SIGNED),
            VOID,
            ANY_SIDE,
            "voided",
            said=_("批次已作废，其中的结果可以重新收集。"),
            follows=(_("作废后其中的结果可以重新收集、封存和签署。已双重签署且秘钥未泄露的批次不能作废。"),),
            reason=_("请写明作废的理由。"),
            when=_can_be_given_up,
            moved=_not_given_up,
            official=True,
        ),
    ),
)
