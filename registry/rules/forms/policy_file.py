"""Forms of a policy file: begin one, change what changes every year, its text, its reasons."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedModelField, CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Drawn
from credits.engine.words import _ as words
from credits.engine.yearly_values import COUNT, DAY, HOURS, LINES, LONG, MONTH_DAY, YEAR, Value
from registry.rules.models import PolicyFile

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MOST_BYTES = 1_000_000


class _Base(AskedModelField):
    def label_from_instance(self, obj: Any) -> str:
        title = f"{obj.application_year}　{obj.title}"
        return (
            str(_("%(title)s（第%(n)s版）") % {"title": title, "n": obj.edition})
            if obj.edition > 1
            else title
        )


class NextForm(forms.Form):
    """The next year's notice, out of an earlier one."""

    helper = Drawn(submit_label=_("起草"))
    base = _Base(
        label=_("以哪一份为底本"),
        queryset=PolicyFile.objects.none(),
        help_text=_("没有另写的内容都沿用底本；底本以后修订的，不影响这一份。"),
    )
    name = CleanCharField(
        label=_("标识"),
        max_length=60,
        printed=False,
        validators=[RegexValidator(NAME, _("只能由小写字母、数字和连字符组成，如 notice-2021。"))],
        help_text=_("小写字母、数字和连字符，发布后不再改变；审核记录和认定单按它查找。"),
    )
    application_year = forms.IntegerField(label=_("申报年度"), min_value=1990, max_value=2100)
    document_number = CleanCharField(label=_("文号"), max_length=100)
    document_date = DayField(label=_("发文日期"))
    title = CleanCharField(label=_("标题"), max_length=200)
    begins = DayField(
        label=_("开始执行日期"),
        required=False,
        help_text=_("在此之前一切照旧；留空的，自发文之日起执行。"),
    )

    def __init__(self, *args: Any, base: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = base  # type: ignore[attr-defined]


class AmendForm(forms.Form):
    """What an amendment says of itself."""

    helper = Drawn(submit_label=_("起草修订"))
    document_number = CleanCharField(label=_("修订文件的文号"), max_length=100)
    document_date = DayField(label=_("修订文件的日期"))
    reasons = CleanTextField(label=_("修订的理由"), max_length=500, help_text=_("随修订一起公布。"))
    reweigh = forms.BooleanField(
        label=_("已提交、未办结的按修订后的规则重新计算"),
        required=False,
        help_text=_("不勾选的，已在办理的申请按原来的规则办完。"),
    )


class TextForm(forms.Form):
    """The whole file, typed or uploaded."""

    helper = Drawn(submit_label=_("保存"))
    text = forms.CharField(
        label=_("政策文件（TOML）"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "policy-text", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("或上传文件"),
        required=False,
        help_text=_("UTF-8 文本，不超过1MB；上传的文件代替上面的内容。"),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        file = found.get("file")
        if file is not None:
            found["text"] = self._read(file)
        if not self.errors and not found.get("text", "").strip():
            self.add_error("text", _("请填写或上传政策文件。"))
        return found

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("文件超过1MB，请检查是否选错了文件。"))
            return ""
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError:
            self.add_error("file", _("不是UTF-8文本。请用文本编辑器另存为UTF-8，再上传。"))
            return ""


class ValuesForm(forms.Form):
    """What changes from year to year, by section; each value says where it acts."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, values: Iterable[Value], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = list(values)
        for value in self.values:
            self.fields[value.name] = _field(value)

    def sections(self, asked: str = "") -> list[dict[str, Any]]:
        """By section: its name, its fields, whether one of them is wrong, or `asked` for."""
        found: dict[str, list[Any]] = defaultdict(list)
        for value in self.values:
            found[value.pattern.section].append({"field": self[value.name], "value": value})
        return [
            {
                "name": words(name),
                "rows": _by_entry(rows),
                "wrong": any(row["field"].errors for row in rows),
                "asked": any(row["value"].name == asked for row in rows),
            }
            for name, rows in found.items()
        ]

    def wanted(self) -> dict[str, Any]:
        return {value.name: self.cleaned_data[value.name] for value in self.values}


def _by_entry(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Values of one entry stand together: the first and the last year of a span."""
    order = {path: place for place, path in enumerate(dict.fromkeys(row["value"].path[:-1] for row in rows))}
    return sorted(rows, key=lambda row: order[row["value"].path[:-1]])


def _field(value: Value) -> forms.Field:
    said: dict[str, Any] = {
        "label": f"{value.where}（{value.clause}）" if value.clause else value.where,
        "help_text": value.acts,
        "required": value.pattern.keys not in ("begins", "ends", "key_b_deadline"),
        "initial": value.now,
    }
    kind = value.pattern.kind
    if kind == DAY:
        return DayField(**said)
    if kind == YEAR:
        return forms.IntegerField(min_value=1950, max_value=2100, **said)
    if kind == COUNT:
        return forms.IntegerField(min_value=1, max_value=60, **said)
    if kind == HOURS:
        return forms.DecimalField(min_value=0, max_value=10_000, decimal_places=2, **_plain(said))
    if kind == MONTH_DAY:
        return CleanCharField(printed=False, validators=[MONTHS_AND_DAYS], max_length=5, **said)
    if kind == LINES:
        return LinesField(**(said | {"initial": "\n".join(value.now or [])}))
    if kind == LONG:
        return CleanTextField(max_length=4000, printed=False, **said)
    return CleanCharField(max_length=200, printed=False, **said)


MONTHS_AND_DAYS = RegexValidator(
    r"\A(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z", _("请按“月-日”填写，如 06-01。")
)


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    now = said["initial"]
    return said | {"initial": None if now is None else Decimal(str(now))}


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]
