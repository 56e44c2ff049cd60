"""Finding reported results, deciding on one, asking after a missing one."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Drawn
from cejc.lib.listing import Filter, YearField, choice
from cejc.lib.writing.names import with_middle_dots
from registry.enums import REMINDERS, SUPERVISING, CompletionState, MissingHoursState, Role, TitleLevel
from registry.machinery.forms.kept import KeptFileField
from registry.people.filters.of_people import SortedFilter, under_named
from registry.people.models import Employment, Organisation, User
from registry.results.models import Completion
from registry.training.forms.course import OfBases, choice_of_base
from registry.training.models import Course, TrainingBase
from registry.training.standings import CODES

ORDERS = (
    ("", _("最近报送的在前")),
    ("waited", _("报送最早的在前")),
    ("passed", _("按学习通过日期")),
    ("name", _("按姓名")),
)
LABELS = {
    "unfiled": _("未备案"),
    "outside_filing": _("不在备案时间内"),
    "outside_place": _("不在备案地点"),
    "over_headcount": _("超出备案人数"),
    "needs_consent": _("待省厅同意"),
    "suspended": _("停办期内"),
    "no_live_date": _("未登记上线日期"),
    "before_live": _("早于上线日期"),
    "no_conclusion": _("审定结论未提交"),
    "conclusion_failed": _("审定未通过"),
    "late_conclusion": _("审定结论提交过晚"),
    "cross_failed": _("交叉审查未通过"),
    "key_b_awaited": _("秘钥B待交存"),
    "key_b_late": _("秘钥B逾期未交"),
    "unsigned": _("待双重签署"),
    "key_compromised": _("秘钥已泄露"),
    "batch_altered": _("批次内容不一致"),
    "no_person": _("待本人建档"),
    "name_mismatch": _("姓名不符"),
    "year_locked": _("年度已登记"),
    "no_employer": _("没有任职信息"),
    "conflict": _("时段冲突"),
    "nothing": _("不产生学时"),
    "employer_returned": _("单位退回"),
    "taken_back": _("认可已撤销"),
    "settling": _("正在记入"),
    "withdrawn": _("已撤回"),
}


class CompletionFilter(OfBases, SortedFilter):
    """The list of reported results: what stands where and why, who, which course; and the order.

    Where a person works and as what is asked of people whom the reader sees anyway: a base knows neither.
    """

    state = choice(_("状态"), CompletionState.choices)
    code = choice(_("未计入原因"), [(code, LABELS[code]) for code in CODES if code in LABELS])
    base = choice_of_base(_("施教机构"))
    q = CleanCharField(label=_("姓名、课程或证书编号"), required=False, max_length=60, printed=False)
    year = YearField(back=12, required=False)
    unit = CleanCharField(label=_("工作单位（含下属）"), required=False, max_length=60, printed=False)
    department = CleanCharField(label=_("所在部门和岗位"), required=False, max_length=60, printed=False)
    level = choice(_("现职称级别"), TitleLevel.choices)
    sort = forms.ChoiceField(label=_("排序"), choices=ORDERS, required=False)

    field_order = ("q", "state", "code", "year", "unit", "department", "level", "base", "sort")
    columns = {"year": "passed_on__year"}  # noqa: RUF012
    sorts = {  # noqa: RUF012
        "": ("-reported_at", "-pk"),
        "waited": ("reported_at", "pk"),
        "passed": ("-passed_on", "pk"),
        "name": ("name", "passed_on", "pk"),
    }

    def for_reader(self, user: User) -> Self:
        """Leave out what the reader may not ask, and the unit where there is one."""
        self.user = user
        gone = ["unit", "department", "level"] if not user.has_role(*REMINDERS) else []
        gone += ["unit"] if not user.has_role(*SUPERVISING, Role.PROVINCE) and not gone else []
        for name in gone:
            del self.fields[name]
        return self

    def _at(self, rows: QuerySet[Completion], found: Q) -> QuerySet[Completion]:
        places = Employment.objects.visible_to(self.user).filter(found, valid_until=None)
        return rows.filter(professional__in=places.values("professional"))

    def by_unit(self, rows: QuerySet[Completion], value: str) -> QuerySet[Completion]:
        return self._at(rows, under_named(value))

    def by_department(self, rows: QuerySet[Completion], value: str) -> QuerySet[Completion]:
        return self._at(rows, Q(position__icontains=value))

    def by_level(self, rows: QuerySet[Completion], value: str) -> QuerySet[Completion]:
        return self._at(rows, Q(professional__title_level=value))

    def by_q(self, rows: QuerySet[Completion], value: str) -> QuerySet[Completion]:
        return rows.filter(
            Q(name__contains=with_middle_dots(value))
            | Q(course__title__icontains=value)
            | Q(session__title__icontains=value)
            | Q(certificate=value)
            | Q(external_id=value)
        )


class MissingHoursForm(forms.Form):
    """What a person misses; the course may be named by hand where the catalogue has none."""

    helper = Drawn(
        title=_("我的学时没有到"),
        lead=_("向施教机构查询没有送达的学习结果。施教机构须在期限内答复；逾期的，其主管单位会收到提醒。"),
        submit_label=_("提交查询"),
    )

    base = forms.ChoiceField(
        label=_("施教机构或举办单位"), help_text=_("由单位或主管部门自行举办的培训，选举办的单位。")
    )
    title = CleanCharField(
        label=_("课程或班次名称"), max_length=200, help_text=_("与结业证书或学习平台上的名称一致。")
    )
    passed_on = DayField(label=_("学习通过日期"), late=_("学习通过日期不能晚于今天。"))
    note = CleanTextField(
        label=_("说明"),
        required=False,
        max_length=500,
        help_text=_("例如平台账号、证书编号。请不要填写证件号码，施教机构能看到您的姓名。"),
    )
    file = KeptFileField(label=_("证书或截图"), required=False, help_text=_("PDF或图片，20MB以内。"))

    def __init__(self, *args: Any, units: Iterable[Organisation] = (), **kwargs: Any) -> None:
        """`units`: those that may have held training themselves (R26), as the
        person's employers and their departments."""
        super().__init__(*args, **kwargs)
        bases = (
            TrainingBase.objects.in_force()
            .select_related("organisation")
            .order_by("organisation__name", "pk")
        )
        self.bases = {one.code: one for one in bases}
        self.units = {f"unit-{one.public_id}": one for one in units}
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            (_("施教机构"), [(key, str(one)) for key, one in self.bases.items()]),
            (_("单位和主管部门"), [(key, str(one)) for key, one in self.units.items()]),
        ]

    def asked_of(self) -> dict[str, Any]:
        """Base or organiser, as the service takes them."""
        chosen = self.cleaned_data["base"]
        return {"base": self.bases.get(chosen), "organiser": self.units.get(chosen)}

    def course(self) -> Course | None:
        """The course of that base with exactly this name, where there is one."""
        found = Course.objects.published().filter(
            base=self.asked_of()["base"], title=self.cleaned_data["title"]
        )
        return found.first() if self.asked_of()["base"] and found.count() == 1 else None


class AnswerForm(forms.Form):
    """The base's answer to a missing-hours claim."""

    helper = Drawn(submit_label=_("答复本人"))

    found = forms.ChoiceField(
        label=_("核对结果"),
        widget=forms.RadioSelect,
        choices=[("yes", _("已补报该结果")), ("no", _("没有该结果"))],
    )
    text = CleanTextField(label=_("答复"), max_length=500, rows=4, help_text=_("本人会看到这段文字。"))


class MissingHoursFilter(Filter):
    state = choice(_("状态"), [*MissingHoursState.choices, ("overdue", _("逾期未答复"))])
    q = CleanCharField(label=_("姓名或课程"), required=False, max_length=60, printed=False)
