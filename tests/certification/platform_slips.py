"""A person whose public hours come from a platform, under both keys, in every year of the span."""

from collections.abc import Callable
from datetime import date

from registry.enums import KeyPart
from registry.models import Course, User
from registry.results.services.completion import receive
from tests.certification.stages import YEARS
from tests.registry.activities.activity_factories import make_submitted
from tests.registry.results import completion_factories as make


def recognised_course() -> Course:
    """An online course that was recognised when its results of 2018 and 2019 came."""
    base = make.make_base()
    found = make.make_online(base, live_on=date(2018, 2, 1))
    make.conclude(found, "2018-01-20")
    for year in YEARS:
        make.make_key(base, KeyPart.B, f"{year}-03-02")
    return found


def records_of(course: Course) -> Callable[[User], None]:
    """The public hours come from the platform; the professional ones are awards of the person's own."""

    def prepare(user: User) -> None:
        results = [
            make.reported(user.professional, f"R{year}", course_code=course.code, passed_on=date(year, 6, 1))
            for year in YEARS
        ]
        receive(actor=None, base=course.base, reported=results)
        for year in YEARS:
            make.signed_batch(course.base, year=year)
        make.work()
        for year in YEARS:
            facts = {"level": "prefectural", "rank": 3, "date": f"{year}-11-11"}
            make_submitted(user, "award", title=f"{year}年科技奖", facts=facts)

    return prepare
