"""Logins of office staff, opened by an administrator for a person of known identity."""

from django.utils.translation import gettext as _

from cejc.lib.writing import names
from registry.machinery.service import service
from registry.people.models import User
from registry.people.permissions import require, require_admin
from registry.people.queries import people
from registry.people.services import account, professional


@service
def open_login(
    *, actor: User, name: str, identity_type: str, number: str, username: str, email: str = ""
) -> tuple[User, str]:
    """Enter the person where unknown, and open a login with a first password that is shown once."""
    require_admin(actor)
    person = people.by_identity(identity_type, number)
    if person is None:
        person = professional.enter(actor=actor, name=name, identity_type=identity_type, number=number)
    require(
        person.name == names.normalise(name),
        _("该证件号码已登记，但姓名与您填写的不一致。请核对姓名和证件号码。")
        + people.other_country(identity_type),
    )
    return account.open_for_person(actor=actor, professional=person, username=username, email=email)
