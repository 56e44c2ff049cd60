"""《登记手册实名制领取表》 (二): gather, submit, strike out, grant with gapless
numbers. R23: who submits never grants."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib.pieces import PIECE
from cejc.site import gettext as _
from cejc.site import site
from cejc.whole import whole
from registry.enums import ClaimState, JobState, Role
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue, retry
from registry.people.models import Employment, Membership, Organisation, User
from registry.people.permissions import require
from registry.people.services.telling.message import tell, tell_each
from registry.yearly.models import (
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEvent,
    HandbookSequence,
)
from registry.yearly.moves.handbook_claim import HANDBOOK_CLAIM
from registry.yearly.permissions import claims_for
from registry.yearly.queries.handbook import eligible, no_longer_entitled

NAMED = 5
PRINTED = ("organisation_id", "name", "identity", "unit", "title_level", "title_series")
# The notice gives the handbook no form of number: this one follows that of the slip (ours, not the notice's).


@service
def compose(*, actor: User, organisation: Organisation) -> HandbookClaim:
    """A draft with everybody entitled at or under `organisation`. An office has one draft at a time: asked
    again, it gets those who have become entitled since.
    """
    claim = _draft_of(actor, organisation)
    _gather(claim)
    if not claim.entries.exists():
        raise Refused(_("没有需要领取登记手册的人员：请查看未列入人员及原因。"))
    return claim


def _draft_of(actor: User, organisation: Organisation) -> HandbookClaim:
    """The office's draft, made where there is none."""
    _require_office(actor, organisation)
    # Two clerks of one office wait for each other here; a person is taken
    # by one list, whichever office comes first.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    claim = HandbookClaim.objects.filter(organisation=organisation, state=ClaimState.DRAFT).first()
    if claim is None:
        claim = HandbookClaim.objects.create(
            organisation=organisation,
            year=clock.today().year,
            contact=organisation.contact[:100],
            composed_by=actor,
        )
        audit.record("handbook_claim.composed", claim, actor=actor, context=organisation)
    return claim


def _gather(claim: HandbookClaim) -> None:
    places = list(eligible(claim.organisation))
    rows = [_entry(claim, place) for place in places]
    # Whom another office has just listed is left out here, by the constraint.
    HandbookClaimEntry.objects.bulk_create(rows, batch_size=PIECE, ignore_conflicts=True)
    if rows:
        _touch(claim)


def _entry(claim: HandbookClaim, place: Employment) -> HandbookClaimEntry:
    person = place.professional
    return HandbookClaimEntry(
        claim=claim,
        professional=person,
        organisation=place.organisation,
        name=person.name,
        identity=person.identity_masked,
        unit=place.organisation.name,
        title_level=person.title_level,
        title_series=person.title_series,
    )


@service
def enlist(
    *, actor: User, organisation: Organisation, places: Iterable[Employment], file: str
) -> list[HandbookClaimEntry]:
    """Put those of a workbook on the office's draft. Raises IntegrityError where somebody is on a list."""
    step = HANDBOOK_CLAIM.enter("enlist", _draft_of(actor, organisation), actor=actor)
    rows = [_entry(step.row, place) for place in places]
    HandbookClaimEntry.objects.bulk_create(rows, batch_size=PIECE)
    _touch(step.row)
    step.keep({"file": file, "count": len(rows)})
    return rows


def _touch(claim: HandbookClaim) -> None:
    """Another content: what was drawn or opened before is old."""
    claim.edit += 1
    claim.save(update_fields=["edit"])


@service
def take_out(*, actor: User, claim: HandbookClaim, entries: Collection[UUID]) -> int:
    """Leave people out of a draft; how many were in it."""
    step = HANDBOOK_CLAIM.enter("take_out", claim, actor=actor)
    row = step.row
    gone = row.entries.filter(public_id__in=list(entries))
    names = list(gone.values_list("name", flat=True))
    gone.delete()
    if names:
        _touch(row)
        step.keep({"count": len(names), "names": _some(names)})
    return len(names)


