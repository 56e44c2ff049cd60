"""What the pages of lists are measured against: the same rows by one SQL, as plain text, in a view with
nothing around it (`bare`), and behind the same middleware (`rows`)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from cejc.urls import *  # noqa: F403
from cejc.urls import urlpatterns as of_the_portal

# The first column is shown on the page too (a number, or the public id
# in an address); the bench looks for it.
STATEMENTS = {
    "own-records": """
        SELECT a.public_id, a.title, a.kind, a.state, a.first_date,
               (SELECT string_agg(w.year || ' ' || w.subject || ' ' || w.hours, ',') FROM registry_award w
                WHERE w.activity_id = a.id)
        FROM registry_activity a
        WHERE a.professional_id = (SELECT professional_id FROM registry_user WHERE id = %(user)s)
        ORDER BY a.first_date DESC, a.id DESC LIMIT 25""",
    "record-review": """
        SELECT a.public_id, a.title, a.kind, a.state, p.name, o.name, s.name, a.submitted_at,
               (SELECT string_agg(w.year || ' ' || w.subject || ' ' || w.hours, ',') FROM registry_award w
                WHERE w.activity_id = a.id)
        FROM (
            SELECT * FROM registry_activity
            WHERE organisation_id = %(unit)s AND state IN ('submitted', 'begun') AND is_professional_subject
            ORDER BY submitted_at, id LIMIT 50
        ) a
        JOIN registry_professional p ON p.id = a.professional_id
        JOIN registry_organisation o ON o.id = a.organisation_id
        LEFT JOIN registry_organisation s ON s.id = o.supervisor_id
        ORDER BY a.submitted_at, a.id""",
    "desk": """
        SELECT c.public_id, p.name, o.name, c.title_name, c.state, c.span_first, c.span_last, c.state_since
        FROM certification_case c
        JOIN registry_professional p ON p.id = c.professional_id
        JOIN registry_organisation o ON o.id = c.organisation_id
        WHERE c.department_id = %(unit)s AND c.state IN ('confirmation', 'confirmation.begun', 'filing')
        ORDER BY c.state_since, c.id LIMIT 30""",
    "slips": """
        SELECT s.number, s.content ->> 'name', s.content ->> 'unit', s.span_first, s.span_last, s.issued_at, s.state,
               p.name, o.name
        FROM certification_slip s
        JOIN registry_professional p ON p.id = s.professional_id
        JOIN certification_case c ON c.id = s.case_id
        JOIN registry_organisation o ON o.id = c.organisation_id
        WHERE c.organisation_id = %(unit)s
        ORDER BY s.year DESC, s.sequence DESC LIMIT 50""",
}


@login_required
def rows(request: HttpRequest, name: str) -> HttpResponse:
    unit = request.acting.organisation_id if request.acting else None  # type: ignore[attr-defined]
    return _text(name, request.user.pk, unit)


def bare(_request: HttpRequest, name: str, user: int, unit: int) -> HttpResponse:
    return _text(name, user, unit)


def _text(name: str, user: int | None, unit: int | None) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[name], {"user": user, "unit": unit})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    text = "\n".join("\t".join(str(value) for value in row) for row in found)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("bench/<slug:name>/", rows, name="bench-raw"),
    path("bench/<slug:name>/<int:user>/<int:unit>/", bare, name="bench-bare"),
    *of_the_portal,
]
