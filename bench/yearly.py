"""Yearly figures of the province and of one unit with 20,000 people: our counters against a direct GROUP BY.

Direct is what a page would ask without counters: the places, awards and slips of everybody concerned, joined
and grouped by one SQL, and the applications and slips by another. Rows is a GROUP BY over what the worker
keeps of each person and year already. All three must give the same numbers.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from bench import data
from bench.figure import Figure, seconds
from bench.pages import _client, _in_turn, _page
from certification.models import YearFigure
from certification.queries.yearly import figures as yearly
from certification.queries.yearly.figure_columns import CASES, HOURS, SLIPS
from certification.queries.yearly.figure_sources import counted_years
from certification.queries.yearly.figures import UNIT, YEAR, Scope
from certification.services.figures import count_everything

MANY = 20_000
SHOWN_YEAR = 2019

PEOPLE = """
    WITH years AS (SELECT generate_series(%(first)s, %(last)s) AS year),
    places AS (
        SELECT DISTINCT ON (e.professional_id, y.year) e.professional_id, y.year, e.organisation_id
        FROM registry_employment e
        JOIN years y ON extract(year FROM e.valid_from) <= y.year
            AND (e.valid_until IS NULL OR extract(year FROM e.valid_until) >= y.year)
        WHERE e.state = 'confirmed' AND {people}
        ORDER BY e.professional_id, y.year, e.valid_from DESC, e.id DESC
    ),
    hours AS (
        SELECT e.professional_id, e.year, bool_or(e.deemed) AS deemed,
            COALESCE(SUM(e.hours) FILTER (WHERE e.subject = 'public' AND NOT e.deemed), 0) AS public,
            COALESCE(SUM(e.hours) FILTER (WHERE e.subject = 'professional' AND NOT e.deemed), 0) AS professional
        FROM registry_award e JOIN registry_activity r ON r.id = e.activity_id
        WHERE r.state = 'approved' AND e.year BETWEEN %(first)s AND %(last)s AND {people}
        GROUP BY 1, 2
    ),
    stands AS (
        SELECT p.organisation_id, p.year,
            CASE WHEN EXISTS (SELECT 1 FROM certification_slip s WHERE s.professional_id = p.professional_id
                AND s.state = 'valid' AND p.year BETWEEN s.span_first AND s.span_last) THEN 'certified'
            WHEN h.deemed THEN 'deemed'
            WHEN h.public >= 30 AND h.professional >= 60 THEN 'met' ELSE 'short' END AS state,
            GREATEST(30 - COALESCE(h.public, 0), 0) AS public,
            GREATEST(60 - COALESCE(h.professional, 0), 0) AS professional
        FROM places p LEFT JOIN hours h USING (professional_id, year)
    )
    SELECT {key}, s.state, COUNT(*), COUNT(*) FILTER (WHERE s.public > 0),
        COUNT(*) FILTER (WHERE s.professional > 0), SUM(s.public), SUM(s.professional)
    FROM stands s JOIN registry_organisation o ON o.id = s.organisation_id WHERE {units} GROUP BY 1, 2"""
ROWS = """
    SELECT {row_key}, p.state, COUNT(*), COUNT(*) FILTER (WHERE p.missing_public > 0),
        COUNT(*) FILTER (WHERE p.missing_professional > 0), SUM(p.missing_public), SUM(p.missing_professional)
    FROM certification_personyear p JOIN registry_organisation o ON o.id = p.organisation_id
    WHERE p.year BETWEEN %(first)s AND %(last)s AND {units} GROUP BY 1, 2"""
CASES_SQL = """
    SELECT {case_key}, split_part(c.state, '.', 1), COUNT(*)
    FROM certification_case c JOIN registry_organisation o ON o.id = c.organisation_id
    WHERE c.submitted_at IS NOT NULL AND c.application_year BETWEEN %(first)s AND %(last)s AND {units} GROUP BY 1, 2"""
SLIPS_SQL = """
    SELECT {slip_key}, l.state, COUNT(*)
    FROM certification_slip l JOIN certification_case c ON c.id = l.case_id
    JOIN registry_organisation o ON o.id = c.organisation_id
    WHERE l.year BETWEEN %(first)s AND %(last)s AND {units} GROUP BY 1, 2"""
PROVINCE = {
    "key": "left(o.path, 4)",
    "case_key": "left(o.path, 4)",
    "slip_key": "left(o.path, 4)",
    "row_key": "left(o.path, 4)",
    "people": "TRUE",
    "units": "TRUE",
}
ONE_UNIT = {
    "key": "s.year",
    "case_key": "c.application_year",
    "slip_key": "l.year",
    "row_key": "p.year",
    "units": "o.id = %(unit)s",
    "people": (
        "e.professional_id IN (SELECT professional_id FROM registry_employment WHERE "
        "organisation_id = %(unit)s)"
    ),
}
# (key of a row, name, part) -> value
Numbers = dict[tuple[str, str, str], Decimal]


def counted(scope: Scope, by: str, year: int) -> Numbers:
    """Ours: what the page asks for, of hours, applications and slips."""
    return {
        (line.key, name, part): value
        for show in (HOURS, CASES, SLIPS)
        for line in yearly.counted(scope, show=show, by=by, year=year)
        for (name, part, _days), value in line.figures.items()
    }


def grouped(people: str, parts: dict[str, str], values: dict[str, int]) -> Numbers:
    """The same by a GROUP BY: `people` is PEOPLE or ROWS."""
    found: Numbers = {}
    for key, state, count, no_public, no_professional, public, professional in _rows(people, parts, values):
        found[str(key), "years", state] = Decimal(count)
        if state == "short":
            found[str(key), "short", "public"], found[str(key), "missing", "public"] = no_public, public
            found[str(key), "short", "professional"] = no_professional
            found[str(key), "missing", "professional"] = professional
    for name, sql in (("cases", CASES_SQL), ("slips", SLIPS_SQL)):
        for key, state, count in _rows(sql, parts, values):
            found[str(key), name, state] = Decimal(count)
    return {key: value for key, value in found.items() if value}


def _rows(sql: str, parts: dict[str, str], values: dict[str, int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**parts), values)
        return cursor.fetchall()


def figures() -> Iterator[Figure]:
    """Milliseconds of each, and ours as a share of the others; then the pages themselves."""
    world = data.begin()
    data.grow(world, MANY)
    alone, unit = data.one_large_unit(world, MANY)
    taken = seconds(count_everything)
    yield Figure("figures-count-everything", (world.people + MANY) / taken, "people/s")
    yield Figure("figures-counters", YearFigure.objects.count(), "rows")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    years = counted_years()
    one_year = {"first": SHOWN_YEAR, "last": SHOWN_YEAR}
    yield from _compared("province", lambda: counted(Scope(None), UNIT, SHOWN_YEAR), PROVINCE, one_year)
    whole = {"first": years[0], "last": years[-1], "unit": unit.pk}
    scope = Scope(unit, subtree=False)
    yield from _compared("unit-20000", lambda: counted(scope, YEAR, SHOWN_YEAR), ONE_UNIT, whole)
    yield from _pages(world, alone)


def _compared(
    name: str, ours: Callable[[], Numbers], parts: dict[str, str], values: dict[str, int]
) -> Iterator[Figure]:
    def direct() -> Numbers:
        return grouped(PEOPLE, parts, values)

    def by_rows() -> Numbers:
        return grouped(ROWS, parts, values)

    if not ours() or not ours() == direct() == by_rows():
        raise RuntimeError(f"{name}: the counters are not what a direct count gives")
    quick, rows, slow = _in_turn(ours, by_rows, direct, rounds=9)
    yield Figure(f"figures-{name}", quick * 1000, "ms")
    yield Figure(f"figures-{name}-rows", rows * 1000, "ms")
    yield Figure(f"figures-{name}-direct", slow * 1000, "ms")
    yield Figure(f"figures-{name}-of-rows", quick / rows, "of a GROUP BY of kept rows")
    yield Figure(f"figures-{name}-of-direct", quick / slow, "of a direct GROUP BY", "≤ 0.1")


def _pages(world: data.World, alone: data.World) -> Iterator[Figure]:
    """The page, and the first page of the people behind its largest number."""
    people = "certification:figure-people"
    for name, user in (("province", world.officer), ("unit-20000", alone.clerks[0])):
        client = _client(user)
        page = _page(client, "certification:figures", year=SHOWN_YEAR)
        behind = _page(client, people, what="people", year=SHOWN_YEAR)
        deep = _page(client, people, what="people", year=SHOWN_YEAR, page=200)
        first, listed, last = _in_turn(page, behind, deep, rounds=9)
        yield Figure(f"figures-page-{name}", first * 1000, "ms")
        yield Figure(f"figures-people-{name}", listed * 1000, "ms")
        yield Figure(f"figures-people-{name}-page-200", last / listed, "of page 1", "≤ 2")
    sheet = _page(
        _client(alone.clerks[0]), "certification:figure-people-export", what="people", year=SHOWN_YEAR
    )
    yield Figure("figures-people-sheet-20000", seconds(sheet), "s")
