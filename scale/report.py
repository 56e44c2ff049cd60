"""What was asked and what is there: a line for each part that died."""

from dataclasses import dataclass
from typing import Any

from scale.postgres import Server

CALM = "nothing"
# Above the machine's capacity strangers are asked to come again: no sign that something died.
STRANGERS = ("verify", "notice", "login")
# Seconds until no request fails any more; a person clicks again after some.
WHOLE = {
    CALM: 0.0,
    "a web node": 10.0,
    "a worker": 60.0,
    "the replica": 15.0,
    "the cache": 3.0,
    "the primary": 30.0,
}
ANSWERED = (200, 302, 304)
HEAD = (
    "killed",
    "requests",
    "p95 ms",
    "slowest s",
    "refused",
    "broken",
    "whole again s",
    "acknowledged",
    "there",
    "lost",
    "",
)


@dataclass
class Event:
    """A part that died at a moment of the clock; `whole` where that is more than answers say."""

    name: str
    at: float
    whole: float | None = None
    fault: str = ""


def table(server: Server, events: list[Event], found: list[Any], jobs: dict[str, int], log: bool) -> int:
    lines, kept = [HEAD], True
    ends = [*(one.at for one in events[1:]), float("inf")]
    states = _states(server, [one.key for one in found if one.kind == "decide"])
    for event, end in zip(events, ends, strict=True):
        asked = [one for one in found if event.at <= one.due + one.seconds < end]
        line, well = _line(event, asked, states)
        lines.append(line)
        kept &= well
    _show(lines)
    twice = _twice(server, [public for state, public in states.values() if state == "returned"])
    once = jobs["slips"] == jobs["slips done"]
    print(f"decided, and not once in the log\t{twice}\t{_word(not twice)}")
    print(
        f"slips put aside {jobs['slips']}, drawn {jobs['slips done']}, failed {jobs['slips failed']}"
        f"\t{_word(once)}"
    )
    print(f"the log, walked from its first entry\t{_word(log)}")
    return 0 if kept and not twice and once and log else 1


def _line(event: Event, asked: list[Any], states: dict[int, tuple[str, str]]) -> tuple[tuple[Any, ...], bool]:
    refused = [one for one in asked if one.status == 503]
    broken = [one for one in asked if one.status not in (*ANSWERED, 503)]
    failed = [*broken, *(one for one in refused if event.name != CALM or one.kind not in STRANGERS)]
    whole = max((one.due + one.seconds - event.at for one in failed), default=0.0)
    whole = max(whole, event.whole or 0.0)
    acknowledged = [one for one in asked if _was_acknowledged(one, states)]
    there = sum(states[one.key][0] == "returned" for one in acknowledged)
    lost = len(acknowledged) - there
    times = sorted(one.seconds * 1000 for one in asked if one.status in ANSWERED) or [0.0]
    well = lost == 0 and whole <= WHOLE[event.name]
    figures = (
        round(times[int(len(times) * 0.95)]),
        f"{times[-1] / 1000:.1f}",
        len(refused),
        len(broken),
        f"{whole:.1f} (≤ {WHOLE[event.name]:.0f})",
    )
    return (event.name, len(asked), *figures, len(acknowledged), there, lost, _word(well)), well


def _was_acknowledged(one: Any, states: dict[int, tuple[str, str]]) -> bool:
    """Who is refused is led back to the very record."""
    return one.kind == "decide" and one.status == 302 and states[one.key][1] not in one.location


def _states(server: Server, keys: list[int]) -> dict[int, tuple[str, str]]:
    rows = server.ask("SELECT id, state, public_id::text FROM registry_activity WHERE id = ANY(%s)", keys)
    return {key: (state, public) for key, state, public in rows}


def _twice(server: Server, records: list[str]) -> int:
    """Of records that were decided: how many have not exactly one such entry in the log."""
    rows = server.ask(
        "SELECT subject, count(*) FROM registry_auditentry WHERE action = 'activity.returned'"
        " AND subject = ANY(%s) GROUP BY subject",
        records,
    )
    return len(records) - sum(count == 1 for _subject, count in rows)


def _show(lines: list[tuple[Any, ...]]) -> None:
    for line in lines:
        print("\t".join(map(str, line)), flush=True)


def _word(well: bool) -> str:
    return "ok" if well else "short"
