"""The offices, units, officers and templates that the statements of the loader join with."""

import io
import json
from datetime import date

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from psycopg2.extras import execute_values

from bench import data
from bench.big import shape
from cejc.lib import crypto
from cejc.lib.writing import identity
from certification.demo.people import credit_code
from certification.models import Case
from certification.queries.slips.slip_content import content_of
from credits.queries import policy_here
from registry.activities.services.ledger import award_rows
from registry.choices import regions
from registry.enums import OrganisationKind, Role
from registry.models import Activity, Membership, Organisation, Professional, User

KINDS = ("training", "project", "paper", "practice", "book", "online")
FLAVOURS = 24
SEALED = 1000  # numbers sealed once each and dealt out: sealing a million would measure the sealing

TABLES = """
CREATE TABLE big_unit (unit bigint, first int, last int, department bigint, bureau bigint, route text,
    name text, clerk bigint, clerk_person bigint, head bigint, head_person bigint, batch bigint);
CREATE TABLE big_name (n int PRIMARY KEY, name text, key text);
CREATE TABLE big_number (n int PRIMARY KEY, sealed text, masked text);
CREATE TABLE big_fact (year int, n int, kind text, title text, facts jsonb, first_date date, public boolean,
    awards jsonb, PRIMARY KEY (year, n));
CREATE TABLE big_award (year int, n int, subject text, hours numeric, deemed boolean, clause text, rule text,
    why text);
CREATE TABLE big_slip (content jsonb, policy text, sha256 text, province bigint);
"""


def begin(people: int) -> None:
    call_command("load_policy", "hunan-2020", publish=True, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    province = data._unit(1, data_name(), None, OrganisationKind.PROVINCE)
    officer = data._staff(province, Role.PROVINCE)
    _auditor(province)
    offices = [(office, data._staff(office, role)) for office, role in _offices()]
    _units(people, offices)
    _fill("big_name", list(shape.names(people)))
    numbers = [data._number(number, date(1970, 1, 1)) for number in range(SEALED)]
    field = Professional._meta.get_field("identity_number").associated_name()  # type: ignore[union-attr]
    _fill("big_number", [(n, crypto.seal(field, one), identity.mask(one)) for n, one in enumerate(numbers)])
    _facts()
    _slip(officer)


def _auditor(province: Organisation) -> None:
    """Who reads the log, and acts nowhere."""
    person = data._person("审计员", data._number(1, date(1940, 1, 1)))
    person.save()
    user = User.objects.create(username="auditor", professional=person, display_name=person.name)
    since = date(2019, 1, 1)
    Membership.objects.create(user=user, organisation=province, role=Role.AUDITOR, valid_from=since)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def data_name() -> str:
    return "湖南省人力资源和社会保障厅专业技术人员管理处"


def _offices() -> list[tuple[Organisation, str]]:
    """Six departments and the bureaus of fourteen cities."""
    found = []
    for number, name in enumerate(shape.DEPARTMENTS):
        office = data._unit(10 + number, f"湖南省{name}", None, OrganisationKind.DEPARTMENT)
        found.append((office, Role.DEPARTMENT))
    for number, (code, name) in enumerate(regions()[1:]):
        office = data._unit(50 + number, f"{name}人力资源和社会保障局", None, OrganisationKind.BUREAU)
        Organisation.objects.filter(pk=office.pk).update(region=code, route="city")
        found.append((office, Role.BUREAU))
    return found


def _units(people: int, offices: list[tuple[Organisation, User]]) -> None:
    """Employers under the offices in turn, each with a clerk."""
    shares, rows = shape.shares(people), []
    below = dict.fromkeys((office.pk for office, _head in offices), 0)
    for number, _share in enumerate(shares):
        office = offices[number % len(offices)][0]
        below[office.pk] += 1
        rows.append(_unit(number, office, below[office.pk]))
    units = Organisation.objects.bulk_create(rows)
    for pk, count in below.items():
        Organisation.objects.filter(pk=pk).update(numchild=count)
    clerks = _clerks(units)
    lines = []
    for number, (share, unit, clerk) in enumerate(zip(shares, units, clerks, strict=True)):
        office, head = offices[number % len(offices)]
        city = office.kind == OrganisationKind.BUREAU
        department, bureau, route = (None, office.pk, "city") if city else (office.pk, None, "provincial")
        above = (department, bureau, route, unit.name)
        who = (clerk.pk, clerk.professional_id, head.pk, head.professional_id)
        lines.append((unit.pk, share.first, share.last, *above, *who, department))
    _fill("big_unit", lines)


def _unit(number: int, office: Organisation, place: int) -> Organisation:
    return Organisation(
        name=f"{office.name[:3]}第{number + 1}设计研究院",
        credit_code=credit_code(1000 + number),
        kind=OrganisationKind.EMPLOYER,
        region=office.region,
        route="city" if office.kind == OrganisationKind.BUREAU else "provincial",
        supervisor=office,
        contact="组织人事处 0731-84900000",
        path=Organisation._get_path(office.path, office.depth + 1, place),
        depth=office.depth + 1,
    )


def _clerks(units: list[Organisation]) -> list[User]:
    persons = Professional.objects.bulk_create(
        data._person(f"经办{unit.pk}", data._number(unit.pk, date(1950, 1, 1))) for unit in units
    )
    users = User.objects.bulk_create(
        User(username=f"staff{unit.pk}", professional=person, display_name=person.name)
        for unit, person in zip(units, persons, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=unit, role=Role.HR, valid_from=date(2019, 1, 1))
        for unit, user in zip(units, users, strict=True)
    )
    kind = Authenticator.Type.TOTP
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=kind, data={"secret": "x"}) for user in users
    )
    return users


def _facts() -> None:
    """Activities to be dealt out, and what each earns by the engine."""
    policy, facts, awards = policy_here(), [], []
    for year in data.YEARS:
        for n in range(FLAVOURS):
            public = n % 3 == 0
            kind, title, found = data._facts(n % 8, KINDS[n // 4], year, public)
            row = Activity(pk=1, professional_id=1, kind=kind, title=title, facts=found)
            earned = [
                (one.subject, one.hours, one.deemed, one.clause, one.rule, one.why)
                for one in award_rows(row, data._awards(policy, row), policy)
            ]
            frozen = [
                {"year": year, "subject": one[0], "hours": str(one[1]), "clause": one[3]} for one in earned
            ]
            day = data.first_day(found)
            facts.append((year, n, kind, title, json.dumps(found), day, public, json.dumps(frozen)))
            awards += [(year, n, *one) for one in earned]
    _fill("big_fact", facts)
    _fill("big_award", awards)


def _slip(officer: User) -> None:
    """What all slips have in common; the case that it is read from is never saved."""
    policy = policy_here()
    case = Case(
        professional=officer.professional,
        organisation=officer.seats[0].organisation,
        application_year=2020,
        title_series="engineering",
        title_level="senior_associate",
        title_name="高级工程师",
        degree="bachelor",
        route="provincial",
        span_first=2015,
        span_last=2019,
        span_why="2020年度一般认定跨度",
        policy=policy.name,
        policy_sha256=policy.sha256,
    )
    case.save()
    content = content_of(case, number="", check_code="K7M2P4RT", issued_at=data.FIRST_DAY)
    case.delete()
    _fill("big_slip", [(json.dumps(content), policy.name, policy.sha256, officer.pk)])


def _fill(table: str, rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows, page_size=1000)
