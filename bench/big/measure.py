"""Both sides in turn, page by page: p50 of each, how they compare, and how many rows the large one reads."""

import json
import os
import subprocess
import sys
from statistics import median
from typing import Any

from bench.big.pages import PAGES

ROUNDS, WARM = int(os.environ.get("CEJC_BIG_ROUNDS", 21)), 3
SLOWER, ROWS = 1.2, 20  # p50 at a million against 200; rows read for each line that is shown
HEAD = "page\tp50 at 200\tat 1,000,000\tratio\tbound\trows read\t(at 200)\tlines\t(at 200)\tbound"


class Failed(Exception):
    """A page that a side does not answer."""


class Asked:
    """A process that answers for one database."""

    def __init__(self, address: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.big.side"],
            env={**os.environ, "CEJC_DATABASE_URL": address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, name: str, what: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{name} {what}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{name}: that side has ended")
        answer = json.loads(line)
        if isinstance(answer, dict) and "failed" in answer:
            raise Failed(answer["failed"])
        return answer

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def main(sides: dict[str, str], asked: list[str]) -> int:
    """Arguments begin the names of pages; `--plans` shows the slowest statements of each instead."""
    few, many = (Asked(address) for address in sides.values())
    wanted = [one for one in asked if not one.startswith("--")]
    names = [page.name for page in PAGES if not wanted or page.name.startswith(tuple(wanted))]
    short = False
    try:
        if "--plans" in asked:
            for name in names:
                _show(name, many(name, "plans"))
            return 0
        print(HEAD, flush=True)
        for name in names:
            try:
                line, ok = _line(name, few, many)
            except Failed as fault:
                line, ok = f"{name}\tfails: {fault}", False
            short = short or not ok
            print(line, flush=True)
    finally:
        few.end()
        many.end()
    return 1 if short else 0


def _line(name: str, few: Asked, many: Asked) -> tuple[str, bool]:
    for _round in range(WARM):
        few(name, "time"), many(name, "time")
    times = [(few(name, "time"), many(name, "time")) for _round in range(ROUNDS)]
    small, large = (median(column) for column in zip(*times, strict=True))
    before, read = few(name, "read"), many(name, "read")
    quick, little = large <= SLOWER * small, read["rows"] <= ROWS * max(read["lines"], 1)
    words = {True: "ok", False: "short"}
    parts = [name, f"{small:.1f} ms", f"{large:.1f} ms", f"{large / small:.2f}", f"≤ {SLOWER} {words[quick]}"]
    parts += [str(one[key]) for key in ("rows", "lines") for one in (read, before)]
    parts += [f"≤ {ROWS} a line {words[little]}"]
    return "\t".join(parts), quick and little


def _show(name: str, statements: list[dict[str, Any]]) -> None:
    for one in statements:
        print(f"\n== {name}: {one['ms']:.1f} ms\n{one['sql'][:3000]}\n" + "\n".join(one["plan"]), flush=True)
