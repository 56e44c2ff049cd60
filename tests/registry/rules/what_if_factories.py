"""People with records, and a draft that is worth less to them."""

from typing import Any

from credits.kept import bundled
from credits.services import load_policy
from registry.models import Activity, PolicyFile
from registry.rules.services import policy_file, policy_values
from tests import factories
from tests.registry.activities.activity_factories import lines_on

# The notice of 2021 as somebody might draft it: a whole day is 8 hours in place of 10, an evening 3 in place of 2.
DRAFT = """
format = 1
extends = "hunan-2020"
name = "hunan-2021"
application_year = 2021
document_number = "湘人社函〔2021〕3号"
document_date = 2021-02-20
title = "关于做好2021年专业技术人员继续教育有关工作的通知"
begins = 2021-03-01
spans = [{ id = "general", first = 2016, last = 2020, basis = "notice" }]
slots = [{ id = "day", hours = 8 }, { id = "evening", hours = 3 }]
points = [{ id = "R6", values = { day_limit = 8 } }]
caps = [{ id = "day_limit", hours = 8 }]
"""


def checked(actor, text: str = DRAFT) -> PolicyFile:
    """A draft without fault, its examples written anew."""
    draft = policy_values.rework_examples(actor=actor, file=policy_file.draft(actor=actor, text=text))
    return policy_file.check(actor=actor, file=draft)


def published(name: str = "hunan-2020") -> PolicyFile:
    """A notice that comes with the product, in force."""
    policy = bundled(name)
    version, _changed = load_policy(policy=policy, publish=True)
    values = {"name": name, "text": policy.source_text, "checked_sha256": policy.sha256, "version": version}
    return PolicyFile.objects.create(state="published", **values)


def record(person, facts: dict[str, Any], kind: str = "training", state: str = "approved", **values: Any):
    """A record as its row is once it was handed in."""
    known = {"title": "培训班", "organisation": person.professional.employments.get().organisation}
    row = {"professional": person.professional, "kind": kind, "facts": facts, "state": state, "version": 1}
    return Activity.objects.create(**(row | known | values))


def days(*numbers: int, month: int = 3, subject: str = "professional", slot: str = "day") -> dict[str, Any]:
    """These days of a month of 2019."""
    dates = (f"2019-{month:02}-{number:02}" for number in numbers)
    return lines_on(*dates, subject=subject, slot=slot)


def full_year(person, more: int = 0) -> None:
    """2019 as the notice of 2020 asks: 30 public and 60 professional hours, and `more` days."""
    record(person, days(1, 2, 3, subject="public"))
    record(person, days(*range(4, 10 + more)))


def evenings(person, count: int) -> None:
    record(person, days(*range(1, count + 1), month=4, slot="evening"))


def crowd(unit, count: int, name: str = "p") -> list[Any]:
    """People of a unit, each with a day more than the one before."""
    people = [factories.employee_of(unit, f"{name}{number}", f"刘{number}") for number in range(count)]
    for number, person in enumerate(people):
        full_year(person, number)
    return people