@service
def submit(*, actor: User, claim: HandbookClaim, edit: int, contact: str = "") -> HandbookClaim:
    """Send the list to the province, as it was shown; particulars and order are fixed now."""
    step = HANDBOOK_CLAIM.enter("submit", claim, actor=actor, edit=edit)
    row = step.row
    if step.repeated:
        return row
    require(row.entries.exists(), _("领取表中没有人员。"))
    _require_entitled(row, _("请先把他们移出领取表，再报送。"))
    _freeze(row)
    row.submitted_by, row.submitted_at, row.note = actor, clock.now(), ""
    row.contact, row.year = whole(contact, 100) or row.contact, clock.today().year
    count = row.entries.count()
    step.leave(count=count)
    enqueue_drawing(row, actor)
    tell(_province(), "handbook_claimed", {"claim": row, "count": count}, link=_link(row))
    return row


def _freeze(claim: HandbookClaim) -> None:
    """Write each person as the person is today, by unit and name."""
    people = claim.entries.values("professional")
    places = Employment.objects.current().filter(professional__in=people)
    places = places.select_related("professional", "organisation")
    places = places.order_by("organisation__path", "professional__name_key", "pk")
    known = {row.professional_id: row for row in claim.entries.all()}
    rows, moved = [], []
    for position, place in enumerate(places, 1):
        row, fresh = known[place.professional_id], _entry(claim, place)
        row.position = position
        rows.append(row)
        if any(getattr(row, name) != getattr(fresh, name) for name in PRINTED):
            for name in PRINTED:
                setattr(row, name, getattr(fresh, name))
            moved.append(row)
    # Everybody has a place; few have changed since they were listed.
    HandbookClaimEntry.objects.bulk_update(rows, ["position"], batch_size=PIECE)
    HandbookClaimEntry.objects.bulk_update(moved, PRINTED, batch_size=100)


@service
def withdraw(*, actor: User, claim: HandbookClaim) -> HandbookClaim:
    """Take a submitted list back while the province has not granted it."""
    step = HANDBOOK_CLAIM.enter("withdraw", claim, actor=actor)
    return step.row if step.repeated else _back_to_draft(step)


@service
def return_(*, actor: User, claim: HandbookClaim, reason: str) -> HandbookClaim:
    """The province sends the whole list back, with the reason."""
    row = _back_to_draft(HANDBOOK_CLAIM.enter("return", claim, actor=actor, reason=reason))
    tell([row.submitted_by or row.composed_by], "handbook_claim_returned", {"claim": row}, link=_link(row))
    return row


def _back_to_draft(step: Step[HandbookClaim]) -> HandbookClaim:
    row = step.row
    drafts = HandbookClaim.objects.filter(organisation=row.organisation, state=ClaimState.DRAFT)
    require(not drafts.exists(), _("该单位已有一份编制中的领取表，请先报送或作废那一份。"))
    row.note = step.reason
    row.entries.update(struck_reason="")
    return step.leave()


@service
def discard(*, actor: User, claim: HandbookClaim) -> HandbookClaim:
    """Give a draft up: its people are free for another list."""
    step = HANDBOOK_CLAIM.enter("discard", claim, actor=actor)
    if step.repeated:
        return step.row
    step.row.entries.update(is_open=False)
    return step.leave()


@service
def strike(*, actor: User, entry: HandbookClaimEntry, reason: str) -> HandbookClaimEntry:
    """The province strikes one person out, with a reason; an empty one takes that back."""
    row = HANDBOOK_CLAIM.enter("strike", entry.claim, actor=actor).row
    kept = HandbookClaimEntry.objects.select_for_update().get(pk=entry.pk)
    if kept.struck_reason == reason.strip():
        return kept
    kept.struck_reason = whole(reason, 300)
    kept.save(update_fields=["struck_reason"])
    _touch(row)
    audit.record(
        "handbook_claim.struck" if kept.struck_reason else "handbook_claim.restored",
        row,
        actor=actor,
        after={"name": kept.name},
        reason=kept.struck_reason,
        context=row.organisation,
    )
    return kept


@service
def grant(*, actor: User, claim: HandbookClaim, edit: int) -> HandbookClaim:
    """Give a number to everybody who is not struck out: the next ones
    of the year, in the order of the list."""
    step = HANDBOOK_CLAIM.enter("grant", claim, actor=actor, edit=edit)
    row = step.row
    if step.repeated:
        return row
    _require_entitled(row, _("请先将他们划去并写明理由，再核发。"))
    entries = list(row.entries.filter(struck_reason="").order_by("position", "pk"))
    _require_others(actor, row, entries)
    books = _number(row, entries)
    row.entries.update(is_open=False)
    row.granted_by, row.granted_at = actor, clock.now()
    step.leave(count=len(books), first=books[0].number, last=books[-1].number)
    enqueue_drawing(row, actor)
    _record_granted(actor, books)
    _tell_granted(row, books)
    return row


