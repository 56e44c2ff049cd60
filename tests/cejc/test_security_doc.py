"""docs/security.md and docs/security/: every requirement once, every test and file that they name exists."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.cejc.test_operations import KEPT

ROOT = settings.BASE_DIR
FOLDER = ROOT / "docs" / "security"
PAGES = [ROOT / "docs" / "security.md", *sorted(FOLDER.glob("*.md"))]
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|not met|n\.a\.) \| (.+) \|$", flags=re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(
    r"`((?:bin|cejc|certification|credits|deploy|registry|requirements|static|tests|sites)/[\w./-]+)`"
)
LINK = re.compile(r"\]\((?!https:)([\w./-]*)(?:#([\w-]+))?\)")


def text_of(page):
    return page.read_text(encoding="utf-8")


def rows():
    return ROW.findall(text_of(FOLDER / "asvs.md"))


def anchors_of(page):
    heads = re.findall(r"^#+ (.+)$", text_of(page), flags=re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_requirement_of_level_1_and_2_stands_there_once_in_its_order():
    with (ROOT / "tests" / "cejc" / "asvs-5.0.csv").open(encoding="utf-8") as file:
        wanted = [(one["number"], one["level"], one["title"]) for one in csv.DictReader(file)]

    assert Counter(level for _number, level, _title in wanted) == {"1": 70, "2": 183}
    assert [row[:3] for row in rows()] == wanted


def test_count_is_that_of_the_rows():
    found = Counter((level, state) for _number, level, _title, state, _where in rows())
    told = re.findall(
        r"^\| (1|2|both) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text_of(FOLDER / "asvs.md"), re.M
    )

    counted = {level: [found[level, state] for state in ("met", "not met", "n.a.")] for level in ("1", "2")}
    counted["both"] = [sum(pair) for pair in zip(*counted.values(), strict=True)]
    assert {level: [int(one) for one in numbers] for level, *numbers in told} == {
        level: [*numbers, sum(numbers)] for level, numbers in counted.items()
    }


def test_what_is_not_met_says_what_it_would_need():
    silent = [row[0] for row in rows() if row[3] == "not met" and not re.search(r"Needs: |[Aa]s V\d", row[4])]

    assert silent == []


def test_what_is_met_names_a_place():
    bare = [row[0] for row in rows() if row[3] == "met" and not re.search(r"`|\]\(", row[4])]

    assert bare == []


@pytest.mark.parametrize("document", PAGES, ids=lambda one: one.name)
def test_every_test_that_is_named_exists(document):
    missing = [
        f"{file}::{name}"
        for file, name in TEST.findall(text_of(document))
        if not (ROOT / file).exists() or f"def {name}(" not in text_of(ROOT / file)
    ]

    assert missing == []


@pytest.mark.parametrize("document", PAGES, ids=lambda one: one.name)
def test_every_file_and_link_that_is_named_exists(document):
    missing = [name for name in FILE.findall(text_of(document)) if not (ROOT / name).exists()]
    for name, anchor in LINK.findall(text_of(document)):
        leads = (document.parent / name).resolve() if name else document
        if not leads.exists() or (anchor and anchor not in anchors_of(Path(leads))):
            missing.append(f"{name}#{anchor}")

    assert missing == []


def test_every_kept_secret_stands_in_the_table_of_keys():
    source = text_of(ROOT / "cejc" / "settings.py")
    secrets = set(re.findall(r'"(CEJC_\w*(?:KEY|SECRET\w*|TOKEN|PASSPHRASE|PIN))"', source))
    secrets |= {f"CEJC_{name}" for name in KEPT.findall(source)}
    told = text_of(FOLDER / "keys.md")

    assert len(secrets) >= 10
    assert [name for name in sorted(secrets) if f"`{name}`" not in told] == []
