"""Who may do what to people, units and accounts: small named predicates; a refusal carries its reason."""

from cejc.errors import Refused
from cejc.site import gettext as _
from cejc.site import gettext_lazy
from registry.enums import SUPERVISING, Role
from registry.machinery.move import Who, Words
from registry.people.models import Organisation, Professional, User

NOT_HR = gettext_lazy("只有该单位的人事人员可以办理，您没有这个单位的人事角色。")
UNLINKED = gettext_lazy("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。")


def is_hr_of(user: User, organisation: Organisation) -> bool:
    """Keeps the people of this very unit."""
    return any(seat.organisation_id == organisation.pk for seat in user.seats_as(Role.HR))


def supervises(user: User, organisation: Organisation) -> bool:
    """Sits in a department or bureau at or above the unit."""
    return any(organisation.path.startswith(seat.organisation.path) for seat in user.seats_as(*SUPERVISING))


def is_admin(user: User) -> bool:
    return user.is_admin


def is_self(user: User, professional: Professional) -> bool:
    """The person behind the login; a second login of the same person is the same person."""
    return user.professional_id is not None and user.professional_id == professional.pk


def require(allowed: bool, sentence: object = "") -> None:
    """Raise Refused with `sentence` unless `allowed`."""
    if not allowed:
        raise Refused(sentence or _("您没有办理此事项的权限。如有疑问，请联系系统管理员。"))


def require_hr(user: User, organisation: Organisation) -> None:
    require(is_hr_of(user, organisation), NOT_HR)


def require_linked(user: User, row: object = None) -> None:
    """Who stands for nobody known cannot be told from the person whom `row` is about (R23)."""
    require(user.professional_id is not None, UNLINKED)


def require_admin(user: User) -> None:
    require(is_admin(user), _("只有系统管理员可以办理。"))


def province(refusal: Words) -> Who:
    """The provincial office; `refusal` is read by all others."""
    return Who(gettext_lazy("{office_name}"), lambda user, row: user.has_role(Role.PROVINCE), refusal)
