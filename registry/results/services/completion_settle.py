"""Reported results become records of people, and leave them again when they are no longer recognised.

A recognised result of the public subject alone counts at once (四(二), 四(四)); with a
professional part it goes to the employer's lane with the result as its proof (三(一)). Every step
may run again: it ends where it ended before.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db import copying
from credits.engine.convert import Preview, preview
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.queries import cited
from registry.activities.models import Activity, ActivityVersion, Award, SlotClaim
from registry.activities.queries.date_faults import too_young
from registry.activities.queries.ledger import CLAIMING, read_records, records_of, settled_of
from registry.activities.queries.slots import days_of, parts_of
from registry.activities.queries.twin import twin_among
from registry.activities.services.activity import drop
from registry.activities.services.ledger import award_rows, conflict_sentences, keep_beside, mark_subjects
from registry.activities.services.taking_back import take_back_by_portal
from registry.enums import ActivityState, CompletionState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat, handles
from registry.people.models import Employment, Organisation, Professional, User
from registry.people.queries.employment import employers_of_years
from registry.people.queries.governing import governing_of_many
from registry.people.queries.people import former_names
from registry.people.queries.persons import persons_of
from registry.people.services.telling.message import tell_each
from registry.results.above import tell_platforms
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.moves.completion import reach, stand
from registry.results.queries.completion import facts_of, kind_of
from registry.results.queries.recognition import books_for, of_scope, standing_of
from registry.results.services import missing_hours
from registry.results.services.completion_circle import Circle
from registry.training.standings import RECOGNISED, Standing, standing
from registry.yearly.models import AnnualRegistration

CHUNK = 250
# What a weighing may change of a result.
RESULT = ("professional", "state", "code", "sentence", "activity", "joined")
# What a reviewer has decided is not decided again by a recount.
DECIDED = ("employer_returned", "taken_back")


@handles("completion.settle")
def settle_scope(job: Job) -> None:
    """A job of `completion.settle_later`: everything in its scope, piece by piece."""
    rows = Completion.objects.filter(of_scope(job.payload)).order_by("pk")
    last = done = 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        settle(keys)
        last, done = keys[-1], done + len(keys)
        beat(job, done)


@service
def settle(keys: Collection[int]) -> None:
    """Weigh these results anew, book what is recognised now, take out what no longer is."""
    people = _people_of(keys)
    rows = list(
        Completion.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("course", "session", "base__organisation", "activity__professional")
        # One batch for all its rows: its manifest is long.
        .prefetch_related("batch__key_a__person", "batch__key_b__person")
        # Of a number only the birth date is asked, for who has no record of it yet (`_people_of`).
        .defer("identity_number", "activity__professional__identity_number")
        .order_by("pk")
    )
    circle = circle_of(rows, people)
    before = {row.pk: _result(row) for row in rows}
    for row in rows:
        _settle(circle, row)
    _write(circle)
    moved = [row for row in rows if _result(row) != before[row.pk]]
    for row in moved:
        row.settled_at = clock.now()
    copying.update(moved, [*RESULT, "settled_at"])
    missing_hours.arrived(circle.told)
    tell_platforms([row for row in moved if _said(row) != before[row.pk][1:3]])
    _tell(circle)


def _result(row: Completion) -> tuple[object, ...]:
    return row.professional_id, row.state, row.code, row.sentence, row.activity_id, row.joined


def _said(row: Completion) -> tuple[object, ...]:
    """What the platform is told."""
    return row.state, row.code


def _people_of(keys: Collection[int]) -> dict[str, Professional]:
    """The people by blind index, locked in one order, as whoever weighs their records does."""
    indexes = Completion.objects.filter(pk__in=keys).values("identity_index")
    owners = Completion.objects.filter(pk__in=keys).exclude(activity=None).values("activity__professional")
    rows = Professional.objects.select_for_update(no_key=True)
    rows = rows.filter(Q(identity_index__in=indexes) | Q(pk__in=owners)).order_by("pk")
    return {row.identity_index: row for row in rows}


def circle_of(rows: Sequence[Completion], people: dict[str, Professional]) -> Circle:
    owners = [row.activity.professional for row in rows if row.activity is not None]
    everybody = {one.pk: one for one in (*people.values(), *owners)}
    circle, keys = Circle(governing_of_many(everybody.values()), books_for(rows), people), sorted(everybody)
    circle.persons = persons_of(everybody.values(), circle.policies)
    circle.former_names = former_names(keys)
    years = {row.attributed_year or row.passed_on.year for row in rows} | {row.passed_on.year for row in rows}
    for activity in Activity.objects.filter(professional__in=keys, state__in=CLAIMING).order_by(
        "submitted_at", "pk"
    ):
        circle.claims[activity.professional_id].append(activity)
    locked = AnnualRegistration.objects.locked().filter(professional__in=keys)
    circle.locked = set(locked.values_list("professional_id", "year"))
    circle.units = dict(employers_of_years(keys, years))
    here = Employment.objects.current().filter(professional__in=keys)
    circle.present = dict(here.values_list("professional_id", "organisation_id"))
    circle.names = Organisation.objects.in_bulk({*circle.units.values(), *circle.present.values()})
    return circle


def _settle(circle: Circle, row: Completion) -> None:
    if row.state in (CompletionState.REPLACED, CompletionState.WITHDRAWN):
        _take_out(circle, row, row.sentence or _("施教机构报送了更正后的结果。"))
        return
    if row.code in DECIDED:
        return
    person = _holder(circle, row)
    row.professional = person
    found = _standing(circle, row, person)
    if not found.ok:
        _take_out(circle, row, found.sentence)
        stand(row, found)
    elif person is not None and not _in_record(row):
        _book(circle, row, person)


def _holder(circle: Circle, row: Completion) -> Professional | None:
    """Whoever has its record already, whatever number or name the person
    bears since; else who bears the number."""
    activity = row.activity
    if activity is not None and activity.state in CLAIMING:
        return activity.professional
    return circle.people.get(row.identity_index)


def _standing(circle: Circle, row: Completion, person: Professional | None) -> Standing:
    found = standing_of(row, circle.books)
    if person is None:
        return found if found.final else standing("no_person")
    known = row.name in (person.name, *circle.former_names.get(person.pk, ()))
    return found if known else standing("name_mismatch")


def _in_record(row: Completion) -> bool:
    """It has a record that stands; the state follows that record."""
    activity = row.activity
    if activity is None or activity.state not in CLAIMING:
        return False
    reach(row, approved=activity.state == ActivityState.APPROVED)
    return True


def _take_out(circle: Circle, row: Completion, why: str) -> None:
    """The record that the portal made for it counts no longer. One that the
    person entered stays with its reviewers."""
    activity = row.activity
    if activity is None or activity.state not in CLAIMING or row.joined:
        return
    if activity.state == ActivityState.APPROVED:
        take_back_by_portal(activity=activity, reason=why)
    else:
        drop(None, activity, why)
    claims = circle.claims[activity.professional_id]
    circle.claims[activity.professional_id] = [one for one in claims if one.pk != activity.pk]


def _book(circle: Circle, row: Completion, person: Professional) -> None:
    """Put it into the person's record, or join it with what the person
    entered; else say what stands against it."""
    activity = activity_of(circle, row, person)
    twin = twin_of(circle, activity)
    if twin is not None:
        row.activity, row.joined = twin, True
        _in_record(row)
        return
    found = previewed(circle, activity)
    against = standing_against(circle, activity, found)
    if not against.ok or found is None:
        stand(row, against)
        return
    _make(circle, row, activity, found)


def twin_of(circle: Circle, activity: Activity) -> Activity | None:
    """What the person has entered of the same thing."""
    policy = circle.policies[activity.professional_id]
    known = activity.kind in policy.kinds
    return twin_among(policy, activity, circle.claims[activity.professional_id]) if known else None


def previewed(circle: Circle, activity: Activity) -> Preview | None:
    """What it would earn beside what the person has; None where the person's policy has no such kind."""
    policy, claims = circle.policies[activity.professional_id], circle.claims[activity.professional_id]
    if activity.kind not in policy.kinds:
        return None
    records, _unread = read_records(policy, claims)
    key, settled = str(activity.public_id), settled_of(claims)
    return preview(
        policy,
        activity.kind,
        activity.facts,
        (),
        records,
        key,
        settled=settled,
        person=circle.persons[activity.professional_id],
        approved=settled,
    )


