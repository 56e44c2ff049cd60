"""Applications under way when the notice that they rest on is amended: counted again, where the amendment
says so and their way through the offices is still the same."""

from django.urls import reverse

from certification.models import Case
from certification.models.case import ENDED
from certification.queries.policy import policy_of, wanted_of
from certification.services import ledger
from certification.services.case import respan
from certification.services.tell import users_of
from certification.workflow import door
from certification.workflow.table import DRAFT, RETURNED, table_for
from credits.engine import Policy
from credits.queries import cited, policy_at
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import PolicyFile
from registry.people.services.telling.message import tell

Years = dict[int, str]


def count_again(file: PolicyFile) -> None:
    """Every open application under an earlier edition of `file`, one transaction each; safe to run twice."""
    version = file.version
    if version is None:
        return
    rows = Case.objects.exclude(state__in=ENDED).filter(policy=version.name)
    rows = rows.exclude(policy_sha256=version.sha256).order_by("pk")
    for key in list(rows.values_list("pk", flat=True)):
        _count_again(key, policy_at(version.name, version.sha256))


@service
def _count_again(key: int, policy: Policy) -> None:
    case = door.locked(Case(pk=key))
    if case.state in ENDED or case.policy_sha256 == policy.sha256 or not _same_way(case, policy):
        return
    before = _results(case)
    case.policy_sha256 = policy.sha256
    respan(case)
    _count(case)
    after = _results(case)
    audit.record(
        "case.recounted",
        case,
        actor=None,
        before={"years": before},
        after={"years": after, "notice": cited(policy)},
        context=case.professional,
    )
    if before != after:
        link = reverse("certification:case", args=[case.public_id])
        tell(users_of(case), "case_recounted", {"case": case, "cited": cited(policy)}, link=link)


def _count(case: Case) -> None:
    """With its person it takes up what they have now; with an office it keeps what was handed in."""
    if case.state in (DRAFT, RETURNED):
        ledger.attach(case)
    else:
        ledger.recount(case)


def _results(case: Case) -> Years:
    return dict(case.years.order_by("year").values_list("year", "result"))


def _same_way(case: Case, policy: Policy) -> bool:
    """Whether the stages of the case are those of its route under `policy`; else it is ended as it began."""
    route = policy.routes.get(case.route)
    if route is None:
        return False
    old = table_for(policy_of(case).routes[case.route], wanted_of(case.wanted), case.notice_days)
    new = table_for(route, wanted_of(case.wanted), case.notice_days)
    return [stage.id for stage in old.stages] == [stage.id for stage in new.stages]
