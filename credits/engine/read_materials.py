"""From TOML tables to documents and the list of required materials."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from credits.engine.kinds import Kind
from credits.engine.materials import DocumentKind, EvidenceOption, EvidenceRow
from credits.engine.read_kinds import keep, read_source
from credits.engine.reader import Reader


def read_documents(root: Reader) -> dict[str, DocumentKind]:
    documents: dict[str, DocumentKind] = {}
    for table in root.tables("documents"):
        document = DocumentKind(table.identifier(), table.text("name"))
        keep(table, documents, document.id, document)
    return documents


def read_evidence(
    root: Reader, kinds: Mapping[str, Kind], documents: Mapping[str, DocumentKind], points: Collection[str]
) -> list[EvidenceRow]:
    rows: dict[str, EvidenceRow] = {}
    for table in root.tables("evidence"):
        mine = table.names("kinds", kinds)
        options = tuple(_option(item, mine, documents) for item in table.tables("options"))
        row = EvidenceRow(table.identifier(), mine, table.text("text"), read_source(table, points), options)
        keep(table, rows, row.id, row)
    return list(rows.values())


def _option(table: Reader, kinds: Collection[str], documents: Mapping[str, DocumentKind]) -> EvidenceOption:
    option = EvidenceOption(
        table.text("name"), table.lists("needs", documents), table.names("kinds", kinds, ())
    )
    table.done()
    return option