def activity_of(circle: Circle, row: Completion, person: Professional) -> Activity:
    kind, facts = kind_of(row), facts_of(row)
    year = row.attributed_year or row.passed_on.year
    unit = circle.units.get((person.pk, year)) or circle.present.get(person.pk)
    title = row.session.title if row.session is not None else str(row.course)
    return Activity(
        public_id=uuid.uuid4(),
        professional=person,
        organisation=circle.names.get(unit or 0),
        kind=kind,
        title=title[:200],
        facts=facts,
        version=1,
        edit=1,
        submitted_at=clock.now(),
        updated_at=clock.now(),
        first_date=min(days_of(circle.policies[person.pk], kind, facts), default=None),
    )


def standing_against(circle: Circle, activity: Activity, found: Preview | None) -> Standing:
    policy = circle.policies[activity.professional_id]
    if found is None:
        return standing("nothing", _("%s没有这一类继续教育形式，不计学时。") % cited(policy))
    if found.refused:
        others = circle.claims[activity.professional_id]
        return standing("conflict", "；".join(conflict_sentences(activity, found, others)))
    if early := too_young(policy, activity.professional, activity.kind, activity.facts):
        return standing("nothing", f"{early[0].message}。")
    if found.faults or not any(award.hours for award in found.awards):
        return standing(
            "nothing", "；".join([*(one.message for one in found.faults), *(one.why for one in found.awards)])
        )
    years = sorted(
        award.year for award in found.awards if (activity.professional_id, award.year) in circle.locked
    )
    if years:
        return standing("year_locked", years[0])
    mark_subjects(activity, found.awards, policy)
    if activity.is_professional_subject and activity.organisation is None:
        return standing("no_employer")
    return RECOGNISED


