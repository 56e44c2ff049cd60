"""How large the units are, whom they are under, and what people are called: the same shape at any size."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass

from cejc.lib.writing import pinyin

SMALL, LARGE = 200, int(os.environ.get("CEJC_BIG_PEOPLE", 1_000_000))
DEPARTMENTS = ("水利厅", "卫生健康委员会", "教育厅", "交通运输厅", "住房和城乡建设厅", "农业农村厅")
# From a county's school to a group of hospitals; one of 20,000 stands before them.
SIZES = (5, 5, 10, 10, 20, 20, 50, 50, 100, 200, 500, 1000, 2000, 5000)
NAMES = 20_000
# Of the one large unit: its lists have to be full with 200 people too, or rows would be compared, not growth.
FIRST_OF_SMALL, FEW = 140, 1000
NAME, LETTER = "王伟", "张"  # whom the pages look for


@dataclass(frozen=True)
class Share:
    """People `first` … `last - 1` work at one unit."""

    first: int
    last: int


def shares(people: int) -> list[Share]:
    """One large unit, then units of every size in turn until all people have one."""
    found = [Share(0, FIRST_OF_SMALL if people <= FEW else people // 50)]
    sizes = SIZES if people > FEW else (3,)
    while (first := found[-1].last) < people:
        size = sizes[(len(found) - 1) % len(sizes)]
        found.append(Share(first, min(first + size, people)))
    return found


def names(people: int) -> Iterator[tuple[int, str, str]]:
    """(number, name, its pinyin), frequent family names as often as they are met. Among few people whoever
    is looked for is found often enough to fill a page."""
    from certification.demo.people import FAMILY, GIVEN

    dice = random.Random(2020)
    often = [1 / (place + 4) for place in range(len(FAMILY))]
    for number in range(NAMES):
        family = dice.choices(FAMILY, often)[0]
        given = "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))
        name = (NAME, LETTER + given)[number % 2] if people <= FEW else family + given
        yield number, name, pinyin.key(name)
