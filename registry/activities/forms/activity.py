"""The form of an activity, drawn from the facts that the policy's rule for its kind needs.

A draft keeps whatever was typed, finished or not; the engine says what is wrong (`faults`), and the form
shows it beside the field when it is asked to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.layout import Drawn, Part
from cejc.lib.writing.text import clean_text, to_half_width
from credits.engine.facts import FactFault
from credits.engine.kinds import Fact, Kind
from credits.engine.policy import Policy
from credits.engine.values import DATE, MISSING, NUMBER
from registry.activities.forms.lines import (
    TEXT_LIMIT,
    LineForm,
    Lines,
    LooseForm,
    SpanForm,
    read_date,
    subjects_of,
)
from registry.activities.models import Activity
from registry.activities.services.activity import MAX_LINES

PARTS = "registry/activities/activity"
TITLE_LIMIT, NOTE_LIMIT = 200, 1000
# What names the work itself: the same one entered twice counts once (R5).
WORKS = {
    "paper": (
        gettext_lazy("DOI或论文编号"),
        gettext_lazy("同一篇论文只计一次；没有DOI的，可填刊号加起止页码。"),
    ),
    "patent": (gettext_lazy("专利号"), gettext_lazy("以专利证书为准；同一专利只计一次。")),
    "book": (gettext_lazy("ISBN"), gettext_lazy("以版权页为准；同一著作只计一次。")),
    "project": (gettext_lazy("项目编号"), gettext_lazy("以立项或结题证明为准；同一项目只计一次。")),
    "award": (gettext_lazy("获奖证书编号"), gettext_lazy("以证书为准；同一奖项只计一次。")),
    "computer_exam": (
        gettext_lazy("合格证书编号"),
        gettext_lazy("以证书为准；同一模块只计一次，几个模块的编号用顿号隔开。"),
    ),
    "degree_course": (gettext_lazy("成绩单或证书编号"), gettext_lazy("没有编号的，不必填写。")),
    "qualification_exam": (gettext_lazy("证书或成绩单编号"), gettext_lazy("同一考试只计一次。")),
    "assignment": (gettext_lazy("派遣文件文号"), gettext_lazy("同一任务只计一次。")),
}
TITLES = {
    "training": gettext_lazy("培训班名称"),
    "practice": gettext_lazy("实践活动名称"),
    "online": gettext_lazy("课程名称"),
    "conference": gettext_lazy("会议或讲座名称"),
    "project": gettext_lazy("课题或项目名称"),
    "book": gettext_lazy("书名"),
    "paper": gettext_lazy("论文题目"),
    "patent": gettext_lazy("专利名称"),
    "award": gettext_lazy("奖项名称"),
    "computer_exam": gettext_lazy("考试名称"),
    "assignment": gettext_lazy("任务名称"),
    "degree_course": gettext_lazy("学校和课程名称"),
    "qualification_exam": gettext_lazy("考试名称"),
    "exchange": gettext_lazy("交流项目名称"),
}
# What the engine says of facts that were not given.
_IN_LINES = re.compile(r"lines\[(\d+)\](?:\.(\w+))?")
_RULING = re.compile(r"[（(]R\d+[）)]")
_WHOLE = re.compile(r"-?\d{1,12}")


@dataclass(frozen=True)
class Draft:
    """What a form holds, ready for `services.activity.save_draft`."""

    title: str
    note: str
    facts: dict[str, Any]
    edit: int


class ActivityForm(LooseForm):
    """Title, the facts of the kind, the work's identifier and a note; lines stand in `lines`."""

    title = forms.CharField(max_length=TITLE_LIMIT)
    note = forms.CharField(
        label=gettext_lazy("主办单位、地点或其他说明"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    edit = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    distinct = forms.BooleanField(label=gettext_lazy("我已核对：不是同一项"), required=False)

    def __init__(self, policy: Policy, kind: Kind, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.policy, self.kind = policy, kind
        self.fields["title"].label = TITLES.get(kind.id, _("名称"))
        self.fact_names = [self._add_fact(fact) for fact in kind.facts if fact.type != "lines"]
        if kind.id in WORKS:
            label, hint = WORKS[kind.id]
            self.fields["work"] = forms.CharField(
                label=label, help_text=hint, required=False, max_length=TEXT_LIMIT
            )
        self.has_lines = any(fact.type == "lines" for fact in kind.facts)
        self.lines = Lines(self._lines()) if self.has_lines else Lines()
        self.span = SpanForm(policy, data) if self.has_lines else None
        self.alike: list[str] = []
        self.evidence_sentences: list[str] = []

    def ask_distinct(self, names: list[str]) -> None:
        """Records of the same kind, name and date: the person says whether this is another thing."""
        self.alike = names
        for name in names:
            message = _(
                "与%(name)s形式、名称、日期相同。不是同一项的，请勾选“我已核对：不是同一项”后再提交；是同一项的，不必再登记。"
            )
            self.blame("distinct", message % {"name": name})

    @property
    def says_distinct(self) -> bool:
        return bool(self["distinct"].data)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen yet: a date, a word, an answer."""
        draft = self.read()
        return not (draft.title or draft.note or any(value != [] for value in draft.facts.values()))

    def wrong(self, faults: Iterable[FactFault]) -> list[dict[str, str]]:
        """Of `faults` those of values that were typed, each as {label,
        sentence}; what is missing is not wrong."""
        empty = "" if self.read().facts.get("lines") else "lines"
        seen = {one.fact: one for one in faults if not one.is_absence and one.fact != empty}
        return [{"label": self._label(name), "sentence": plain(fault)} for name, fault in seen.items()]

    def _label(self, name: str) -> str:
        if inside := _IN_LINES.fullmatch(name):
            return _("第%(number)s行") % {"number": int(inside[1]) + 1}
        return self.kind.fact(name).label if _knows(self.kind, name) else str(self.fields["title"].label)

    def _add_fact(self, fact: Fact) -> str:
        name = f"fact_{fact.id}"
        self.fields[name] = field_for(self.policy, fact)
        return name

    def _lines(self) -> Iterator[LineForm]:
        wanted = str(self.data.get("line_count") or "")
        count = min(int(wanted), MAX_LINES) if wanted.isdecimal() and len(wanted) < 4 else 1
        for index in range(max(count, 1)):
            yield LineForm(self.policy, self.data, prefix=f"line{index}")

    @property
    def helper(self) -> Drawn:
        """Title, lines of attended days and the facts in the policy's order, the work's number, the note."""
        # The hidden field first: behind the last one it would keep that one's margin in the card.
        asked = ["edit", "distinct"] if self.alike or self.says_distinct else ["edit"]
        lines = [Part(f"{PARTS}/_lines.html")] if self.has_lines else []
        course = [Part(f"{PARTS}/_course.html")] if self.kind.id == "online" else []
        work = ["work"] if "work" in self.fields else []
        return Drawn(*asked, "title", *lines, *self.fact_names, *work, *course, "note", form_tag=False)

    def read(self) -> Draft:
        """What was typed, as the service keeps it. Never fails: what cannot be read is kept as text."""
        facts = {fact.id: self._fact(fact) for fact in self.kind.facts if fact.type != "lines"}
        kept = {key: value for key, value in facts.items() if value is not None}
        if self.has_lines:
            kept["lines"] = [line for form in self.lines if (line := form.read())]
        if "work" in self.fields and self.typed("work"):
            kept["work"] = self.typed("work")
        edit = self.typed("edit")
        note = clean_text(str(self["note"].data or ""))[:NOTE_LIMIT].strip()
        number = int(edit) if edit.isdecimal() and len(edit) < 9 else -1
        return Draft(self.typed("title", TITLE_LIMIT), note, kept, number)

    def _fact(self, fact: Fact) -> Any:
        typed = to_half_width(self.typed(f"fact_{fact.id}")).strip()
        if not typed:
            return None
        if fact.type == "date":
            return read_date(typed)
        if fact.type == "boolean":
            return {"true": True, "false": False}.get(typed, typed)
        if fact.type in ("integer", "year"):
            return int(typed) if _WHOLE.fullmatch(typed) else typed
        return typed

    def show_faults(
        self,
        faults: Iterable[FactFault],
        sentences: Iterable[str] = (),
        targets: Mapping[str, str] | None = None,
    ) -> None:
        """Put the engine's faults beside their fields, and each sentence at what
        it is about (`targets`), else at the top."""
        for sentence in sentences:
            self._place_sentence(sentence, (targets or {}).get(sentence, ""))
        for fault in faults:
            self._place(fault)

    def _place_sentence(self, sentence: str, target: str) -> None:
        if target == "evidence":
            self.evidence_sentences.append(sentence)
        elif target == "lines" and self.lines:
            self.lines[0].blame("date", sentence)
        else:
            self.blame(target, sentence)

    def _place(self, fault: FactFault) -> None:
        inside = _IN_LINES.fullmatch(fault.fact)
        if fault.fact == "title":
            self.blame("title", plain(fault))
        elif inside:
            filled = [form for form in self.lines if form.read()]
            filled[int(inside[1])].blame(inside[2] or "date", plain(fault))
        elif fault.fact == "lines":
            self.lines[0].blame("date", _("请至少填写一行。"))
        elif f"fact_{fault.fact}" in self.fields:
            self.blame(f"fact_{fault.fact}", plain(fault))
        else:
            self.blame("", self._named(fault))

    def _named(self, fault: FactFault) -> str:
        names = fault.group or (fault.fact,)
        labels = [self.kind.fact(name).label for name in names if _knows(self.kind, name)]
        return _("%(what)s：%(message)s。") % {
            "what": _("或").join(labels) or fault.fact,
            "message": fault.message,
        }


def _knows(kind: Kind, name: str) -> bool:
    return any(fact.id == name for fact in kind.facts)


def plain(fault: FactFault) -> str:
    """The engine's clause as a sentence for a person beside the field."""
    if fault.code == MISSING:
        return _("请填写。")
    if fault.code == NUMBER:
        return _("请只填数字，不带单位。%(was)s。") % {"was": fault.message.partition("，")[2]}
    if fault.code == DATE:
        return _("请按“2019年5月6日”的样式填写日期。")
    return f"{fault.message}。"


def without_rulings(text: str) -> str:
    """A policy's own words without the numbers of our rulings in them:
    （R9） says nothing to who fills in a form."""
    return _RULING.sub("", text)


def field_for(policy: Policy, fact: Fact) -> forms.Field:
    """The form field of one fact of the policy."""
    common: dict[str, Any] = {
        "label": fact.label,
        "help_text": without_rulings(fact.help),
        "required": not fact.optional,
    }
    if fact.type == "date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if fact.type in ("choice", "subject"):
        options = fact.choices if fact.type == "choice" else subjects_of(policy)
        return forms.ChoiceField(
            choices=[(one.id, one.name) for one in options], widget=forms.RadioSelect, **common
        )
    if fact.type == "boolean":
        choices = [("true", _("是")), ("false", _("否"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    mode = "decimal" if fact.type == "decimal" else "numeric"
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}), **common)


def data_of(activity: Activity) -> dict[str, str]:
    """A stored activity as the form's data."""
    facts = dict(activity.facts)
    lines = facts.pop("lines", None) or []
    data = {
        "title": activity.title,
        "note": activity.note,
        "edit": str(activity.edit),
        "work": str(facts.pop("work", "")),
    }
    for name, value in facts.items():
        data[f"fact_{name}"] = (
            {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        )
    return data | data_of_lines(lines)


def data_of_lines(lines: list[dict[str, str]]) -> dict[str, str]:
    data = {"line_count": str(max(len(lines), 1))}
    for index, line in enumerate(lines):
        data |= {f"line{index}-{name}": str(line.get(name, "")) for name in ("date", "slot", "subject")}
    return data


def with_more_lines(form: ActivityForm, lines: list[dict[str, str]]) -> dict[str, Any]:
    """The data of `form` with its lines replaced."""
    kept = {key: value for key, value in form.data.items() if not re.match(r"line\d+-|line_count", key)}
    return kept | data_of_lines(lines)
