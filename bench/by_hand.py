"""hunan-2020 without a policy file: the same arithmetic as plain Python that knows this one notice by heart.

What the engine is held against. It gives no reasons and no clauses, only what counts: awards as
(record, year, subject, hours), codes of refusals, and of each year status, hours and what is missing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from credits.engine.facts import Record

ZERO, TEN, HALF, FORTY_FIVE = Decimal(0), Decimal(10), Decimal("0.5"), Decimal(45)
H20, H30, H60, H90 = Decimal(20), Decimal(30), Decimal(60), Decimal(90)
PARTS = {
    "morning": ("morning",),
    "afternoon": ("afternoon",),
    "evening": ("evening",),
    "day": ("morning", "afternoon"),
}
WORTH = {"morning": Decimal(4), "afternoon": Decimal(4), "evening": Decimal(2), "day": TEN}
ATTENDED = {"training", "practice", "conference", "exchange"}
ONCE = ("degree_course", "qualification_exam")
ROWS = {
    "training": 0,
    "conference": 0,
    "practice": 1,
    "exchange": 1,
    "online": 2,
    "project": 3,
    "book": 4,
    "paper": 5,
}
ROWS |= {
    "patent": 6,
    "award": 7,
    "computer_exam": 8,
    "assignment": 9,
    "degree_course": 10,
    "qualification_exam": 11,
}
Piece = list  # [year, subject, hours, day]


def by_hand(records: Sequence[Record], years: Sequence[int]) -> tuple[list, list, list]:
    entries = []
    for record in records:
        pieces = pieces_of(record)
        hours = sum([piece[2] for piece in pieces], ZERO)
        lines = record.facts.get("lines")
        days = (
            [line.day for line in lines]
            if lines
            else [one for one in record.facts.values() if type(one) is date]
        )
        entries.append((min(days), -hours, (ROWS[record.kind], record.kind), record, pieces))
    entries.sort(key=lambda entry: entry[:3])
    refused, works, slots, stands = {}, {}, {}, []
    for entry in entries:
        record = entry[3]
        code = _conflict(record, entry[1], works, slots)
        if code:
            refused[record.id] = code
        else:
            stands.append(entry)
    _highest(stands)
    _ten_a_day(stands)
    awards, sums, deemed = [], defaultdict(lambda: ZERO), {}
    pieces_by_record = {entry[3].id: entry[4] for entry in stands}
    for record in records:
        if record.id in refused:
            continue
        buckets: dict = {}
        for year, subject, hours, _day in pieces_by_record[record.id]:
            buckets[year, subject] = buckets.get((year, subject), ZERO) + hours
        for key in sorted(buckets):
            hours = buckets[key]
            awards.append((record.id, *key, hours))
            if key[1] == "all":
                deemed[key[0]] = max(deemed.get(key[0], ZERO), hours)
            else:
                sums[key] += hours
    return awards, sorted(refused.items()), [_year(year, sums, deemed) for year in years]


def pieces_of(record: Record) -> list[Piece]:
    kind, facts = record.kind, record.facts
    if kind in ATTENDED:
        return _attended(facts["lines"])
    if kind == "assignment":
        return _assignment(facts)
    day = facts["date"]
    year, subject, hours = day.year, "professional", H90
    if kind == "online":
        subject = facts["subject"]
        if subject == "public" and facts.get("attributed_year") is not None:
            year = facts["attributed_year"]
        approved = facts.get("approved_hours")
        hours = facts["minutes"] / FORTY_FIVE // HALF * HALF if approved is None else approved
    elif kind == "project":
        hours = ZERO if facts["organiser"] == "other" else H90 if facts["role"] == "lead" else H60
    elif kind == "book":
        hours = H90 if facts["author_rank"] == 1 and not facts.get("joint_first") else H60
    elif kind == "paper":
        first = facts["author_rank"] == 1 and not facts.get("joint_first")
        hours = ZERO if not facts["cn_serial"] else H30 if first else TEN
    elif kind == "patent":
        hours = H90 if facts["inventor_rank"] == 1 else H60
    elif kind == "award":
        hours = H90 if facts["level"] == "provincial" else H60 if facts["rank"] <= 5 else H30
    elif kind == "computer_exam":
        hours = facts["modules"] * H20
    return [[year, subject, hours, None]]


def _attended(lines: Sequence) -> list[Piece]:
    by_day: dict = {}
    for line in lines:
        by_day.setdefault(line.day, []).append((line.slot, line.subject))
    pieces = []
    for day in sorted(by_day):
        held = by_day[day]
        slots = {slot for slot, _subject in held}
        if len({subject for _slot, subject in held}) == 1 and {"morning", "afternoon"} <= slots:
            rest = [one for one in held if one[0] not in ("morning", "afternoon")]
            held = [("day", held[0][1]), *rest]
            slots.add("day")
        for slot, subject in held:
            hours = ZERO if slot == "evening" and "day" in slots else WORTH[slot]
            pieces.append([day.year, subject, hours, day])
    return pieces


def _assignment(facts: dict) -> list[Piece]:
    start, end, assessed = facts["start"], facts["end"], facts["assessed"]
    if facts["level"] != "provincial" or not facts["qualified"]:
        return [[assessed.year, "all", ZERO, None]]
    held = {
        year: (min(end, date(year, 12, 31)) - max(start, date(year, 1, 1))).days
        for year in range(start.year, end.year + 1)
    }
    if end > _months_on(start, 12):
        return [[year, "all", H90, None] for year in held]
    most = max(held.values())
    year = min((one for one in held if held[one] == most), key=lambda one: (abs(one - assessed.year), -one))
    return [[year, "all", ZERO if end < _months_on(start, 6) else H90, None]]


def _months_on(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    day, year = start.day, start.year + years
    while True:
        try:
            found = date(year, month + 1, day)
        except ValueError:
            day -= 1
        else:
            return found - timedelta(days=1) if day == start.day else found


def _conflict(record: Record, worth: Decimal, works: dict, slots: dict) -> str:
    work = record.work.casefold().replace(" ", "")
    if work and worth and work in works:
        return "duplicate_work"
    claims = set()
    for line in record.facts.get("lines", ()):
        for part in PARTS[line.slot]:
            claim = (line.day, part)
            if claim in claims or claim in slots:
                return "slot_taken"
            claims.add(claim)
    if work and worth:
        works[work] = record.id
    slots.update(dict.fromkeys(claims, record.id))
    return ""


def _highest(stands: list) -> None:
    for kind in ONCE:
        seen = set()
        for entry in stands:
            if entry[3].kind == kind:
                piece = entry[4][0]
                if piece[0] in seen:
                    piece[2] = ZERO
                seen.add(piece[0])


def _ten_a_day(stands: list) -> None:
    turns = [
        (piece[3], -piece[2], place, index)
        for place, entry in enumerate(stands)
        if entry[3].kind in ATTENDED
        for index, piece in enumerate(entry[4])
    ]
    turns.sort()
    spent: dict = {}
    for day, hours, place, index in turns:
        left = TEN - spent.get(day, ZERO)
        counted = min(-hours, left)
        spent[day] = spent.get(day, ZERO) + counted
        stands[place][4][index][2] = counted


def _year(year: int, sums: dict, deemed: dict) -> tuple:
    public, professional = sums[year, "public"], sums[year, "professional"]
    total = public + professional + deemed.get(year, ZERO)
    lacks = (max(H30 - public, ZERO), max(H60 - professional, ZERO), max(H90 - total, ZERO))
    status = "deemed" if deemed.get(year) else "short" if any(lacks) else "met"
    return year, status, public, professional, total, *(lacks if status == "short" else (ZERO, ZERO, ZERO))
