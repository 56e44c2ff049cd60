"""What the digital handbook says: identity, titles, a section a year
with its records and both confirmations."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from cejc import clock
from cejc.site import site
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.activities.models import Activity, Award
from registry.enums import ActivityState
from registry.people.models import Employment, Organisation, Portrait, Professional
from registry.people.queries.employment import employers_of_years
from registry.yearly.models import AnnualRegistration, Handbook, TitleRecord
from registry.yearly.queries.aside import aside_of
from registry.yearly.queries.handbook import title_words
from registry.yearly.queries.registration import STATUS, YearContent, contents, summary_of

UNREGISTERED = "未登记"
Keys = Collection[int]  # of people
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def content_of(book: Handbook) -> dict[str, Any]:
    """Everything printed but edition, check code and day: fit for JSON, hours as text, days as ISO."""
    return contents_of([book])[book.professional_id]


def contents_of(books: Sequence[Handbook]) -> dict[int, dict[str, Any]]:
    """The same for many, by the key of the person; a constant number of queries."""
    people = [book.professional_id for book in books]
    policy = policy_here()
    places, photos, titles = _places(people), current_portraits(people), _titles(people, policy)
    years = _years({book.professional_id: book.professional for book in books})
    return {
        book.professional_id: _of_person(book, policy)
        | {
            "unit": places.get(book.professional_id, ""),
            "photo_sha256": photos[book.professional_id].sha256 if book.professional_id in photos else "",
            "titles": titles[book.professional_id],
            "years": years[book.professional_id],
        }
        for book in books
    }


def _of_person(book: Handbook, policy: Policy) -> dict[str, Any]:
    person = book.professional
    return {
        "document_title": "".join(site().papers.handbook),
        "number": book.number,
        "issue": book.issue,
        "granted_on": _day(book.granted_at),
        "name": person.name,
        "identity_type": str(person.get_identity_type_display()),
        "identity": person.identity_masked,
        "degree": str(person.get_degree_display()),
        "title": title_words(person.title_level, person.title_series, policy),
    }


def _places(people: Keys) -> dict[int, str]:
    rows = Employment.objects.current().filter(professional__in=people)
    return dict(rows.values_list("professional", "organisation__name"))


def current_portraits(people: Keys) -> dict[int, Portrait]:
    rows = Portrait.objects.current().filter(professional__in=people)
    return {row.professional_id: row for row in rows}


def _titles(people: Keys, policy: Policy) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {person: [] for person in people}
    for row in TitleRecord.objects.confirmed().filter(professional__in=people).order_by("since", "pk"):
        line = {
            "title": title_words(row.level, row.series, policy),
            "name": row.name,
            "since": row.since.isoformat(),
            "unit": row.unit,
            "evidence": row.evidence,
        }
        found[row.professional_id].append(line)
    return found


def _years(persons: Mapping[int, Professional]) -> dict[int, list[dict[str, Any]]]:
    """From the first year with a record or a registration to the last one that is over, without a gap."""
    people = list(persons)
    known = _registrations(people)
    spans = _ranges(people, known)
    held = contents([(persons[person], year) for person in people for year in spans[person]])
    units, days, aside = _employers(people, spans), _spans(people), aside_of(people)
    return {
        person: [
            _year(
                year,
                known[person].get(year),
                held[person, year],
                units.get((person, year), ""),
                days[person],
            )
            | {"certified": aside[person].certified.get(year, "")}
            for year in spans[person]
        ]
        for person in people
    }


def _registrations(people: Keys) -> dict[int, dict[int, AnnualRegistration]]:
    found: dict[int, dict[int, AnnualRegistration]] = {person: {} for person in people}
    rows = AnnualRegistration.objects.filter(professional__in=people)
    for row in rows.select_related("organisation", "office"):
        found[row.professional_id][row.year] = row
    return found


def _ranges(people: Keys, known: Mapping[int, Mapping[int, Any]]) -> dict[int, range]:
    """The years of each; none for who has neither a record nor a registration."""
    rows = Award.objects.governing().filter(professional__in=people, activity__state=ActivityState.APPROVED)
    ends = rows.values_list("professional").annotate(first=Min("year"), last=Max("year"))
    found = {person: set(known[person]) for person in people}
    for person, *years in ends:
        found[person].update(year for year in years if year)
    over = clock.today().year - 1
    return {
        person: range(min(years), max(*years, over) + 1) if years else range(0)
        for person, years in found.items()
    }


def _employers(people: Keys, spans: Mapping[int, range]) -> dict[tuple[int, int], str]:
    years = sorted({year for one in spans.values() for year in one})
    found = employers_of_years(people, years)
    names = dict(Organisation.objects.filter(pk__in=set(found.values())).values_list("pk", "name"))
    return {key: names[unit] for key, unit in found.items()}


def _spans(people: Keys) -> dict[int, dict[str, tuple[str, str]]]:
    """Of each person record -> its first and last day, out of its facts (which an approval has fixed)."""
    rows = Activity.objects.filter(professional__in=people, state=ActivityState.APPROVED)
    found: dict[int, dict[str, tuple[str, str]]] = {person: {} for person in people}
    for person, key, facts in rows.values_list("professional", "public_id", "facts"):
        if days := sorted(_days(facts)):
            found[person][str(key)] = (days[0], days[-1])
    return found


def _days(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _days(one)
    elif isinstance(value, str) and DAY.fullmatch(value):
        yield value


def _year(
    year: int,
    row: AnnualRegistration | None,
    content: YearContent,
    unit: str,
    spans: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    registered = row is not None and row.is_locked
    summary = row.summary if row is not None and registered else summary_of(content)
    policy = content.policy
    names, kinds = policy.subject_names, {kind.id: kind.name for kind in policy.kinds.values()}
    return {
        "year": year,
        "registered": registered,
        "unit": row.organisation.name if row and registered else unit,
        "records": [
            {
                "kind": kinds.get(one["kind"], ""),
                "title": one["title"],
                "subject": names.get(one["subject"], "全年"),
                "hours": one["hours"],
                "clause": one["clause"],
                "days": spans.get(one["id"], (one["date"], one["date"])),
            }
            for one in summary.get("records", [])
        ],
        "sums": [[names.get(subject, subject), hours] for subject, hours in summary.get("hours", {}).items()],
        "status": STATUS.get(summary.get("status", ""), "") if registered else UNREGISTERED,
        "late": row.late_reason if row and registered else "",
        "exempt": row.exempt_reason if row and registered else "",
        "confirmations": _confirmations(row) if row and registered else [],
    }


def _confirmations(row: AnnualRegistration) -> list[list[str]]:
    """Stage, office and day of each confirmation; the names of the clerks are nobody's business outside."""
    found = []
    if row.employer_at:
        found.append(["用人单位审核确认", row.organisation.name, _day(row.employer_at)])
    if row.office and row.office_at:
        found.append(["主管部门审核确认", row.office.name, _day(row.office_at)])
    return found


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.SHANGHAI).date().isoformat()


def reopened_since(book: Handbook, content: dict[str, Any]) -> list[int]:
    """The years that `content` shows as registered and that are not, today: opened again since."""
    printed = [row["year"] for row in content["years"] if row["registered"]]
    rows = AnnualRegistration.objects.locked().filter(professional=book.professional_id, year__in=printed)
    locked = set(rows.values_list("year", flat=True))
    return [year for year in printed if year not in locked]
