"""`bin/fuzz [minutes] [seed] [targets]`: faults put into right files for so long, deterministic by the seed; what a parser
did not expect is kept in tests/fuzz/corpus/found and told. Ends with 1 where something was found."""

import hashlib
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import django

SLOW = 20  # seconds
CORPUS = Path(__file__).parent / "corpus"


def main(minutes: float, seed: int, only: list[str]) -> int:
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import DEATHS, DEPTH, TARGETS, here

    dice, done = random.Random(seed), Counter()
    found: dict[str, str] = {}
    ends = time.monotonic() + minutes * 60
    signal.signal(signal.SIGALRM, _too_slow)
    with here():
        while time.monotonic() < ends:
            name = dice.choice(only or list(TARGETS))
            body = _next(seeds()[name], dice)
            done[name] += 1
            if fault := tried(TARGETS[name], body):
                _keep(name, body, fault, found)
    _say(f"seed {seed}: {dict(sorted(done.items()))}, {sum(done.values())} files")
    _say(f"children that died, and were answered with a sentence: {dict(sorted(DEATHS.items()))}")
    _say(f"taken to the end: {DEPTH}")
    _say(f"found {len(found)}")
    for where, kept in sorted(found.items()):
        _say(f"  {kept}: {where}")
    return 1 if found else 0


def _next(pool: list[bytes], dice: random.Random) -> bytes:
    from tests.fuzz.mutating import mutated

    return mutated(dice.choice(pool), dice.choice(pool), dice)


def tried(target: Callable[[bytes], None], body: bytes) -> str:
    """ "" where the target answered as it may; else what it raised and where."""
    signal.alarm(SLOW)
    try:
        target(body)
    except Exception as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} at {Path(last.filename).name}:{last.lineno}: {str(fault)[:120]}"
    finally:
        signal.alarm(0)
    return ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _too_slow(_number: int, _frame: object) -> None:
    raise TimeoutError(f"more than {SLOW} s")


def _keep(name: str, body: bytes, fault: str, found: dict[str, str]) -> None:
    where = f"{name}: {fault.split(': ')[0]}"
    if where in found:
        return
    folder = CORPUS / "found"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{name}-{hashlib.sha256(body).hexdigest()[:12]}"
    kept.write_bytes(body)
    found[where] = f"{kept.name} ({fault})"
    _say(f"found {found[where]}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    django.setup()
    asked = sys.argv[1:]
    wanted = (float(asked[0]) if asked else 10, int(asked[1]) if len(asked) > 1 else 1)
    sys.exit(main(*wanted, asked[2:]))
