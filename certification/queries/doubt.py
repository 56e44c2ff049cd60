"""Which cases of a list have something to look into before they can be passed: the filter of a desk.

The same as `blockers` says of each, found by the database: what it cannot compare is asked for few rows.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from certification.enums import DegreeState, PriorSlipState, YearResult
from certification.models import Case, CaseItem, CaseYear, DegreeProof, Exemption, PriorSlip
from certification.queries.blockers import blockers
from registry.enums import FlagState
from registry.models import EvidenceFlag

WAITING = ("submitted", "begun")


def in_doubt(rows: QuerySet[Case]) -> Q:
    """The condition for those of `rows` that `blockers` has a reason for."""
    of_case: dict[str, Any] = {"case": OuterRef("pk")}
    plain = (
        Exists(CaseYear.objects.filter(**of_case, result=YearResult.SHORT)),
        Exists(Exemption.objects.filter(**of_case, approved_at=None)),
        Exists(DegreeProof.objects.filter(**of_case, state=DegreeState.CLAIMED)),
        Exists(_flagged()),
    )
    found = Q(pk__in=blockers(list(rows.filter(_perhaps()))))
    for one in plain:
        found |= Q(one)
    return found


def _flagged() -> QuerySet[CaseItem]:
    open_ones = EvidenceFlag.objects.filter(state=FlagState.OPEN)
    either = Q(activity__evidence__in=open_ones.values("first")) | Q(
        activity__evidence__in=open_ones.values("second")
    )
    return CaseItem.objects.filter(either, case=OuterRef("pk"), activity__state__in=WAITING)


def _perhaps() -> Q:
    """Cases with an online course that names none of the catalogue, or an earlier slip nobody has checked:
    whether their stage has to, the table of each says."""
    courses = CaseItem.objects.filter(
        case=OuterRef("pk"), activity__kind="online", activity__course=None, activity__state__in=WAITING
    )
    slips = PriorSlip.objects.filter(professional=OuterRef("professional"), state=PriorSlipState.CLAIMED)
    return Q(Exists(courses)) | Q(Exists(slips))
