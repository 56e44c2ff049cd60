"""The claim list from a workbook: who is named and entitled is put on the office's draft, the others say why
not. What is printed of each person is the register's, whatever stands in the workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.sheets.readers import fold
from cejc.lib.sheets.reading import Line
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.enums import ClaimState, SheetOutcome, SheetVerdict
from registry.people.models import SheetImport, SheetRow
from registry.people.services.sheet_keys import fill_in, keyed
from registry.people.services.sheet_rows import contents, identify, keep_before, only_once, row_of
from registry.people.sheets import Kind, Seen, kind
from registry.yearly.models import HandbookClaim, HandbookClaimEntry
from registry.yearly.moves.handbook_claim import OFFICE
from registry.yearly.permissions import claims_for
from registry.yearly.queries.handbook import ELIGIBLE, standing, title_words, why
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services.handbook_columns import listing


@dataclass(frozen=True)
class Office:
    """Where the people of a piece stand at the office: their places by blind index, who is on its draft."""

    places: dict[str, Any]
    drafted: set[int]
    policy: Policy


def plan(sheet: SheetImport, lines: Sequence[Line], seen: Seen) -> list[SheetRow]:
    """What each line comes to, beside who is entitled now."""
    here = keyed(lines, organisation__path__startswith=sheet.organisation.path)
    for line in lines:
        fill_in(line, here)
        identify(line, printed=False)
        only_once(line, seen)
    office = _office(sheet, [line.values["index"] for line in lines if "index" in line.values])
    return [_row(sheet, line, office) for line in lines]


def _office(sheet: SheetImport, indexes: Sequence[str]) -> Office:
    rows = standing(sheet.organisation).filter(professional__identity_index__in=indexes)
    rows = rows.select_related("professional", "organisation")
    places = {place.professional.identity_index: place for place in rows}
    people = [place.professional_id for place in places.values()]
    drafted = HandbookClaimEntry.objects.filter(
        claim__organisation=sheet.organisation_id, claim__state=ClaimState.DRAFT, professional__in=people
    )
    return Office(places, set(drafted.values_list("professional", flat=True)), policy_here())


def _row(sheet: SheetImport, line: Line, office: Office) -> SheetRow:
    place = office.places.get(line.values.get("index", ""))
    listed = place is not None and place.professional_id in office.drafted
    if not line.faults:
        _check(line, place, listed)
    if place is not None and not line.faults:
        _note(line, place, office.policy)
    return row_of(
        sheet,
        line,
        verdict=SheetVerdict.SAME if listed else SheetVerdict.NEW,
        label=line.values.get("name", ""),
        person=place.professional if place is not None else None,
    )


def _check(line: Line, place: Any, listed: bool) -> None:
    if place is None:
        sentence = _("不在本单位及所属单位的在职人员名单中。请核对证件号码，或由用人单位先在“人员”中添加。")
        line.fault("number", sentence)
    elif place.professional.name != line.values["name"]:
        line.fault("name", _("该证件号码已登记，但姓名与此处不一致。请核对姓名和证件号码。"))
    elif not listed and place.standing != ELIGIBLE:
        line.fault("number", f"{why(place)}。")


def _note(line: Line, place: Any, policy: Policy) -> None:
    """What the workbook says otherwise than the register: the list will say what the register says."""
    person = place.professional
    words = title_words(person.title_level, person.title_series, policy)
    known = {"unit": {place.organisation.name}, "title": {words, person.get_title_level_display()}}
    told = {"unit": place.organisation.name, "title": words}
    titles = {"unit": _("单位"), "title": _("职称")}
    for name, values in known.items():
        typed = line.values.get(name, "")
        if typed and fold(typed) not in map(fold, values):
            sentence = _("%(title)s按登记的“%(known)s”列入，与表中的“%(typed)s”不同。")
            line.notes.append(sentence % {"title": titles[name], "known": told[name], "typed": typed[:40]})


def write(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Put these people on the office's draft. Raises Refused, and IntegrityError for one just listed."""
    people = {row.pk: row.person_id or 0 for row in rows}
    made = claims.enlist(
        actor=sheet.uploaded_by,
        organisation=sheet.organisation,
        places=standing(sheet.organisation).filter(professional__in=people.values(), standing=ELIGIBLE),
        file=sheet.file_name,
    )
    entries = {one.professional_id: one for one in made}
    for row in rows:
        if (entry := entries.get(people[row.pk])) is not None:
            keep_before(row, {"entry": str(entry.public_id)})
        else:
            row.outcome, row.faults = SheetOutcome.LEFT, [["", _("刚刚不再符合领取条件，没有列入。")]]


def _entries(rows: Iterable[SheetRow]) -> Any:
    keys = [contents(row)["before"]["entry"] for row in rows]
    return HandbookClaimEntry.objects.filter(public_id__in=keys)


def rests(sheet: SheetImport, rows: list[SheetRow]) -> list[str]:
    """The province rests on what was submitted; a list that was given up holds nobody."""
    states = _entries(rows).exclude(claim__state=ClaimState.DRAFT).values_list("claim__state", flat=True)
    told = _("领取表现在是“%s”，不能从中移出人员。")
    return [told % ClaimState(state).label for state in sorted(set(states))]


def undo(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Who was listed by these rows and still is, is taken out; a draft that is left empty is given up."""
    entries = list(_entries(rows).select_related("claim__organisation"))
    for claim in {one.claim for one in entries}:
        keys = [one.public_id for one in entries if one.claim_id == claim.pk]
        claims.take_out(actor=sheet.uploaded_by, claim=claim, entries=keys)
        if not claim.entries.exists():
            claims.discard(actor=sheet.uploaded_by, claim=claim)


def _draft(sheet: SheetImport) -> tuple[Any, str] | None:
    """The list that the people were put on, as long as it is a draft."""
    claim = HandbookClaim.objects.filter(organisation=sheet.organisation_id, state=ClaimState.DRAFT).first()
    return (_("查看领取表"), reverse("registry:handbook-claim", args=[claim.public_id])) if claim else None


CLAIM_LIST = kind(
    Kind(
        name="claim",
        label=_lazy("登记手册领取表"),
        may=lambda user, sheet: claims_for(user, sheet.organisation),
        refusal=OFFICE.refusal,
        listing=lambda sheet: listing(),
        plan=plan,
        write=write,
        undo=undo,
        rests=rests,
        address=lambda sheet: reverse("registry:handbook-sheet"),
        onward=_draft,
        undoing=_lazy("这次导入列入的人员移出领取表；领取表因此没有人员的，随之作废。"),
        after=_lazy("列入的人员在编制中的领取表里。请核对后报送；领取表报送后，这次导入不能再撤销。"),
    )
)
