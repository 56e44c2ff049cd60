"""The same file under two records: raised by itself, weighed by reviewers (cleared or upheld, with a note)."""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from registry.enums import FlagState
from registry.models import Activity, Evidence, EvidenceFlag, User
from registry.models.job import Job
from registry.permissions_activity import is_own, may_see_record
from registry.queries.evidence import current_evidence, open_flags, twins_of
from registry.queries.ledger import CLAIMING
from registry.services import audit
from registry.services.base import service
from registry.services.job import handles


def raise_flags(activity: Activity) -> list[EvidenceFlag]:
    """Flag each file of a submitted activity that also stands under another submitted record.

    Drafts raise nothing: what nobody handed in accuses nobody. Inside a service; twice is once.
    """
    close_outdated(activity)
    raised = []
    for evidence in current_evidence(activity):
        for twin in twins_of(evidence).select_related("activity"):
            raised += _flag(evidence, twin)
    return raised


def _flag(one: Evidence, other: Evidence) -> list[EvidenceFlag]:
    first, second = sorted([one, other], key=lambda row: row.pk)
    same = first.activity.professional_id == second.activity.professional_id
    flag, created = EvidenceFlag.objects.get_or_create(
        first=first, second=second, defaults={"same_person": same}
    )
    if created:
        audit.record("evidence.flagged", one, after={"same_person": same}, context=one.activity)
    return [flag] if created else []


@handles("evidence.flags")
def raise_flags_again(job: Job) -> None:
    """Look again after the commit: of two submissions made at once neither saw the other's file."""
    row = Activity.objects.filter(public_id=job.payload["activity"], state__in=CLAIMING).first()
    if row:
        service(raise_flags)(row)


def close_outdated(activity: Activity) -> None:
    """Flags about a file that its owner has taken away or replaced have nothing left to weigh."""
    for flag in open_flags(activity).select_related("first", "second"):
        if any(side.removed_at or side.replaced_by_id for side in (flag.first, flag.second)):
            flag.state, flag.note, flag.decided_at = FlagState.CLEARED, _("材料已由本人更换"), clock.now()
            flag.save(update_fields=["state", "note", "decided_at"])
            audit.record(
                "evidence_flag.cleared", flag, after={"state": flag.state}, reason=flag.note, context=activity
            )


@service
def decide_flag(*, actor: User, flag: EvidenceFlag, upheld: bool, note: str) -> EvidenceFlag:
    """Clear (there is a good reason) or uphold a flag, with a note; by a reviewer of one of the records."""
    flag = EvidenceFlag.objects.select_for_update(of=("self",)).select_related(
        "first__activity__professional", "second__activity__professional"
    ).get(pk=flag.pk)  # fmt: skip
    _require_reviewer(actor, flag)
    if flag.state != FlagState.OPEN:
        raise Refused(_("这处重复已经核对过：%(state)s。") % {"state": flag.get_state_display()})
    if not note.strip():
        raise Refused(_("请说明核对的情况，说明会留存备查。"))
    flag.state = FlagState.UPHELD if upheld else FlagState.CLEARED
    flag.note, flag.decided_by, flag.decided_at = note.strip()[:500], actor, clock.now()
    flag.save(update_fields=["state", "note", "decided_by", "decided_at"])
    audit.record(
        f"evidence_flag.{flag.state}", flag, actor=actor, after={"state": flag.state}, reason=flag.note,
        context=flag.first.activity,
    )  # fmt: skip
    return flag


def _require_reviewer(actor: User, flag: EvidenceFlag) -> None:
    sides = (flag.first.activity, flag.second.activity)
    if any(is_own(actor, side) for side in sides):
        raise Refused(_("其中一条是您本人的记录，按回避要求，请由其他经办人核对。"))
    if actor.professional_id is None or not any(may_see_record(actor, side) for side in sides):
        raise Refused(_("您没有核对这处重复的权限。"))
