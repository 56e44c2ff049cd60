"""The columns of a claim list of handbooks that is sent in, and the list of those who can be put on one."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib import spreadsheet
from cejc.lib.sheets.columns import Column, Listing
from cejc.lib.sheets.readers import plain
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.people.services.roster_columns import KEY, who_columns
from registry.yearly.queries.handbook import title_words

SHEET = "领取表"
UNITS = ("所在单位", "工作单位", "单位名称", "用人单位")
TITLES = (
    "职称",
    "现职称",
    "职称级别",
    "现职称级别",
    "职称等级",
    "职称级别及系列",
    "专业技术职务",
    "专业技术资格",
)


def listing() -> Listing:
    register = _lazy("选填，用来核对；领取表上印的是系统中的登记。")
    columns = [
        *who_columns(),
        Column("unit", "单位", plain, 36, "", UNITS, register),
        Column("title", "职称级别和系列", plain, 24, "", TITLES, register),
        Column("key", KEY, plain, 38, note=_("导出的名单才有，请勿改动；新增的人员留空。")),
    ]
    return Listing(SHEET, columns, "number")


def fillable(places: Iterable[Any]) -> spreadsheet.Sheet:
    """Those who can be listed, as a sheet from which some are struck before it is sent in."""
    columns = [spreadsheet.Column(one.title, one.width) for one in listing().columns]
    policy = policy_here()
    rows = (_exported(place, policy) for place in places)
    return spreadsheet.Sheet(SHEET, columns, rows)


def _exported(place: Any, policy: Policy) -> list[str]:
    person = place.professional
    return [
        person.name,
        person.get_identity_type_display(),
        person.identity_masked,
        place.organisation.name,
        title_words(person.title_level, person.title_series, policy),
        str(place.public_id),
    ]
