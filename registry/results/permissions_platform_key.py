"""Who may hold and use key A and key B (四(五)): two persons, two accounts, two
organisations, each with a second factor."""

from django.conf import settings

from cejc.errors import Refused
from cejc.site import gettext as _
from registry.enums import KeyPart, Role
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.results.queries.platform_key import are_apart
from registry.training.models import PlatformKey, TrainingBase
from registry.training.permissions import OFFICE_ROLES, works_for


def holder_for(user: User, base: TrainingBase, part: str) -> Organisation | None:
    """The office for which `user` may hold this key, by a seat in his own right: A of the
    base's personnel office, B of the province."""
    roles = OFFICE_ROLES if part == KeyPart.A else (Role.PROVINCE,)
    for seat in user.seats_as(*roles):
        own = part == KeyPart.B or seat.organisation_id == base.personnel_office_id
        if own and not seat.stands_for:
            return seat.organisation
    return None


def may_hold(user: User, base: TrainingBase, part: str) -> bool:
    return holder_for(user, base, part) is not None


def may_batch(user: User, base: TrainingBase) -> bool:
    """Collects and freezes: the base's staff, or its personnel office."""
    return works_for(user, base) or may_hold(user, base, KeyPart.A)


def may_void(user: User, base: TrainingBase) -> bool:
    return may_batch(user, base) or may_hold(user, base, KeyPart.B)


def require_second_factor(user: User) -> None:
    from allauth.mfa.utils import is_mfa_enabled

    # The demo has no second factor at all, and says so on every page.
    needed = settings.CEJC_SECOND_FACTOR
    require(
        not needed or is_mfa_enabled(user),
        _("保管和使用秘钥须先设置二次验证，请在“安全设置”中设置后再办理。"),
    )


def require_custodian(user: User, base: TrainingBase, year: int, part: str) -> Organisation:
    """The office for which `user` will hold this key of this year.
    Raises Refused, with what stands against it."""
    holder = holder_for(user, base, part)
    if holder is None:
        office = _("基地主管单位人事部门") if part == KeyPart.A else _("{office_name}")
        raise Refused(
            _("秘钥%(part)s由%(office)s管理，您没有该部门的经办角色。") % {"part": part, "office": office}
        )
    require(user.professional_id is not None, _("该账号没有对应的人员，不能保管秘钥。请使用本人账号办理。"))
    require_second_factor(user)
    _require_apart(user, holder, base, year, part)
    return holder


def _require_apart(user: User, holder: Organisation, base: TrainingBase, year: int, part: str) -> None:
    mine = PlatformKey(custodian=user, person=user.professional, holder=holder)
    others = PlatformKey.objects.filter(base=base, year=year).exclude(part=part).select_related("person")
    require(
        all(are_apart(mine, other) for other in others),
        _(
            "秘钥A和秘钥B须由不同的人、不同的账号、不同的单位保管。您或您所在的单位已保管该平台当年的另一把秘钥。"
        ),
    )


def require_own_key(user: User, key: PlatformKey) -> None:
    """The custodian signs while sitting in the office that holds the key."""
    holder = holder_for(user, key.base, key.part)
    require(
        holder is not None and holder.pk == key.holder_id,
        _("您已不在保管该秘钥的单位任职，请由该单位更换秘钥后办理。"),
    )
    require_second_factor(user)