def _make(circle: Circle, row: Completion, activity: Activity, found: Preview) -> None:
    now, policy = clock.now(), circle.policies[activity.professional_id]
    counted = not activity.is_professional_subject
    activity.state = ActivityState.APPROVED if counted else ActivityState.SUBMITTED
    activity.decided_at = now if counted else None
    row.activity, row.joined = activity, False
    reach(row, approved=counted)
    circle.activities.append(activity)
    awards = award_rows(activity, found.awards, policy)
    circle.awards += awards
    circle.slots += [
        SlotClaim(professional_id=activity.professional_id, date=day, slot=part, activity=activity)
        for day, part in parts_of(policy, activity.kind, activity.facts)
    ]
    content = _content(policy, row, activity, awards)
    circle.versions.append(ActivityVersion(activity=activity, number=1, content=content, submitted_at=now))
    circle.claims[activity.professional_id].append(activity)
    circle.told.append(row)
    audit.record(
        "activity.booked",
        activity,
        after={"state": activity.state, "provider": str(row.base or row.session)},
        context=activity.professional,
    )


def _content(policy: Policy, row: Completion, activity: Activity, awards: list[Award]) -> dict[str, Any]:
    """What counts and by what proof, frozen as every submission is."""
    return {
        "record": records_of([activity])[0],
        "title": activity.title,
        "note": "",
        "organisation": str(activity.organisation or ""),
        "policy": {"name": policy.name, "sha256": policy.sha256},
        "awards": [
            {
                "year": one.year,
                "subject": one.subject,
                "hours": show(one.hours),
                "deemed": one.deemed,
                "clause": one.clause,
                "rule": one.rule,
                "why": one.why,
            }
            for one in awards
        ],
        "evidence": [],
        "completion": {
            "id": str(row.public_id),
            "version": row.version,
            "external_id": row.external_id,
            "certificate": row.certificate,
            "batch": str(row.batch.public_id) if row.batch else "",
            "overruled": row.overruled,
        },
    }


def _write(circle: Circle) -> None:
    """Rows of an approved record are refused by the database once it is
    approved: the record is approved last."""
    approved = [one for one in circle.activities if one.state == ActivityState.APPROVED]
    for one in approved:
        one.state = ActivityState.SUBMITTED
    copying.insert(circle.activities)
    for rows in (circle.awards, circle.slots, circle.versions):
        copying.insert(rows)
    keep_beside(circle.activities, circle.governing)
    Activity.objects.filter(pk__in=[one.pk for one in approved]).update(state=ActivityState.APPROVED)
    for one in approved:
        one.state = ActivityState.APPROVED


def _tell(circle: Circle) -> None:
    """One message a person: what arrived by itself."""
    by_person: dict[int, list[Completion]] = defaultdict(list)
    for row in circle.told:
        by_person[row.professional_id or 0].append(row)
    users = User.objects.filter(professional__in=by_person, is_active=True)
    link = reverse("registry:activities")
    tell_each(
        [(user, {"rows": by_person[user.professional_id or 0]}, link) for user in users], "completion_booked"
    )


def follow(entries: Sequence[audit.About]) -> None:
    """A reviewer decided on a record that came from a provider: its
    result says so. Heard from the audit log."""
    decisions = {
        "activity.approved": "",
        "activity.returned": "employer_returned",
        "activity.taken_back": "taken_back",
    }
    decided = {subject.pk: decisions[action] for action, subject, _context in entries if action in decisions}
    if not decided:
        return
    rows = Completion.objects.filter(activity__in=decided, joined=False, state__in=LIVE).select_related(
        "session"
    )
    found = list(rows.order_by("pk"))
    for row in found:
        code = decided[row.activity_id]
        if code:
            stand(row, standing(code))
        else:
            reach(row, approved=True)
        row.settled_at = clock.now()
        row.save(update_fields=["state", "code", "sentence", "settled_at"])
    tell_platforms(found)
