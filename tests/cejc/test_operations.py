"""docs/operations.md names every variable that the settings read, and no other."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
READ = re.compile(r'env(?:\.\w+)?\(\s*"(CEJC_[A-Z0-9_]+)"')
KEPT = re.compile(r'_kept_secret\("([A-Z_]+)"\)')
RUN_ONLY = {"CEJC_DEMO_DIR"}


def read_by_settings():
    text = (ROOT / "cejc" / "settings.py").read_text(encoding="utf-8")
    return set(READ.findall(text)) | {f"CEJC_{name}" for name in KEPT.findall(text)}


def named_in_the_table():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `CEJC_")]
    return set(re.findall(r"`(CEJC_[A-Z0-9_]+)`", " ".join(rows)))


def test_operations_names_every_variable_of_the_settings_and_no_other():
    assert named_in_the_table() == read_by_settings()


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md", "docs/map.md"])
def test_files_and_commands_named_in_the_documents_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    missing = [
        path
        for path in re.findall(r"\]\(([\w./-]+)\)", text)
        if not (ROOT / name).parent.joinpath(path).exists()
    ]
    from django.core.management import get_commands

    unknown = set(re.findall(r"manage\.py (\w+)", text)) - set(get_commands())

    assert (missing, unknown) == ([], set())


def test_every_figure_for_operators_stands_in_the_table_of_what_to_watch():
    told = re.compile(r'(?:gauge|Family|_by_kind)\(\s*f?"([a-z_]+(?:\{state\})?)"')
    sources = [
        *ROOT.glob("cejc/**/*.py"),
        *ROOT.glob("registry/**/metrics.py"),
        *ROOT.glob("certification/**/metrics.py"),
    ]
    names = {name for path in sources for name in told.findall(path.read_text(encoding="utf-8"))}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert len(names) == 13
    # How many wait or are at work says less than how long: no figure to act at.
    unwatched = {"jobs_waiting", "jobs_{state}"}
    assert [name for name in sorted(names - unwatched) if f"cejc_{name}" not in text] == []
