"""The moves of a certificate that signs papers: in use until it is retired, or revoked for good."""

from cejc.site import gettext_lazy as _
from registry.enums import Role, SigningState
from registry.keys.models import SigningKey
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who

ACTIVE, RETIRED, REVOKED = SigningState
KEEPERS = Who(
    _("{office_name}或系统管理员"),
    lambda user, row: user.has_role(Role.PROVINCE) or user.is_admin,
    _("签名证书由{office}或者系统管理员办理。"),
)

SIGNING_KEY: Table[SigningKey] = Table(
    noun="signing_key",
    label=_("签名证书"),
    rows=under_lock(SigningKey),
    context=lambda row: None,
    moved=_("该证书已不在使用中。"),
    facts=lambda row: {"name": row.name, "fingerprint": row.fingerprint},
    moves=(
        Move(
            "assign",
            _("指定签署的文件"),
            (ACTIVE,),
            None,
            KEEPERS,
            "assigned",
        ),
        Move(
            "retire",
            _("停用证书"),
            (ACTIVE,),
            RETIRED,
            KEEPERS,
            "retired",
            said=_("证书已停用。"),
            follows=(_("停用后不再签署新的文件，以前签署的文件不受影响。"),),
            reason=_("请写明停用的理由。"),
            official=True,
        ),
        Move(
            "revoke",
            _("吊销证书"),
            (ACTIVE, RETIRED),
            REVOKED,
            KEEPERS,
            "revoked",
            said=_("证书已吊销。"),
            follows=(
                _("吊销后不再签署新的文件；吊销之后才盖时间戳的文件，查验时不予认可。"),
                _("证书由外部机构签发的，请同时向该机构申请吊销。吊销后不能恢复。"),
            ),
            reason=_("请写明吊销的理由，例如私钥泄露。"),
            official=True,
        ),
    ),
)
