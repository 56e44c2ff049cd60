"""Whether cases can be moved now, asked for many at once: the list before
an act on many says what the act would."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from cejc import clock
from cejc.errors import Refused
from cejc.site import gettext as _
from certification.models import AllottedNumber, Case, NoticeEntry, Transition
from certification.permissions import Acted, seat_for, stages_acted
from certification.queries.blockers import blockers
from certification.queries.ground import why_not
from certification.queries.policy import table_of
from certification.queries.together import has_it
from certification.workflow.table import Move, state_label
from registry.enums import Office
from registry.models import User

VERBS = {"review": "pass", "issue": "issue", "record": "record"}
NOT_HERE = {
    "review": gettext_noop("目前不在审核环节"),
    "issue": gettext_noop("目前不在签发环节"),
    "record": gettext_noop("目前不在登记环节"),
}


def why_not_moved(actor: User, pairs: Sequence[tuple[Case, int | None]], kind: str) -> dict[int, str]:
    """Key of a case -> why `actor` cannot move it on at its stage of
    `kind`; those that nothing stops are left out.

    `pairs` are cases with the edit number that was shown. The door's own checks in the door's own words:
    stage, staleness, seat, R23; then what keeps any office from it. A constant number of queries, but for
    cases whose ground was taken away, which are counted again one by one.
    """
    cases = [case for case, _edit in pairs]
    acted = stages_acted(actor, cases)
    found = {case.pk: _why_closed(actor, case, edit, kind, acted) for case, edit in pairs}
    open_ones = [case for case in cases if not found[case.pk]]
    found |= blockers(open_ones)
    if kind == "issue":
        found |= _unannounced(open_ones)
    found |= {
        key: _("%(why)s，请退回本人") % {"why": why}
        for key, why in why_not(open_ones).items()
        if not found[key]
    }
    return {key: why for key, why in found.items() if why}


def why_not_returned(actor: User, pairs: Sequence[tuple[Case, int | None]]) -> dict[int, str]:
    """Key of a case -> why `actor` cannot return it at its stage of review; a constant number of queries."""
    acted = stages_acted(actor, [case for case, _edit in pairs])
    found = {case.pk: _why_closed(actor, case, edit, "review", acted, "return") for case, edit in pairs}
    return {key: why for key, why in found.items() if why}


def why_not_assigned(actor: User, pairs: Sequence[tuple[Case, Any]]) -> dict[int, str]:
    """Key of a case -> why it cannot be given to a colleague: another office has it. No query."""
    why = _("目前不由本机构办理")
    return {case.pk: why for case, _one in pairs if not has_it(actor, case)}


def why_not_undone(actor: User, pairs: Sequence[tuple[Case, Any]]) -> dict[int, str]:
    """Key of a case -> why `actor` cannot take its pass back. One query; what only the door finds
    (somebody has decided since, it is in a draft notice or batch) is said after it."""
    last = {}
    rows = Transition.objects.filter(case__in=[case.pk for case, _one in pairs]).order_by("pk")
    for row in rows:
        last[row.case_id] = row
    return {case.pk: why for case, _one in pairs if (why := _why_not_own(actor, case, last.get(case.pk)))}


def _why_not_own(actor: User, case: Case, last: Transition | None) -> str:
    if last is None or not last.action.endswith(".pass") or last.to_state != case.state:
        return _("通过以后已有新的办理")
    if last.actor != str(actor.public_id):
        return _("不是您作出的通过决定")
    minutes = settings.CEJC_UNDO_MINUTES
    if clock.now() - last.at > timedelta(minutes=minutes):
        return _("通过已超过%(minutes)s分钟，请逐人办理退回") % {"minutes": minutes}
    return ""


def why_not_gathered(cases: Sequence[Case], kind: str) -> dict[int, str]:
    """Key of a case -> why it cannot be published ("notice") or filed
    ("filing") with the others now, whoever asks.

    The list before an act that does all or none: who stands in its way
    is named. A constant number of queries.
    """
    found = {case.pk: _why_elsewhere(case, kind) for case in cases}
    here = [case for case in cases if not found[case.pk]]
    found |= blockers(here)
    found |= {
        key: _("%(why)s，请退回本人") % {"why": why} for key, why in why_not(here).items() if not found[key]
    }
    return {key: why for key, why in found.items() if why}


def _why_elsewhere(case: Case, kind: str) -> str:
    table = table_of(case)
    stage = table.stage(case.stage)
    if stage is not None and stage.kind == kind and case.state == stage.id:
        return ""
    return _("目前为“%(state)s”") % {"state": state_label(table, case.state)}


def move_of(case: Case, kind: str, verb: str = "") -> Move | None:
    """The move that takes `case` on from its stage of `kind`, or the one called `verb`; None when it stands
    elsewhere."""
    table = table_of(case)
    stage = table.stage(case.stage)
    if stage is None or stage.kind != kind:
        return None
    return table.move(f"{stage.id}.{verb or VERBS[kind]}")


def _why_closed(actor: User, case: Case, edit: int | None, kind: str, acted: Acted, verb: str = "") -> str:
    move = move_of(case, kind, verb)
    if move is None or case.state not in move.sources:
        words = {"why": _(NOT_HERE[kind]), "state": state_label(table_of(case), case.state)}
        return _("%(why)s（%(state)s）") % words
    if edit is not None and edit != case.edit:
        return _("页面打开后有变化")
    try:
        seat_for(actor, case, move, acted)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _unannounced(cases: Sequence[Case]) -> dict[int, str]:
    """Cases whose every notice was annulled since."""
    wanted = [case.pk for case in cases if table_of(case).first_of_kind("notice")]
    rows = NoticeEntry.objects.filter(case__in=wanted, taken_out_at=None, notice__published_at__isnull=False)
    named: dict[int, bool] = {}
    for key, annulled in rows.values_list("case", "notice__annulled_at"):
        named[key] = named.get(key, False) or annulled is None
    why = _("公示已被撤销，请退回本人，重新公示后再签发")
    return {key: why for key, standing in named.items() if not standing}


def beyond_stock(cases: Sequence[Case], used: Counter[Any]) -> dict[int, str]:
    """Where a bureau issues out of its own stock: the cases that come after its last number. `used` is what
    earlier cases of the list take, by bureau and year."""
    found: dict[int, str] = {}
    left: dict[tuple[int, int], int] = {}
    for case in cases:
        stage = table_of(case).first_of_kind("issue")
        if stage is None or stage.office != Office.BUREAU or case.bureau_id is None:
            continue
        key = (case.bureau_id, case.application_year)
        left.setdefault(key, _stock(*key) - used[key])
        if left[key] <= 0:
            found[case.pk] = _("认定单编号库存不足，请先向{office}申领")
        else:
            left[key] -= 1
            used[key] += 1
    return found


def _stock(bureau: int, year: int) -> int:
    granted = {"allotment__organisation": bureau, "allotment__state": "granted"}
    return AllottedNumber.objects.filter(year=year, state="stock", **granted).count()
