"""What the certification room does when a person dies or wants to be
forgotten; the registry does not know it."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from cejc import clock
from certification.enums import BatchState, NoticeState
from certification.models import Case, CaseItem, NoticeEntry, Slip
from certification.models.case import ENDED
from certification.services import years
from certification.services.notices.notice import notices_of
from certification.workflow import door
from registry.models import Professional, User

CEASE = "cease"


def call_off(actor: User, professional: Professional, why: str) -> None:
    """Every case that is under way ends, through the one door; it
    leaves drafts of notices and batches too."""
    for case in Case.objects.filter(professional=professional).exclude(state__in=ENDED).order_by("pk"):
        notices_of(case)
        case = door.locked(case)
        entries = NoticeEntry.objects.filter(case=case)
        entries.filter(notice__state=NoticeState.DRAFT).delete()
        entries.filter(notice__state=NoticeState.OPEN, taken_out_at=None).update(taken_out_at=clock.now())
        if case.batch is not None and case.batch.state == BatchState.DRAFT:
            case.batch = None
            case.save(update_fields=["batch"])
        move = door.pass_through(case, CEASE, actor=None, text=why)
        years.follow(case, move, None)


def papers(professional: Professional) -> Iterable[tuple[str, date]]:
    """The slips, valid or not, that name the person: while they can be asked after, the number is kept."""
    for slip in Slip.objects.filter(professional=professional).order_by("pk"):
        yield _("认定单%s") % slip.number, slip.issued_at.astimezone(clock.SHANGHAI).date()


def under_way(professional: Professional) -> str:
    """Why a deletion has to wait, or ""."""
    if Case.objects.filter(professional=professional).exclude(state__in=ENDED).exists():
        return _("您有认定申请正在办理，请先撤回并取消，或等待办结。")
    return ""


def relied_on(professional: Professional) -> Iterable[int]:
    """The activities that stand in a case which was not cancelled."""
    items = CaseItem.objects.filter(case__professional=professional).exclude(case__state="cancelled")
    return items.values_list("activity_id", flat=True)


def resting_on(activities: Iterable[int]) -> dict[str, int]:
    """How many valid slips and cases under way rest on these activities."""
    cases = Case.objects.filter(items__activity__in=list(activities)).exclude(state="cancelled").distinct()
    slips = Slip.objects.filter(case__in=cases, state="valid").count()
    return {
        _("涉及的认定单（份）"): slips,
        _("涉及的在办认定申请（件）"): cases.exclude(state__in=ENDED).count(),
    }
