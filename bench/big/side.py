"""One side of the comparison: a process with one database, asked line by line for a page or its statements."""

import json
import os
import re
import sys
import time
from typing import Any

import django

LINES = re.compile(r"<(?:tr|li|dt|article)\b")
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
# Every row that a scan gave out, of tables and of indexes, as the database itself counts them.
ROWS = """SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables)
    + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes)"""


def main() -> None:
    os.environ["CEJC_BADGE_SECONDS"] = "0"  # every request counts its badges: nothing grows behind a cache
    django.setup()
    from cejc.lib.settled import settle

    settle()
    side = Side()
    for line in sys.stdin:
        name, what = line.split()
        try:
            print(json.dumps(getattr(side, what)(name)), flush=True)
        except NoAnswer as fault:
            print(json.dumps({"failed": str(fault)}), flush=True)


class NoAnswer(Exception):
    """A page that was not answered as it should be: most likely the database took longer than it may."""


class Side:
    """The pages of one database, asked through the whole stack of middleware."""

    def __init__(self) -> None:
        from bench.big.pages import PAGES

        self.pages = {page.name: page for page in PAGES}
        self.clients: dict[str, Any] = {}
        self.addresses = {name: _address(page) for name, page in self.pages.items()}

    def ask(self, name: str) -> Any:
        """One answer and its milliseconds. Strangers' pages are drawn each time: a page on the shelf
        would hide its growth."""
        from cejc.lib.shelf import shelf

        shelf.clear()
        client = self._client(self.pages[name].reader)
        began = time.perf_counter()
        answer = client.get(self.addresses[name])
        taken = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise NoAnswer(f"{name} answers {answer.status_code} {answer.get('Location', '')}")
        return answer, taken

    def time(self, name: str) -> float:
        return self.ask(name)[1]

    def read(self, name: str) -> dict[str, int]:
        """How many rows one request reads, and how many lines it shows."""
        before = _rows_read()
        answer, _taken = self.ask(name)
        page = MAIN.search(answer.content.decode())
        return {"rows": _rows_read() - before, "lines": len(LINES.findall(page.group())) if page else 0}

    def plans(self, name: str) -> list[dict[str, Any]]:
        """The statements of one request, the slowest first, each with its plan."""
        from django.db import connection

        found: list[tuple[float, str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                found.append((time.perf_counter() - began, sql, params))

        with connection.execute_wrapper(note):
            self.ask(name)
        found.sort(key=lambda one: -one[0])
        return [_plan(*one) for one in found[:9] if one[1].lstrip(" (").startswith("SELECT")]

    def _client(self, reader: str) -> Any:
        if reader not in self.clients:
            from django.test import Client

            self.clients[reader] = Client()
            if user := _reader(reader):
                self.clients[reader].force_login(user, "registry.people.auth.PortalBackend")
        return self.clients[reader]


def _plan(seconds: float, sql: str, params: Any) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        return {"ms": seconds * 1000, "sql": sql, "plan": [line for (line,) in cursor.fetchall()]}


def _rows_read() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(ROWS)
        return int(cursor.fetchone()[0])


def _reader(reader: str) -> Any:
    from bench.big.pages import BUSY, ISSUED
    from registry.enums import Role
    from registry.models import Membership, Professional, User

    if reader == "stranger":
        return None
    if reader in ("person", "holder"):
        return User.objects.get(username=f"p{BUSY if reader == 'person' else ISSUED}")
    if reader == "auditor":
        return User.objects.get(username="auditor")
    unit = Professional.objects.get(users__username="p0").employments.get().organisation
    of = {"hr": {"organisation": unit}, "head": {"organisation": unit.supervisor}}
    seats = Membership.objects.filter(**of.get(reader, {"role": Role.PROVINCE}))
    return seats.order_by("pk")[0].user


def _address(page: Any) -> str:
    from django.urls import reverse

    from bench.big.pages import BUSY, ISSUED
    from certification.models import Case, Notice, Slip

    of: dict[str, list[Any]] = {"": []}
    if page.of == "case":
        of["case"] = [Case.objects.get(professional__users__username=f"p{BUSY}").public_id]
    elif page.of == "slip":
        slip = Slip.objects.get(professional__users__username=f"p{ISSUED}")
        of["slip"] = [slip.year, slip.sequence, slip.check_code]
    elif page.of == "notice":
        unit = Case.objects.get(professional__users__username=f"p{BUSY}").organisation
        of["notice"] = [Notice.objects.filter(organisation=unit).order_by("pk")[0].public_id]
    return reverse(page.address, args=of[page.of]) + (f"?{page.query}" if page.query else "")


if __name__ == "__main__":
    main()
