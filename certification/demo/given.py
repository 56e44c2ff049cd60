"""What a site gives its demo: names of offices, units and people, in demo.toml of its folder."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cejc.site import site


def given(part: str) -> Any:
    """One part of the file."""
    return _read(site().demo_file)[part]


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
