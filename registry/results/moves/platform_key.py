"""The moves of a key A or B (四(五)): in use until it is replaced, lost, or known to somebody else."""

from cejc.site import gettext_lazy as _
from registry.enums import KeyPart, KeyState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who
from registry.results.permissions_platform_key import may_hold
from registry.training.models import PlatformKey

ACTIVE, REPLACED, LOST, COMPROMISED = KeyState
HOLDERS = Who(
    _("保管秘钥的单位或{office}"),
    lambda user, row: may_hold(user, row.base, row.part) or may_hold(user, row.base, KeyPart.B),
    _("由保管秘钥的单位或{office}办理，您没有办理此事项的权限。"),
)

PLATFORM_KEY: Table[PlatformKey] = Table(
    noun="platform_key",
    label=_("平台秘钥"),
    rows=under_lock(PlatformKey, "base__organisation"),
    context=lambda row: row.base,
    moved=_("该秘钥已不在使用中，无需挂失。"),
    facts=lambda row: {
        "year": row.year,
        "part": row.part,
        "serial": row.serial,
        "algorithm": row.algorithm,
        "fingerprint": row.fingerprint,
        "holder": str(row.holder),
    },
    moves=(
        Move(
            "replace",
            _("更换秘钥"),
            (ACTIVE,),
            REPLACED,
            HOLDERS,
            "replaced",
            reason=_("正在使用的秘钥将被更换，请写明更换的理由。"),
        ),
        Move(
            "lose",
            _("登记遗失"),
            (ACTIVE,),
            LOST,
            HOLDERS,
            "lost",
            reason=_("请写明遗失的经过。"),
            official=True,
        ),
        # An earlier moment may be found later.
        Move(
            "compromise",
            _("登记泄露"),
            tuple(KeyState),
            COMPROMISED,
            HOLDERS,
            "compromised",
            reason=_("请写明泄露的情况。"),
            official=True,
        ),
    ),
)
