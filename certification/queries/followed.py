"""What an act that took something away led to, as the rows stand after it:
for the sentence that the officer reads."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from certification.models import Recheck, Transition
from certification.queries.case import RECOUNT
from certification.queries.policy import table_of
from certification.workflow.table import state_label

ACTIONS = Q(action__in=("fall", RECOUNT)) | Q(action__endswith=".anew")


def what_followed(people: set[int], since: datetime) -> list[str]:
    """One sentence for each case of `people` that was counted again at or after `since`, and each slip that
    is to be examined anew; [] where nothing rested on it."""
    rows = Transition.objects.filter(ACTIONS, case__professional__in=people, at__gte=since)
    found = [_case(row) for row in rows.select_related("case__professional").order_by("pk")]
    marked = Recheck.objects.filter(slip__professional__in=people, created_at__gte=since)
    numbers = sorted(set(marked.values_list("slip__number", flat=True)))
    return found + ([_("认定单%s已列入重核") % "、".join(numbers)] if numbers else [])


def _case(row: Transition) -> str:
    case = row.case
    name = _("%(name)s的%(year)s年度认定申请") % {
        "name": case.professional.name,
        "year": case.application_year,
    }
    if row.action == RECOUNT:
        return _("%s已重新计算，各年度仍符合要求") % name
    return _("%(name)s已重新计算，现为“%(state)s”") % {
        "name": name,
        "state": state_label(table_of(case), case.state),
    }
