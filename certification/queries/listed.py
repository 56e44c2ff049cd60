"""Cases, notices, batches and slips as lists that can be taken home."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.models import Case
from certification.queries.batch import batches_for
from certification.queries.blockers import blockers
from certification.queries.desk import SHOWN, Deadlines
from certification.queries.holder import holder_name
from certification.queries.notices.notice import notices_for
from certification.queries.policy import table_of
from certification.queries.slips.slip import slips_of
from certification.queries.title import title_of
from certification.workflow.table import state_label
from credits.queries import policies_today
from registry.enums import SUPERVISING, Role
from registry.people.lists import Listed, Told
from registry.people.models import User

OFFICES = (Role.HR, *SUPERVISING, Role.PROVINCE)


def _cases(actor: User) -> QuerySet[Case]:
    return Case.objects.visible_to(actor).exclude(submitted_at=None).select_related(*SHOWN)


def _at_hand(rows: Sequence[Case]) -> Sequence[Case]:
    """Each case with what has to be looked into, `doubt`, and with its last day, `due`."""
    doubts, deadlines = blockers([row for row in rows if not row.has_ended]), Deadlines.load()
    for row in rows:
        found = None if row.has_ended else deadlines.of(row)
        row.doubt = doubts.get(row.pk, "")  # type: ignore[attr-defined]
        row.due_on = found[1] if found else None  # type: ignore[attr-defined]
    return rows


def _of_cases() -> list[Told]:
    return [
        (_("姓名"), 14, "professional.name"),
        (_("证件号码"), 22, "professional.identity_masked"),
        (_("工作单位"), 28, "organisation.name"),
        (_("申报年度"), 10, "application_year"),
        (_("申报职称"), 20, title_of),
        (_("认定跨度"), 14, lambda case: f"{case.span_first}—{case.span_last}"),
        (_("状态"), 14, lambda case: state_label(table_of(case), case.state)),
        (_("办理机关"), 24, holder_name),
        (_("到达时间"), 18, "state_since", "date"),
        (_("期限"), 14, "due_on", "date"),
        (_("待核对事项"), 26, "doubt"),
    ]


def _of_notices() -> list[Told]:
    return [
        (_("标题"), 40, "title"),
        (_("单位"), 30, "organisation.name"),
        (_("申报年度"), 10, "application_year"),
        (_("人数"), 8, "people", "number"),
        (_("已移出"), 8, "taken_out", "number"),
        (_("待答复的异议"), 12, "open_objections", "number"),
        (_("状态"), 12, "standing"),
        (_("发布时间"), 18, "published_at", "date"),
        (_("公示至"), 14, "last_day", "date"),
    ]


def _of_batches() -> list[Told]:
    routes = {key: one for policy in reversed(policies_today()) for key, one in policy.routes.items()}
    return [
        (_("名称"), 40, "name"),
        (_("报送单位"), 30, "organisation.name"),
        (_("认定渠道"), 20, lambda row: routes[row.route].name if row.route in routes else row.route),
        (_("申报年度"), 10, "application_year"),
        (_("人数"), 8, "people", "number"),
        (_("状态"), 12, "get_state_display"),
        (_("报送时间"), 18, "filed_at", "date"),
    ]


def _of_slips() -> list[Told]:
    return [
        (_("编号"), 30, "number"),
        (_("姓名"), 14, lambda slip: slip.content["name"]),
        (_("证件号码"), 22, lambda slip: slip.content["identity"]),
        (_("工作单位"), 30, lambda slip: slip.content["unit"]),
        (_("申报职称"), 20, lambda slip: slip.content["title_name"]),
        (_("申报级别"), 12, lambda slip: slip.content["title_level"]),
        (_("认定跨度"), 14, lambda slip: f"{slip.span_first}—{slip.span_last}"),
        (_("签发日期"), 18, "issued_at", "date"),
        (_("状态"), 12, "get_state_display"),
    ]


CASES = Listed(
    name="cases",
    title=gettext_lazy("认定申请"),
    unit=gettext_lazy("人"),
    roles=OFFICES,
    rows=_cases,
    columns=_of_cases,
    back="certification:desk",
    at_hand=_at_hand,
    person="professional_id",
)


NOTICES = Listed(
    name="notices",
    title=gettext_lazy("公示"),
    unit=gettext_lazy("份"),
    roles=(Role.HR, *SUPERVISING),
    rows=notices_for,
    columns=_of_notices,
    back="certification:notice-list",
)
BATCHES = Listed(
    name="batches",
    title=gettext_lazy("报送批次"),
    unit=gettext_lazy("个"),
    roles=OFFICES,
    rows=batches_for,
    columns=_of_batches,
    back="certification:batch-list",
)
SLIPS = Listed(
    name="slips",
    title=gettext_lazy("认定单"),
    unit=gettext_lazy("份"),
    roles=OFFICES,
    rows=slips_of,
    columns=_of_slips,
    back="certification:slip-list",
    person="professional_id",
)
