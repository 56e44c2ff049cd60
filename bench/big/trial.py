"""A draft run over a million records of the large side, as the worker does it: seconds, memory, and the
processors' time of its processes beside them, which a busy machine changes less."""

import os
import resource
import time
from collections.abc import Iterator

import django

RECORDS = int(os.environ.get("CEJC_BIG_RECORDS", 1_000_000))
MOST = 300  # seconds
DRAFT = """format = 1
extends = "hunan-2020"
name = "bench-2021"
application_year = 2021
document_number = "湘人社函〔2021〕3号"
document_date = 2021-02-20
title = "试算"
begins = 2021-03-01
spans = [{ id = "general", first = 2016, last = 2020, basis = "notice" }]
slots = [{ id = "day", hours = 8 }, { id = "evening", hours = 3 }]
points = [{ id = "R6", values = { day_limit = 8 } }]
caps = [{ id = "day_limit", hours = 8 }]
"""


def figures() -> Iterator[str]:
    from registry.models import PolicyFile, WhatIf
    from registry.rules.services import what_if

    row = _begun()
    began, records = time.monotonic(), 0
    with what_if.lanes_for(row) as lanes:
        for piece, answer in what_if.answers(lanes, what_if._pieces(row)):
            assert what_if.keep(row=row, piece=piece, answer=answer, took=0)
            records += answer.counts["records"]
            if records >= RECORDS:
                break
    what_if.finish(row=row)
    took = time.monotonic() - began
    row.refresh_from_db()
    yield f"trial, {records} records\t{took:.0f} s\t≤ {MOST}\t{'ok' if took <= MOST else 'short'}"
    yield f"trial, processors\t{_cpu():.0f} s"
    yield f"trial, memory of its largest process\t{row.peak} MiB"
    yield f"trial, people\t{row.counts['all'][0]}, of whom {row.counts['all'][2]} lose"
    WhatIf.objects.all().delete()
    PolicyFile.objects.filter(pk=row.file_id).delete()


def _begun():
    from registry.enums import Role
    from registry.models import Membership
    from registry.rules.services import policy_file, policy_values, what_if

    officer = Membership.objects.filter(role=Role.PROVINCE).order_by("pk")[0].user
    file = policy_values.rework_examples(actor=officer, file=policy_file.draft(actor=officer, text=DRAFT))
    return what_if.start(actor=officer, file=policy_file.check(actor=officer, file=file))


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    django.setup()
    short = False
    for line in figures():
        print(line, flush=True)
        short = short or line.endswith("short")
    return int(short)


if __name__ == "__main__":
    raise SystemExit(main())
