"""What a backup says of itself."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORM = 1
NAME = "manifest.json"


class BackupFault(Exception):
    """Something that cannot be backed up or brought back; a sentence for the operator."""


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows of each table. `absent`: files that rows name and the store did not have."""

    made_at: str
    engine: str
    database: str
    database_sha256: str
    tables: Mapping[str, int]
    files: int
    bytes: int
    absent: list[str] = field(default_factory=list)
    form: int = FORM

    def write(self, folder: Path) -> None:
        content = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        with (folder / NAME).open("w", encoding="utf-8") as out:
            out.write(content + "\n")
            out.flush()
            os.fsync(out.fileno())

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises BackupFault where the folder is no whole backup of a form that is known here."""
        try:
            found: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise BackupFault(f"{folder} is no backup: {NAME} cannot be read ({fault}).") from fault
        if found.get("form") != FORM:
            raise BackupFault(f"{folder} was made by another version: form {found.get('form')}, not {FORM}.")
        return cls(**found)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
