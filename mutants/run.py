"""`python -m mutants.run [--seed N] [--size N] [--only PATH]`: draw mutants, try each, say who survived."""

import argparse
import sys
import time
from collections.abc import Iterator

from mutants import touched, tree, trial
from mutants.choice import chosen
from mutants.draw import sample
from mutants.make import Mutant
from mutants.results import Results
from mutants.server import Server
from mutants.touched import Test

# The share of survivors that is let pass, by group.
BOUNDS = {"engine": 15, "doors": 15, "services": 25, "queries": 25}
SOUND_EVERY = 20  # mutants after which it is asked whether tests still pass where nothing is changed
Tried = list[tuple[Mutant, str]]


def main() -> int:
    options = _options()
    tree.copy_tree()
    if not tree.gathers():
        sys.exit("The tests do not run on the product as it is; nothing was tried.")
    if not options.as_measured:
        touched.measure(tree.environment())
    drawn = sample(options.seed, options.size, options.only)
    tried = dict(zip(drawn, _try_all(drawn), strict=True))
    _say_survivors(tried)
    within = [_within_bound(group, mutants) for group, mutants in tried.items()]
    return 0 if all(within) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/mutants", description="Would a test notice?")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--size", type=int, default=400, help="how many mutants, over all groups")
    parser.add_argument("--only", default="", help="the beginning of a path: credits/engine")
    parser.add_argument(
        "--as-measured", action="store_true", help="measure no tests anew, pass over changed ones"
    )
    return parser.parse_args()


def _try_all(drawn: dict[str, list[Mutant]]) -> Iterator[Tried]:
    results, tests = Results(), touched.tests()
    every = [mutant for mutants in drawn.values() for mutant in mutants]
    waiting = {mutant: chosen(mutant, tests) for mutant in every if results.known(mutant) is None}
    server = _server(waiting) if waiting else None
    for mutants in drawn.values():
        found = []
        for mutant in mutants:
            found.append((mutant, results.known(mutant) or _try(mutant, waiting[mutant], results, server)))
            if server and len(found) % SOUND_EVERY == 0 and not server.is_in_order(_some(tests)):
                sys.exit("Tests fail where nothing is changed any more: do not believe the last outcomes.")
        yield found
    if server:
        server.close()


def _some(tests: list[Test]) -> list[Test]:
    return tests[:: max(len(tests) // 40, 1)]


def _server(waiting: dict[Mutant, list[Test]]) -> Server:
    """It holds what is asked for and no more."""
    tests = list({test.name: test for found in waiting.values() for test in found}.values())
    server = Server({test.file for test in tests}, tree.environment())
    if tests and not server.is_in_order(_some(tests)):
        sys.exit("Tests fail where nothing is changed (var/mutants/server.log); nothing was tried.")
    return server


def _try(mutant: Mutant, tests: list[Test], results: Results, server: Server | None) -> str:
    began = time.monotonic()
    outcome = trial.outcome(mutant, tests, server)
    results.add(mutant, outcome)
    seconds = time.monotonic() - began
    print(f"{mutant.path}:{mutant.line}  {outcome}  {seconds:.0f} s", file=sys.stderr, flush=True)
    return outcome


def _say_survivors(tried: dict[str, Tried]) -> None:
    print()
    for mutant, outcome in (one for group in tried.values() for one in group):
        if outcome in {"survived", "untested"}:
            print(f"{mutant.path}:{mutant.line}  {outcome}\n- {mutant.old}\n+ {mutant.new}\n")
    print("group\tmutants\tkilled\tsurvived\tbound")


def _within_bound(group: str, tried: Tried) -> bool:
    """Prints the line of a group."""
    alive = sum(outcome in {"survived", "untested"} for _, outcome in tried)
    share, bound = 100 * alive / max(len(tried), 1), BOUNDS[group]
    print(
        f"{group}\t{len(tried)}\t{len(tried) - alive}\t{share:.1f} %\tbelow {bound} "
        f"%\t{'ok' if share < bound else 'short'}"
    )
    return share < bound


if __name__ == "__main__":
    sys.exit(main())
