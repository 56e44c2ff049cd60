"""`manage.py verify_slip FILE`: what a slip says and whether its signature holds, from a PDF or a picture.

With --knowledge (the list that /verify/offline/knowledge gives out) and --key (of the public log, as /log/key
tells it) no database is asked.
"""

import io
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cejc.lib import signed_note
from cejc.lib.papercode import knowledge, reading
from cejc.lib.papercode.knowledge import GOOD, Knowledge, Verdict
from cejc.lib.papercode.record import NoRecord, Opened, Record, opened
from cejc.lib.writing.dates import cn_day
from certification.queries.slips.code_knowledge import known_now
from certification.views.slips.offline_words import sentences
from registry.keys.queries.verdict import looked_at

BELIEVED = (GOOD, knowledge.REVOKED, knowledge.SUPERSEDED)


class Command(BaseCommand):
    help = "Checks a slip on paper (PDF or picture). Ends with 1 where it is not good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--knowledge", type=Path, help="the list, as a file; without it the database is asked"
        )
        parser.add_argument("--key", action="append", default=[], help="of the public log: name+hash+key")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        data, words = _bytes(file), sentences()
        known = _known(options["knowledge"], options["key"])
        try:
            verdict = self._tell(_read(data), known, words)
        finally:
            self._tell_file(data, asked=options["knowledge"] is None)
            self.stdout.write(_age(known, words))
        if verdict.code != GOOD:
            raise CommandError(words[verdict.code])

    def _tell(self, found: Opened, known: Knowledge, words: dict[str, str]) -> Verdict:
        verdict = knowledge.judged(found, known)
        values = {"on": _day(verdict), "key": verdict.key.name if verdict.key else ""}
        self.stdout.write(words[verdict.code])
        self.stdout.write(words[f"{verdict.code}_text"] % values)
        if verdict.code in BELIEVED:
            for line in _facts(found.record, words):
                self.stdout.write(line)
        return verdict

    def _tell_file(self, data: bytes, *, asked: bool) -> None:
        """What the signature of a PDF is worth, where the certificates are at hand."""
        if not asked or not data.lstrip().startswith(b"%PDF-"):
            return
        found = looked_at(io.BytesIO(data))
        self.stdout.write(f"PDF：{found.label}。{found.sentence}" if found else "PDF：文件没有电子签名")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror}") from None


def _read(data: bytes) -> Opened:
    """The first code that is a record. Raises CommandError."""
    words = sentences()
    try:
        codes = reading.codes_in(data)
    except reading.Unreadable:
        raise CommandError(words["no_file"]) from None
    if not codes:
        raise CommandError(words["none"])
    for text in codes:
        try:
            return opened(text.partition("#")[2])
        except NoRecord:
            continue
    raise CommandError(words["unreadable" if any("#" in one for one in codes) else "plain"])


def _known(path: Path | None, keys: list[str]) -> Knowledge:
    if path is None:
        return known_now()
    if not keys:
        raise CommandError(
            "--knowledge needs --key: the key of the public log, from /log/key or from the operator"
        )
    try:
        return knowledge.opened(_bytes(path).decode(), [signed_note.public_of(one) for one in keys])
    except (signed_note.NoteBroken, UnicodeDecodeError) as fault:
        raise CommandError(f"{path}: {fault}") from None


def _facts(record: Record, words: dict[str, str]) -> list[str]:
    span = {"first": record.first_year, "last": record.first_year + len(record.hours) - 1}
    rows = {
        "number": words["number_value"] % {"year": record.year, "sequence": record.sequence},
        "name": record.name,
        "identity": record.identity.replace("*", "***"),
        "title": record.title,
        "span": words["span_value"] % span,
        "issued": cn_day(record.issued),
    }
    said = [f"{words[name]}：{value}" for name, value in rows.items()]
    return said + [
        f"{record.first_year + at}　" + "　".join(map(" ".join, zip(record.subjects, row, strict=False)))
        for at, row in enumerate(record.hours)
    ]


def _day(verdict: Verdict) -> str:
    day = verdict.gone.on if verdict.gone else verdict.key.on if verdict.key else None
    return cn_day(day) if day else ""


def _age(known: Knowledge, words: dict[str, str]) -> str:
    made = timezone.localtime(known.made)
    days = (timezone.now() - known.made).days
    return words["age"] % {"made": f"{cn_day(made)}{made:%H:%M}", "days": max(0, days)}
