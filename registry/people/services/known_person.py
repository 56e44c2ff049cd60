"""What a unit writes of somebody whom the register knows already: it is not taken over, and that is said."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from registry.enums import Degree, TitleLevel
from registry.people.models import Professional

# What stands for “nothing was said” in a list or a form.
UNSAID = ("", Degree.OTHER, TitleLevel.NONE)
KEPT = {
    "degree": _lazy("最高学位"),
    "title_series": _lazy("现职称系列"),
    "title_level": _lazy("现职称级别"),
    "phone": _lazy("手机号码"),
}


def not_taken(person: Professional, values: Mapping[str, Any]) -> list[str]:
    """The names of the given values that differ from the register's and were left aside;
    the register's own word is put right by its own acts (a degree with its basis, a title
    by its history, a phone by the person).
    """
    return [
        str(label)
        for name, label in KEPT.items()
        if values.get(name, "") not in UNSAID and values[name] != getattr(person, name)
    ]


def sentence_of(person: Professional, left: list[str]) -> str:
    """For whoever gave them."""
    return _(
        "%(name)s此前已在系统登记，这次填写的%(left)s与登记的不同，没有采用。需要更正的，请在人员页面办理。"
    ) % {
        "name": person.name,
        "left": "、".join(left),
    }
