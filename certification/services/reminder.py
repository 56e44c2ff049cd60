"""Asking after a case that waits: by its person, or by the portal itself when it waits too long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from certification.enums import ReminderKind
from certification.models import Case, Reminder
from certification.permissions import is_own
from certification.queries import holder
from certification.queries.who_may import question, who_may
from certification.workflow import door
from certification.workflow.table import DRAFT, ENDED, RETURNED
from credits.engine import CalendarMissing, workdays_between
from credits.queries import workdays
from registry.enums import Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import User
from registry.people.queries.standing import above, answer, holders
from registry.people.questions import Post
from registry.people.services.telling.message import tell

# A case may be asked after when it has lain so long, and again after as long.
WAIT = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """Whom a question reached: the office, and how many of it. `nobody`:
    none there may act, those above were told."""

    office: str
    count: int
    nobody: bool
    above: str = ""

    @property
    def instead(self) -> str:
        """Whom the question reached where nobody of the office may act."""
        if self.count:
            return _(
                "%(office)s目前没有人可以办理，已改为通知%(above)s的%(count)s名经办人员和系统管理员。"
            ) % {"office": self.office, "above": self.above, "count": self.count}
        return _("%(office)s目前没有人可以办理，已通知系统管理员增设经办人员。") % {"office": self.office}


@service
def nudge(*, actor: User, case: Case) -> Told:
    """The person asks those who may act on the case; where nobody may,
    the office above and the administrators.

    Within three days of the last move or question it is refused.
    """
    case = door.locked(case)
    if not is_own(actor, case):
        raise Refused(_("只有本人可以催办自己的申请。"))
    if not may_nudge(case):
        raise Refused(_("申请到达该环节或者上次催办后满三天才能催办。"))
    asked = question(case)
    found = answer(asked) if asked else None
    if asked is None or found is None:
        raise Refused(_("该申请目前不在经办机关手中，不需要催办。"))
    post, people = (found.stands_in, list(found.instead)) if found.stands_in else above(asked)
    people = list(found.able) or people
    _keep(case, ReminderKind.NUDGE, actor)
    tell(people, "case_nudged", {"case": case, "found": found}, link=_link(case))
    if found.nobody:
        admins = [user for user in holders(Post(Role.ADMIN)) if user not in people]
        context = {"question": asked, "office": found.office, "stands_in": found.stands_in, "above": post}
        tell(admins, "unattended_admin", context, link=reverse("registry:memberships"))
    audit.record(
        "case.nudged",
        case,
        actor=actor,
        after={"office": found.office if found.able or not post else post.name},
    )
    return Told(found.office, len(people), found.nobody, post.name if post else "")


def may_nudge(case: Case) -> bool:
    """Whether an office has the case and neither a move nor a question was made in the last three days."""
    if case.has_ended or not holder.office_now(case) or case.state.endswith(".open"):
        return False
    last = Reminder.objects.filter(case=case, kind=ReminderKind.NUDGE).order_by("pk").last()
    moments = [case.state_since, *([last.at] if last else [])]
    return clock.now() - max(moments) >= WAIT


def remind_overdue() -> int:
    """Tell office and the one above of every case that lay too long,
    once a stay; how many. The worker's tick."""
    days = workdays([clock.today().year - 1, clock.today().year])
    told = 0
    for case in _old_ones(clock.now() - timedelta(days=settings.CEJC_OVERDUE_WORKDAYS)):
        try:
            waited = workdays_between(case.state_since.astimezone(clock.SHANGHAI).date(), clock.today(), days)
        except CalendarMissing:
            continue
        if waited >= settings.CEJC_OVERDUE_WORKDAYS:
            told += _remind(case=case, waited=waited)
    return told


def _old_ones(before: datetime) -> QuerySet[Case]:
    """Cases with an office since before `before` of which nobody was told in this stay."""
    told = Reminder.objects.filter(
        case=OuterRef("pk"), kind=ReminderKind.OVERDUE, state_since=OuterRef("state_since")
    )
    rows = Case.objects.exclude(state__in=[*ENDED, DRAFT, RETURNED]).filter(state_since__lte=before)
    return rows.exclude(Exists(told)).exclude(state__endswith=".open").order_by("pk")


@service
def _remind(*, case: Case, waited: int) -> int:
    case = door.locked(case)
    stay = {"case": case, "kind": ReminderKind.OVERDUE, "state_since": case.state_since}
    if Reminder.objects.filter(**stay).exists():
        return 0
    _keep(case, ReminderKind.OVERDUE, None)
    context = {"case": case, "waited": waited, "holder": holder.holder_name(case)}
    found = who_may(case)
    able = (found.able or found.instead) if found else ()
    tell(able, "case_overdue", context, link=_link(case))
    tell(holder.officers_above(case), "case_overdue_above", context, link=_link(case))
    audit.record("case.overdue", case, after={"waited": waited, "office": holder.holder_name(case)})
    return 1


def _keep(case: Case, kind: str, by: User | None) -> None:
    Reminder.objects.create(case=case, kind=kind, state=case.state, state_since=case.state_since, by=by)


def _link(case: Case) -> str:
    return reverse("certification:case", args=[case.public_id])
