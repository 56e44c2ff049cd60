"""5,000 results over the API, against the bare bulk insert of the same rows; and their way into the records.

Bare is `bulk_create` of the rows that the API made, sealed numbers included: no token, no reading, no look at
people, courses or what was sent before, no rule, no answer.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client

from bench.figure import Figure, seconds
from registry.enums import CompletionState
from registry.models import Completion, Professional
from registry.platforms.services import api_client
from registry.results.services.completion_settle import CHUNK, settle
from tests.factories import make_professional, make_province, province_of
from tests.registry.platforms.test_api import token_of
from tests.registry.results import completion_factories as make

MANY = 5000


def figures() -> Iterator[Figure]:
    """Records per second of both, the ratio, statements a call, three times the same list, records booked."""
    base = make.make_base()
    course = make.recognised_course(base)
    people = [make_professional(f"欧阳{chr(0x4E00 + number)}") for number in range(MANY)]
    call = _call(base, [_result(one, course.code) for one in people])
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ours = seconds(lambda: call("first"))
    again = seconds(lambda: (call("second"), call("first")))
    kept = Completion.objects.count()
    bare = seconds(lambda: _bare(list(Completion.objects.all())))
    yield Figure("completions-api", MANY / ours, "records/s")
    yield Figure("completions-bare", MANY / bare, "records/s")
    yield Figure("completions-api-of-bare-insert", ours / bare, "ratio", "≤ 8")
    yield Figure("completions-api-statements-5000", len(asked), "statements", "≤ 120")
    yield Figure("completions-sent-three-times-kept", kept / MANY, "times", "≤ 1")
    yield Figure("completions-sent-again", again / 2, "s")
    yield from _booked(base)


def _result(person: Professional, course: str) -> dict[str, Any]:
    return {
        "external_id": f"B{person.pk}",
        "name": person.name,
        "identity_type": person.identity_type,
        "identity_number": str(person.identity_number),
        "passed_on": "2020-06-01",
        "course_code": course,
    }


def _call(base: Any, results: list[dict[str, Any]]) -> Any:
    client = Client()
    officer = province_of(make_province("湖南省人社厅（测速）"), "bench-province", "测速员")
    access = api_client.create(actor=officer, base=base, name="测速", environment="real")
    token, body = token_of(client, access).json()["access_token"], json.dumps({"results": results})

    def call(key: str) -> None:
        answer = client.post(
            "/api/v1/completions",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        )
        if answer.status_code != 200 or answer.json()["refused"]:
            raise RuntimeError(answer.content[:500])

    return call


def _bare(rows: list[Completion]) -> None:
    """The same rows once more, under other names; taken back at the end."""
    for row in rows:
        row.pk, row.public_id, row.external_id = None, uuid4(), f"{row.external_id}-bare"
    with transaction.atomic():
        Completion.objects.bulk_create(rows, batch_size=500)
        transaction.set_rollback(True)


def _booked(base: Any) -> Iterator[Figure]:
    """Everything under both keys: into 5,000 people's records."""
    make.signed_batch(base)
    keys = list(Completion.objects.order_by("pk").values_list("pk", flat=True))

    def work() -> None:
        for start in range(0, len(keys), CHUNK):
            settle(keys[start : start + CHUNK])

    spent = seconds(work)
    counted = Completion.objects.filter(state=CompletionState.COUNTED, passed_on=date(2020, 6, 1)).count()
    yield Figure("completions-counted", counted, "records")
    yield Figure("completions-booked", len(keys) / spent, "records/s", "≥ 500")
    settled = seconds(work)
    yield Figure("completions-settled-again-of-first", settled / spent, "ratio", "≤ 0.6")
