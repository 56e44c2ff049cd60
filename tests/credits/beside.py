"""Notices of other professions and of a city as they would be published beside Hunan's of 2020."""

import re
from functools import cache
from pathlib import Path

from credits.engine import Policy, load_bytes

FOLDER = Path(__file__).parent / "policies"
ROUTES = '["provincial", "university", "city", "local", "central"]'
CME_ALSO = """
[[also]]
kind = "paper"
as = "cme_paper"
facts = { rank = "author_rank", date = "date" }
given = { journal = "cn" }
when = { cn_serial = true }
"""
ACCOUNTING_ALSO = """
[[also]]
kind = "paper"
as = "acc_paper"
facts = { rank = "author_rank", cn_serial = "cn_serial", date = "date" }

[[also]]
kind = "training"
as = "acc_conference"
facts = { lines = "lines" }
"""


def cme_text(more: str = "") -> str:
    """The credits of classes I and II, for the series of medicine."""
    return _set(_of_2020("cme-classes") + CME_ALSO + more, 'series = ["health"]\nbeside = true')


def accounting_text(more: str = "") -> str:
    """90 credits, two thirds of them professional; its kinds are called otherwise than Hunan's."""
    text = _of_2020("accounting-2018", named="accounting-2020")
    for kind in ("conference", "degree_course", "project", "paper", "book"):
        text = text.replace(f'"{kind}"', f'"acc_{kind}"')
    return _set(text + ACCOUNTING_ALSO + more, 'series = ["accounting"]\nbeside = true')


def accounting_alike() -> str:
    """The same beside Hunan's, its kinds called as Hunan's are."""
    return _set(
        _of_2020("accounting-2018", named="accounting-2020"), 'series = ["accounting"]\nbeside = true'
    )


def city_text() -> str:
    """72 hours a year, for the units of one city."""
    text = _of_2020("province-72", named="city-2020")
    text = text.replace("reaches_province = false\n", f"reaches_province = false\ncovers = {ROUTES}\n")
    return _set(text, 'regions = ["430100"]')


@cache
def of_text(text: str) -> Policy:
    return load_bytes(text.encode(), "beside.toml")


def _of_2020(name: str, named: str = "") -> str:
    """The file as a notice of 2020, whose span are the five years before."""
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    text = text.replace(f'name = "{name}"', f'name = "{named or name}"', 1)
    text = re.sub(r"application_year = \d+", "application_year = 2020\nbegins = 2020-01-01", text, count=1)
    return re.sub(r"first = \d+\nlast = \d+", "first = 2015\nlast = 2019", text)


def _set(text: str, scope: str) -> str:
    return f"{text}\n[scope]\n{scope}\n"
