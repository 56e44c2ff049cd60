"""Reminding people who have not declared a year."""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cejc import clock
from registry.people.models import Employment
from registry.people.remindable import Matter, Topic
from registry.yearly.queries.registration import not_declared


def _places(units: Q, year: int | None) -> QuerySet[Employment]:
    return not_declared(units, year or _last_year())


def _matters(people: Collection[int], year: int | None) -> Mapping[int, Matter]:
    matter = Matter("", reverse("registry:registration-year", args=[year or _last_year()]))
    return dict.fromkeys(people, matter)


def _last_year() -> int:
    return clock.today().year - 1


REGISTRATION = Topic(
    name="registration",
    label=_("尚未申报年度登记"),
    places=_places,
    matters=_matters,
    subject=_("请申报{年度}年度继续教育登记"),
    text=_(
        "{姓名}，您好：\n您尚未申报{年度}年度继续教育登记。请在“年度登记”中核对{年度}年的记录后申报，"
        "由单位和主管部门确认。\n{机关}"
    ),
    settled=_("发送前已经申报，或已不在该单位"),
    usual_year=_last_year,
    own=("registration_reminder",),
)
