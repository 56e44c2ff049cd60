"""Where a person's case stands, in one sentence for the first screen of the records."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.db.ready import ready
from certification.models import Case
from certification.queries.bureau import offices_above, setting_of
from certification.queries.calendar import publish_by
from certification.queries.policy import table_of
from certification.workflow.table import RETURNED, state_label
from credits.engine import NoRoute, Policy, Stage, filing_stage, route_for, show_date
from registry.models import Organisation, Professional, User
from registry.yearly.queries.application import Application, LastDay


def application_of(professional: Professional, year: int) -> Application:
    """The live case of application year `year`, or the address where one is begun."""
    found = _live_cases(professional.pk, year)
    if not found:
        return Application("", reverse("certification:case-new"))
    case = found[0]
    label = state_label(table_of(case), case.state)
    sentence = _("%(year)d年度认定申请：%(state)s") % {"year": year, "state": label}
    address = reverse("certification:case", args=[case.public_id])
    return Application(sentence, address, case.title_level, case.title_series, case.state == RETURNED)


@ready
def _live_cases(professional: int, year: int) -> QuerySet[Case]:
    rows = Case.objects.live().filter(professional=professional, application_year=year)
    return rows.order_by("pk")[:1]


def last_day_of(organisation: Organisation, policy: Policy, level: str) -> LastDay | None:
    """By the route of the unit and the calendar: the last day of the notice where the route has one and hands
    in by a date, else that date; in a city what its bureau has settled. None where nobody set a day."""
    try:
        route = route_for(policy, organisation.route, level)
    except NoRoute:
        return None
    filing = filing_stage(route)
    if filing is None or filing.window is None:
        return _of_bureau(offices_above(organisation).get("bureau"), policy.application_year)
    notice = next((stage for stage in route.stages if stage.kind == "notice" and not stage.optional), None)
    published = publish_by(filing.window.closes, notice.working_days) if notice else None
    if notice is None or published is None:
        return LastDay(_("报送截止"), filing.window.closes, _("请在此之前提交申请，并留出各级审核的时间。"))
    return LastDay(_("最迟公示"), published, _why(notice, filing.window.closes))


def _why(notice: Stage, closes: date) -> str:
    return _(
        "您的申请须在这一天之前通过初审并由单位发布公示：公示要满%(days)s个完整工作日，期满后才能在%(closes)s前报送。"
    ) % {"days": notice.working_days, "closes": show_date(closes)}


def _of_bureau(bureau: Organisation | None, year: int) -> LastDay | None:
    setting = setting_of(bureau, year)
    if bureau is None or setting is None or setting.closes is None:
        return None
    return LastDay(
        _("最迟提交"),
        setting.closes,
        _("%(office)s受理到这一天，请在此之前提交申请。") % {"office": bureau.name},
    )


def applications_among(user: User, person: Professional) -> QuerySet[Case]:
    """Those of `person` that `user` sees."""
    return Case.objects.visible_to(user).filter(professional=person)
