"""Which waiting records have something to look into before they can be approved: the filter of a queue, and
what stands beside a row."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from registry.activities.above import unanswered
from registry.activities.models import Activity, EvidenceFlag
from registry.activities.queries.evidence import flags_of
from registry.enums import FlagState


def in_doubt(rows: QuerySet[Activity]) -> Q:
    """The condition for those of `rows` under an open flag, or of a course that nobody has looked for."""
    flags = EvidenceFlag.objects.filter(state=FlagState.OPEN)
    either = Q(first__activity=OuterRef("pk")) | Q(second__activity=OuterRef("pk"))
    perhaps = rows.filter(kind="online", course=None, course_answer="").order_by()
    return Q(Exists(flags.filter(either))) | Q(pk__in=unanswered(list(perhaps)))


def doubts_of(rows: Sequence[Activity]) -> dict[int, str]:
    """Key -> what has to be looked into, of those that have something. A constant number of queries."""
    flagged = {
        key for key, flags in flags_of(rows).items() if any(one.state == FlagState.OPEN for one in flags)
    }
    asked = unanswered(rows)
    return {
        **dict.fromkeys(asked, _("未与审定课程对应")),
        **dict.fromkeys(flagged, _("有相同材料待核对")),
    }
