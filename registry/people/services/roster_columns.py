"""The columns of a unit's list of people."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.sheets.columns import Column, Listing
from cejc.lib.sheets.readers import choice, day, fold, line, phone, plain
from cejc.lib.states import tag_of
from credits.queries import series_names
from registry.enums import Degree, IdentityType, TitleLevel
from registry.people.models import Employment
from registry.people.services.identity_names import ON_THE_CARD
from registry.people.validators import PHONE, PHONE_FORM

SHEET = "人员名单"
MOST_PEOPLE = 60_000
KEY = "系统编号"  # of a place: an exported list is known by it when it comes back
NAMES = ("人员姓名", "职工姓名", "员工姓名", "教师姓名", "学员姓名", "名字", "姓 名")
NUMBERS = (
    "证件号",
    "身份证号",
    "身份证号码",
    "身份证",
    "公民身份号码",
    "公民身份证号码",
    "居民身份证号",
    "居民身份证号码",
    "身份号码",
    "证照号码",
)
TYPES = ("证件种类", "证件类别", "证件名称", "证照类型")
# Other words for the same: nothing that says more, or less, than the register's own.
DEGREES = {
    "博士学位": "doctor",
    "硕士学位": "master",
    "学士学位": "bachelor",
    "无学位": "other",
    "无": "other",
}
LEVELS = {
    "正高": "senior_full",
    "副高": "senior_associate",
    "无": "none",
    "无职称": "none",
    "未评": "none",
    "员级": "junior",
    "助理级": "junior",
}
NUMBER_NOTE = _lazy("必填。该列须为文本格式，否则Excel会把末尾几位改成0。")
NAME_NOTE = _lazy("必填，与证件上的姓名一致，少数民族姓名中的间隔点用“·”。")


def series() -> list[tuple[str, str]]:
    return list(series_names().items())


def _labels(options: Any) -> str:
    return "；".join(str(label) for _code, label in options)


def who_columns() -> list[Column]:
    """Whom a row is about: alike on every list of people."""
    types = choice(lambda: IdentityType.choices, {fold(word): code for word, code in ON_THE_CARD.items()})
    permitted = _("选填，不填即居民身份证。可填：%s。") % _labels(IdentityType.choices)
    return [
        Column("name", "姓名", plain, 14, "cell", NAMES, NAME_NOTE),
        Column("identity_type", "证件类型", types, 18, "", TYPES, permitted),
        Column("number", "证件号码", plain, 24, "cell", NUMBERS, NUMBER_NOTE),
    ]


def listing() -> Listing:
    """The list as it stands today: its choices are those of the policy in force."""
    known = series()
    degrees, levels = choice(lambda: Degree.choices, DEGREES), choice(lambda: TitleLevel.choices, LEVELS)
    changed = _("已在名单中的人员，填写的内容与登记不同的，按所填的变更；留空的不变。")
    columns = [
        *who_columns(),
        Column(
            "phone",
            "手机号码",
            phone(PHONE_FORM, PHONE.message),
            18,
            "",
            ("手机", "手机号", "联系电话", "电话", "电话号码", "联系方式", "移动电话", "手机电话"),
            _("选填。本人已填写的，由本人维护。"),
        ),
        Column(
            "position",
            "部门和岗位",
            line(100),
            26,
            "",
            (
                "部门",
                "科室",
                "岗位",
                "所在部门",
                "所在科室",
                "部门岗位",
                "部门/科室",
                "部门(科室)",
                "所在部门和岗位",
                "处室",
                "职务",
                "工作岗位",
                "院系",
            ),
            changed,
            joined=True,
        ),
        Column(
            "staff_number",
            "工号",
            line(40),
            12,
            "",
            ("职工号", "员工号", "职工编号", "员工编号", "人员编号", "教工号"),
        ),
        Column(
            "degree",
            "最高学位",
            degrees,
            10,
            "",
            ("学位", "最高学位名称", "学位名称"),
            _("%s。已登记的学位要更正，须凭学位证书在人员页面办理。") % _labels(Degree.choices),
        ),
        Column(
            "title_series",
            "现职称系列",
            choice(lambda: known),
            20,
            "",
            ("职称系列", "系列", "专业技术职务系列", "职称专业系列"),
            _labels(known),
        ),
        Column(
            "title_level",
            "现职称级别",
            levels,
            12,
            "",
            ("职称级别", "职称等级", "专业技术职务级别", "级别", "现职称等级"),
            _labels(TitleLevel.choices),
        ),
        Column(
            "valid_from",
            "入职日期",
            day(month_will_do=True),
            14,
            "",
            (
                "入职时间",
                "到岗日期",
                "到岗时间",
                "参加工作时间(本单位)",
                "进单位时间",
                "来院时间",
                "来校时间",
                "进院时间",
                "入职年月",
                "到本单位时间",
                "调入时间",
            ),
            _("新增的人员必填，按“2015-07-01”的样子填写；只知道年月的，按当月1日登记。"),
        ),
        Column(
            "valid_until",
            "离职日期",
            day(not_before=date(1950, 1, 1)),
            14,
            "",
            ("离职时间", "离岗日期", "调出时间", "调离时间", "调离日期", "离院时间", "离校时间"),
            _("只为离职的人员填写：在本单位工作的最后一天。"),
        ),
    ]
    columns.append(Column("key", KEY, plain, 38, note=_("导出的名单才有，请勿改动；新增的人员留空。")))
    return Listing(SHEET, columns, "number", MOST_PEOPLE)


def shown() -> Callable[[str, Any], str]:
    """How the value of a column is shown on a page."""
    words: dict[str, dict[str, Any]] = {
        "degree": dict(Degree.choices),
        "title_level": dict(TitleLevel.choices),
        "title_series": dict(series()),
    }

    def say(name: str, value: Any) -> str:
        masked = f"***{value[-4:]}" if name == "phone" and value else value
        return str(words.get(name, {}).get(masked, masked))

    return say


def title_of(name: str) -> str:
    """How the column called `name` is headed."""
    return listing().by_name[name].title


def exported(place: Employment, has_login: bool) -> list[Any]:
    """A place in the columns of the list, as it may be changed and sent back in; then what is only shown."""
    person, words = place.professional, dict(series())
    return [
        person.name,
        person.get_identity_type_display(),
        person.identity_masked,
        str(person.phone or ""),
        place.position,
        place.staff_number,
        person.get_degree_display(),
        words.get(person.title_series, ""),
        person.get_title_level_display(),
        place.valid_from,
        place.valid_until,
        str(place.public_id),
        _("已开通") if has_login else _("未开通"),
        tag_of(place)["label"],
    ]
