"""The documentation of the policy format names every key that a file may have."""

import re
from pathlib import Path

from credits.engine import BUNDLED, load_bytes, load_file
from credits.engine.reader import Reader
from tests.credits.beside import cme_text

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "policy-format.md"
# Tables whose keys are names that the file itself gives: facts, traits, parameters of points.
OF_THE_FILE = re.compile(r"(^|\.)(when|values|same_as|facts|given)$")


def test_every_key_that_is_read_is_named_there(monkeypatch):
    asked, get = set(), Reader._get

    def noting(self, key, default):
        if "[" not in key and not OF_THE_FILE.search(self.path):
            asked.add(key)
        return get(self, key, default)

    monkeypatch.setattr(Reader, "_get", noting)
    for path in [*BUNDLED.glob("*.toml"), *(Path(__file__).parent / "policies").glob("*.toml")]:
        load_file(path)
    load_bytes(cme_text().encode(), "also.toml")

    assert len(asked) > 120
    assert asked - named() == set()


def named() -> set[str]:
    """What stands in the document as code."""
    text = DOCUMENT.read_text(encoding="utf-8")
    code = [*re.findall(r"`([^`]+)`", text), *re.findall(r"(?m)^    (.+)$", text)]
    return set(re.findall(r"[a-z_]+", " ".join(code)))
