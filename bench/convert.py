"""`manage.py convert`: many requests in one process against a process for each.

The requests are the records of one person each, as in `bench.engine`, with the ledger of five years.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.engine import YEARS, asked_by
from bench.figure import Figure, best_of, seconds

REQUESTS, DISTINCT, ALONE = 10_000, 100, 5
ROOT = Path(__file__).resolve().parents[1]


def figures() -> Iterator[Figure]:
    requests = [_request(seed) for seed in range(DISTINCT)]
    stream = b"\n".join(requests * (REQUESTS // DISTINCT))
    together = REQUESTS / seconds(lambda: _convert(stream, "--lines"))
    alone = ALONE / seconds(lambda: [_convert(one) for one in requests[:ALONE]])
    yield Figure("convert, 10,000 requests in one process", together, "requests/s")
    yield Figure("convert, a process for each request", alone, "requests/s")
    yield Figure("convert, one process / one each", together / alone, "x", "≥ 20")
    empty = best_of(ALONE, lambda: _convert(b'{"records": []}'))
    bare = best_of(ALONE, lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    yield Figure("convert, start to end, nothing asked / Python alone", empty / bare, "x")


def _request(seed: int) -> bytes:
    return json.dumps({"records": asked_by(seed), "years": list(YEARS)}, ensure_ascii=False).encode()


def _convert(given: bytes, *args: str) -> None:
    command = [sys.executable, "manage.py", "convert", *args, "-"]
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=os.environ, check=True)
    assert done.stdout.count(b"\n") >= given.count(b"\n")
