"""What the digital handbook says: identity, titles, a section a year
with its records and both confirmations."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from cejc import clock
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.activities.models import Activity, Award
from registry.enums import ActivityState
from registry.people.models import Organisation, Portrait, Professional
from registry.people.queries.employment import employers_of_years
from registry.people.queries.people import current_employment
from registry.yearly.models import AnnualRegistration, Handbook
from registry.yearly.queries.aside import aside_of
from registry.yearly.queries.handbook import title_words
from registry.yearly.queries.registration import STATUS, YearContent, contents, summary_of

TITLE = "湖南省专技人员继续教育登记手册"
UNREGISTERED = "未登记"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def content_of(book: Handbook) -> dict[str, Any]:
    """Everything printed but edition, check code and day: fit for JSON, hours as text, days as ISO."""
    person = book.professional
    place = current_employment(person)
    photo = current_portrait(person)
    return {
        "document_title": TITLE,
        "number": book.number,
        "issue": book.issue,
        "granted_on": _day(book.granted_at),
        "name": person.name,
        "identity_type": str(person.get_identity_type_display()),
        "identity": person.identity_masked,
        "unit": place.organisation.name if place else "",
        "degree": str(person.get_degree_display()),
        "title": title_words(person.title_level, person.title_series),
        "photo_sha256": photo.sha256 if photo else "",
        "titles": _titles(person),
        "years": _years(person),
    }


def current_portrait(person: Professional) -> Portrait | None:
    return Portrait.objects.current().filter(professional=person).first()


def _titles(person: Professional) -> list[dict[str, str]]:
    return [
        {
            "title": title_words(row.level, row.series),
            "name": row.name,
            "since": row.since.isoformat(),
            "unit": row.unit,
            "evidence": row.evidence,
        }
        for row in person.titles.confirmed().order_by("since", "pk")
    ]


def _years(person: Professional) -> list[dict[str, Any]]:
    """From the first year with a record or a registration to the last one that is over, without a gap."""
    rows = person.registrations.select_related("organisation", "office")
    known: dict[int, AnnualRegistration] = {row.year: row for row in rows}
    approved = Award.objects.filter(professional=person, activity__state=ActivityState.APPROVED)
    ends = approved.aggregate(first=Min("year"), last=Max("year"))
    found = [*known, *(year for year in ends.values() if year)]
    if not found:
        return []
    years = range(min(found), max(*found, clock.today().year - 1) + 1)
    held = contents([(person.pk, year) for year in years])
    units = _employers(person, years)
    policy, spans = latest_policy(), _spans(person)
    aside = aside_of([person.pk])[person.pk]
    return [
        _year(year, known.get(year), held[person.pk, year], units.get(year, ""), policy, spans)
        | {"certified": aside.certified.get(year, "")}
        for year in years
    ]


def _employers(person: Professional, years: range) -> dict[int, str]:
    found = {year: unit for (_person, year), unit in employers_of_years([person.pk], years).items()}
    names = dict(Organisation.objects.filter(pk__in=set(found.values())).values_list("pk", "name"))
    return {year: names[unit] for year, unit in found.items()}


def _spans(person: Professional) -> dict[str, tuple[str, str]]:
    """Record -> its first and last day, out of its facts (which an approval has fixed)."""
    rows = Activity.objects.filter(professional=person, state=ActivityState.APPROVED)
    found = {}
    for key, facts in rows.values_list("public_id", "facts"):
        if days := sorted(_days(facts)):
            found[str(key)] = (days[0], days[-1])
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
    policy: Policy,
    spans: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    registered = row is not None and row.is_locked
    summary = row.summary if row is not None and registered else summary_of(content, policy)
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
