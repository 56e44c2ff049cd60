"""The moves of a recheck: the issuing office keeps the slip, with its
grounds; two officers revoke it as ever."""

from django.utils.translation import gettext_lazy as _

from certification.enums import RecheckState
from certification.models import Recheck
from certification.permissions_slip import may_decide_on, require_not_own
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who
from registry.models import User
from registry.people.permissions import require_linked

OPEN, KEPT, REVOKED = RecheckState
ISSUER = Who(_("签发机关"), lambda user, row: may_decide_on(user, row.slip), _("重核由签发机关办理。"))


def _other(user: User, row: Recheck) -> None:
    require_not_own(user, row.slip)
    require_linked(user, row.slip)


RECHECK: Table[Recheck] = Table(
    noun="recheck",
    label=_("重核"),
    rows=under_lock(Recheck, "slip__case"),
    context=lambda row: row.slip.case,
    about=lambda row: row.slip,
    moved=_("该事项已经办理，请刷新页面。"),
    moves=(
        Move(
            "keep",
            _("维持有效"),
            (OPEN,),
            KEPT,
            ISSUER,
            "kept",
            reason=_("请说明维持有效的依据。"),
            bars=(_other,),
            official=True,
        ),
        Move("revoke", _("认定单已撤销"), (OPEN,), REVOKED, PORTAL, "revoked"),
    ),
)