def _require_others(actor: User, row: HandbookClaim, entries: list[HandbookClaimEntry]) -> None:
    require(bool(entries), _("领取表中的人员都已划去，请将领取表退回。"))
    person = actor.professional_id
    require(person is not None, _("您的账号尚未关联到本人，无法判断是否需要回避。"))
    mine = any(entry.professional_id == person for entry in entries)
    require(not mine, _("领取表中有您本人，须由{office_short}的其他同志核发。"))
    submitter = row.submitted_by.professional_id if row.submitted_by else None
    require(submitter != person, _("这份领取表由您报送，须由他人核发。"))


def _number(claim: HandbookClaim, entries: list[HandbookClaimEntry]) -> list[Handbook]:
    year = clock.today().year
    first = take_block(year, len(entries))
    books = [
        Handbook(
            professional_id=entry.professional_id,
            claim=claim,
            year=year,
            sequence=first + order,
            number=site().papers.handbook_number.format(year=year, serial=first + order),
            granted_at=clock.now(),
        )
        for order, entry in enumerate(entries)
    ]
    Handbook.objects.bulk_create(books, batch_size=PIECE)
    return list(claim.handbooks.select_related("professional").order_by("sequence"))


def take_block(year: int, count: int) -> int:
    """The first of the next `count` numbers of `year`, under the lock of the year's row until the commit."""
    HandbookSequence.objects.get_or_create(year=year)
    row = HandbookSequence.objects.select_for_update().get(year=year)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return first


def _record_granted(actor: User, books: list[Handbook]) -> None:
    HandbookEvent.objects.bulk_create(
        [
            HandbookEvent(
                handbook=book, kind="granted", issue=1, on=clock.today(), by=actor, person=actor.professional
            )
            for book in books
        ],
        batch_size=PIECE,
    )
    for book in books:
        audit.record(
            "handbook.granted", book, actor=actor, after={"number": book.number}, context=book.professional
        )


def _tell_granted(claim: HandbookClaim, books: list[Handbook]) -> None:
    if claim.submitted_by:
        tell(
            [claim.submitted_by],
            "handbook_claim_granted",
            {"claim": claim, "count": len(books)},
            link=_link(claim),
        )
    known = {book.professional_id: book for book in books}
    told = User.objects.filter(professional__in=list(known), is_active=True)
    here = reverse("registry:handbook-mine")
    tell_each(
        (
            (user, {"handbook": known[user.professional_id], "claim": claim}, here)
            for user in told
            if user.professional_id in known
        ),
        "handbook_granted",
    )


def _require_office(actor: User, organisation: Organisation) -> None:
    require(
        claims_for(actor, organisation),
        _("领取表由{departments}、{universities}、{central_units}和{cities}人社部门编制。"),
    )


def _require_entitled(row: HandbookClaim, then: str) -> None:
    if gone := no_longer_entitled(row):
        names = _some([one.name for one in gone])
        raise Refused(_("%(names)s已离职、调出或已有登记手册。") % {"names": names} + then)


def _some(names: list[str]) -> str:
    """A few names and how many more."""
    shown = "、".join(names[:NAMED])
    return (
        shown if len(names) <= NAMED else _("%(shown)s等%(count)s人") % {"shown": shown, "count": len(names)}
    )


def enqueue_drawing(claim: HandbookClaim, actor: User) -> None:
    """Have the worker draw the list as it stands now; asked twice for one content, it is drawn once."""
    key = f"{claim.public_id}:{claim.edit}"
    job = enqueue("handbook_claim.render", key, {"claim": str(claim.public_id)}, owner=actor)
    if job.state == JobState.FAILED:
        retry(actor=actor, job=job)


@service
def draw(*, actor: User, claim: HandbookClaim) -> HandbookClaim:
    """The PDF of the list as it stands now, at the request of whoever may see it."""
    row = HANDBOOK_CLAIM.locked(claim)
    if row.pdf_edit != row.edit:
        enqueue_drawing(row, actor)
    return row


def _province() -> Iterable[User]:
    seats = Membership.objects.in_force().filter(role=Role.PROVINCE, user__is_active=True)
    return [seat.user for seat in seats.select_related("user").order_by(F("user_id"))]


def _link(claim: HandbookClaim) -> str:
    return reverse("registry:handbook-claim", args=[claim.public_id])
