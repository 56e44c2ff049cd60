"""Plain functions that make rows; every argument has a default, every default is valid.

People get identity numbers that pass the check digit and differ by `number`.
"""

import io
import itertools
from datetime import date

import pikepdf
from stdnum.cn import ric, uscc

from cejc import clock
from cejc.lib import crypto
from cejc.lib.writing import identity, pinyin
from registry.choices import whole_place
from registry.enums import (
    Degree,
    EmploymentState,
    IdentityType,
    OrganisationKind,
    Role,
    Route,
    TitleLevel,
)
from registry.models import Employment, Membership, Organisation, Professional, User
from tests.remembered import remembered

PASSWORD = "湘江北去-橘子洲头-2020"
_count = itertools.count(1)
# People and units made without a number get theirs here, so that one a test names is never taken already.
OWN_REGION = "430104"


def one_page() -> bytes:
    """A real PDF: what reviewers get is a cleaned copy, and of a broken file there is none."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


def resident_number(number: int = 1, *, born: date = date(1985, 3, 7), region: str = "430102") -> str:
    """A valid 18-character resident card number; `number` below 1000
    makes it differ, beyond that the birth date."""
    days, serial = divmod(number, 1000)
    birth = date.fromordinal(born.toordinal() + days)
    stem = f"{region}{birth:%Y%m%d}{serial:03d}"
    return stem + ric.calc_check_digit(f"{stem}0")


def credit_code(number: int = 1, *, region: str = "430000") -> str:
    """A valid 18-character unified social credit code."""
    stem = f"12{region}{number:09d}"
    return stem + uscc.calc_check_digit(stem)


def make_organisation(name: str = "", *, parent: Organisation | None = None, **values) -> Organisation:
    """A unit under `parent` (a root without one); the supervisor is the parent."""
    count = next(_count)
    values = {
        "name": name or f"单位{count}",
        "credit_code": credit_code(count, region=OWN_REGION),
        "kind": OrganisationKind.EMPLOYER,
        "region": whole_place(),
        "route": Route.PROVINCIAL,
        "supervisor": parent,
    } | values
    tree = Organisation.objects
    return tree.add_child(parent, create_kwargs=values) if parent else tree.add_root(create_kwargs=values)


def make_province(name: str = "湖南省人力资源和社会保障厅专业技术人员管理处", **values) -> Organisation:
    return make_organisation(name, kind=OrganisationKind.PROVINCE, **values)


def make_department(
    name: str = "湖南省水利厅", *, parent: Organisation | None = None, **values
) -> Organisation:
    values.setdefault("contact", "人事处 0731-85480000")
    return make_organisation(name, parent=parent, kind=OrganisationKind.DEPARTMENT, **values)


def make_employer(
    name: str = "湖南省水利水电勘测设计院", *, parent: Organisation | None = None, **values
) -> Organisation:
    values.setdefault("contact", "组织人事部 0731-85480001")
    return make_organisation(name, parent=parent, **values)


def make_professional(name: str = "", *, number: str = "", **values) -> Professional:
    """A person with a valid resident card number of their own."""
    count = next(_count)
    values = {"identity_type": IdentityType.RESIDENT_CARD, "degree": Degree.BACHELOR} | values
    name = name or f"张三{count}"
    shown = identity.normalise(values["identity_type"], number or resident_number(count, region=OWN_REGION))
    defaults = {
        "name": name,
        "name_key": pinyin.key(name),
        "identity_number": shown,
        "identity_index": crypto.blind_index("identity", shown),
        "identity_masked": identity.mask(shown),
        "title_level": TitleLevel.INTERMEDIATE,
        "title_series": "engineering",
    }
    return Professional.objects.create(**(defaults | values))


def make_user(username: str = "", *, professional: Professional | None = None, **values) -> User:
    """A login; its password is PASSWORD. Without a person only when `professional` is left out on purpose."""
    count = next(_count)
    username = username or f"user{count}"
    values.setdefault("display_name", professional.name if professional else username)
    password = values.pop("password", PASSWORD)
    user = User(username=username, professional=professional, **values)
    user.set_password(password)
    user.save()
    return user


def make_person(username: str = "", name: str = "", **values) -> User:
    """A login with a person behind it."""
    return make_user(username, professional=make_professional(name), **values)


def make_employment(professional: Professional, organisation: Organisation, **values) -> Employment:
    """A confirmed place, from 2010 on."""
    values = {
        "state": EmploymentState.CONFIRMED,
        "position": "规划处工程师",
        "valid_from": date(2010, 7, 1),
    } | values
    return Employment.objects.create(professional=professional, organisation=organisation, **values)


def make_membership(user: User, organisation: Organisation, role: str, **values) -> Membership:
    """A role in force since 2010; drops the login's cached seats."""
    values.setdefault("valid_from", date(2010, 1, 1))
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, **values)
    user.__dict__.pop("seats", None)
    return membership


def _seated(organisation: Organisation, role: str, username: str, name: str) -> User:
    user = make_person(username, name)
    make_membership(user, organisation, role)
    return user


@remembered
def hr_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    """An HR clerk of the unit, who is also employed there."""
    user = _seated(organisation, Role.HR, username, name)
    make_employment(user.professional, organisation, position="组织人事部")
    return user


@remembered
def department_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    return _seated(organisation, Role.DEPARTMENT, username, name)


@remembered
def province_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    return _seated(organisation, Role.PROVINCE, username, name)


@remembered
def admin_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    return _seated(organisation, Role.ADMIN, username, name)


@remembered
def security_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    return _seated(organisation, Role.SECURITY, username, name)


@remembered
def auditor_of(organisation: Organisation, username: str = "", name: str = "") -> User:
    return _seated(organisation, Role.AUDITOR, username, name)


@remembered
def employee_of(organisation: Organisation, username: str = "", name: str = "", **values) -> User:
    """A login of a person employed at the unit."""
    user = make_person(username, name, **values)
    make_employment(user.professional, organisation)
    return user


def day(text: str) -> date:
    """`day("2020-06-15")`."""
    return date.fromisoformat(text)


def this_year() -> int:
    return clock.today().year
