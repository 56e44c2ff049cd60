"""Who is in the demo: one province office, two competent departments, six employers, 200 professionals."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from stdnum.cn import ric, uscc

from cejc.site import site
from certification.demo.given import given
from registry.choices import whole_place
from registry.enums import Degree, IdentityType, OrganisationKind, Role, Route, TitleLevel
from registry.models import Organisation, Professional, User
from registry.people.services import account, employment, membership, organisation, professional

PASSWORD = "Xiangjiang-2020"  # noqa: S105  (printed for everybody by the demo)
FAMILY = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾"
    "肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂文辉玲健华红建国志"
    "斌波宁晓东海燕春梅晨曦子涵雨桐思远浩然雅琴立新永康"
)
# Names of every kind: two characters, compound surnames, a middle dot, rare characters outside the BMP.
SPECIAL = (
    "欧阳晓𬱖",
    "龚䶮",
    "李㛃",
    "张𠅤霖",
    "阿不都热西提·买买提",
    "司马长风",
    "尼格买提·热合曼",
    "向卫",
    "田二妹",
    "诸葛云飞",
)
PEOPLE = 200


@dataclass
class Cast:
    """Everybody, by what they do."""

    province: Organisation
    officers: list[User] = field(default_factory=list)
    admin: User | None = None
    departments: list[tuple[Organisation, User]] = field(default_factory=list)
    employers: list[tuple[Organisation, list[User]]] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    numbers: Iterator[str] | None = None
    newcomer: User | None = None

    def hr_of(self, unit: Organisation) -> User:
        return next(clerks[0] for employer, clerks in self.employers if employer.pk == unit.pk)

    def department_over(self, unit: Organisation) -> User:
        return next(user for department, user in self.departments if department.pk == unit.supervisor_id)


def credit_code(number: int) -> str:
    stem = f"{given('numbers')['credit']}{number:09d}"
    return stem + uscc.calc_check_digit(stem)


def numbers(dice: random.Random) -> Iterator[str]:
    """Resident card numbers with a right check digit; no two alike."""
    serial, births = 0, given("numbers")["births"]
    while True:
        serial += 1
        born = date(1966 + dice.randrange(28), 1 + dice.randrange(12), 1 + dice.randrange(28))
        stem = f"{dice.choice(births)}{born:%Y%m%d}{serial % 1000:03d}"
        yield stem + ric.calc_check_digit(f"{stem}0")  # it wants a digit in the place it fills


def names(dice: random.Random) -> Iterator[str]:
    """Names without end, the special ones first."""
    yield from SPECIAL
    while True:
        yield dice.choice(FAMILY) + "".join(dice.sample(GIVEN, dice.choice([1, 2, 2, 2])))


def gather(dice: random.Random) -> Cast:
    """Units, office staff and professionals, entered as an administrator and HR would."""
    number, name = numbers(dice), names(dice)
    cast = Cast(_unit(1, site().names["organiser"], None, OrganisationKind.PROVINCE))
    cast.officers = [
        staff(cast.province, Role.PROVINCE, login, shown, next(number))
        for login, shown in (("province1", "彭悦"), ("province2", "潘立群"))
    ]
    cast.admin = staff(cast.province, Role.ADMIN, "admin", "安民", next(number))
    staff(cast.province, Role.AUDITOR, "auditor", "沈鉴", next(number))
    # A number from a row of its own, so that everybody else keeps theirs.
    staff(cast.province, Role.SECURITY, "security", "石安", next(numbers(random.Random(14))))  # noqa: S311
    _departments(cast, number)
    _professionals(cast, dice, number, name)
    cast.numbers = number
    return cast


def _unit(code: int, name: str, above: Organisation | None, kind: str) -> Organisation:
    return organisation.create(
        actor=None,
        name=name,
        credit_code=credit_code(code),
        supervisor=above,
        kind=kind,
        region=whole_place(),
        route=Route.PROVINCIAL,
        contact=f"组织人事处，{given('numbers')['phone']}{code:07d}",
    )


def _departments(cast: Cast, number: Iterator[str]) -> None:
    code = 9
    for order, one in enumerate(given("departments"), 1):
        code += 1
        above = _unit(code, one["name"], None, OrganisationKind.DEPARTMENT)
        officer = staff(above, Role.DEPARTMENT, f"dept{order}", ("杜若兰", "邓为民")[order - 1], next(number))
        cast.departments.append((above, officer))
        for unit_name in one["units"]:
            code += 1
            unit = _unit(code, unit_name, above, OrganisationKind.EMPLOYER)
            clerks = ["毕明"] if code != 11 else ["毕明辉", "白素"]
            order_of_unit = len(cast.employers) + 1
            seats = [
                staff(unit, Role.HR, f"hr{order_of_unit}{'b' * position}", clerk, next(number))
                for position, clerk in enumerate(clerks)
            ]
            cast.employers.append((unit, seats))


def staff(unit: Organisation, role: str, login: str, name: str, number: str) -> User:
    """A login with a person behind it and a seat at `unit`."""
    person = professional.enter(
        actor=None, name=name, identity_type=IdentityType.RESIDENT_CARD, number=number, degree=Degree.BACHELOR
    )
    user = account.create(actor=None, professional=person, username=login, password=PASSWORD)
    membership.grant(user=user, organisation=unit, role=role, valid_from=date(2019, 1, 1))
    user.__dict__.pop("seats", None)
    return user


def _professionals(cast: Cast, dice: random.Random, number: Iterator[str], name: Iterator[str]) -> None:
    for order in range(PEOPLE):
        unit, clerks = cast.employers[order % len(cast.employers)]
        user = professional_at(clerks[0], unit, dice, next(name), next(number), f"person{order + 1}")
        cast.people.append(user)
    unit, clerks = cast.employers[0]
    cast.newcomer = professional_at(
        clerks[0], unit, dice, given("newcomer"), next(number), "newcomer", email="newcomer@example.org"
    )


def professional_at(
    clerk: User,
    unit: Organisation,
    dice: random.Random,
    name: str,
    number: str,
    login: str,
    email: str = "",
    series: str = "",
) -> User:
    """Somebody of `unit` with a login, entered by its clerk; of the series of the department unless said."""
    above = str(unit.supervisor.name) if unit.supervisor else ""
    series = series or next(
        (one["series"] for one in given("departments") if one["name"] == above), "engineering"
    )
    placed = employment.add_person(
        actor=clerk,
        organisation=unit,
        name=name,
        identity_type=IdentityType.RESIDENT_CARD,
        number=number,
        position=dice.choice(["规划所", "技术质量部", "内科", "检验科", "信息中心", "科研部"]),
        valid_from=date(2012, 7, 1),
        degree=dice.choice([Degree.BACHELOR, Degree.BACHELOR, Degree.MASTER, Degree.DOCTOR]),
        title_series=series,
        title_level=TitleLevel.INTERMEDIATE,
    )
    return account.create(
        actor=None,
        professional=Professional.objects.get(pk=placed.professional_id),
        username=login,
        password=PASSWORD,
        email=email,
    )
