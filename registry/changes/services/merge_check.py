"""Whether two files of one person can become one: what both have and one person can have only once.

What belongs to a person is found by looking at every table that names one, so that a table of tomorrow is
looked at too (and moved: registry.changes.services.merge).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.engine.numbers import show_date
from registry.activities.models import Activity, Award
from registry.activities.queries.ledger import CLAIMING, certified_years, claims_of, name_of
from registry.activities.queries.twin import twin_among
from registry.activities.services.ledger import assess, conflict_sentences
from registry.changes.models import Merge
from registry.changes.models.person_request import OPEN, PersonRequest
from registry.enums import RegistrationState
from registry.people.models import Employment, Portrait, Professional
from registry.people.permissions import require
from registry.people.queries.employment import current_unit_of
from registry.people.queries.governing import policy_of
from registry.yearly.models import AnnualRegistration

Relation: TypeAlias = "models.ForeignKey[Any, Any] | models.OneToOneField[Any, Any]"
MOST = 5  # of a kind named in a sentence


def _year(year: int) -> str:
    return _("%s年") % year


def _span(row: Mapping[str, Any]) -> str:
    return _("%(span_first)s—%(span_last)s年") % row


# What a person can have only once (at a time), in the words of whoever
# must put it right first; how to name each.
WORDS: dict[str, tuple[Any, Callable[[Mapping[str, Any]], str] | None]] = {
    "employment": (gettext_lazy("两份档案都有在职单位，须先由其中一个单位办理离职"), None),
    "handbook": (gettext_lazy("两份档案都已核发登记手册"), None),
    "slotclaim": (
        gettext_lazy("两份档案在同一日期、同一时段都登记了培训"),
        lambda row: show_date(row["date"]),
    ),
    "annualregistration": (
        gettext_lazy("两份档案都申报了同一年度的年度登记"),
        lambda row: _year(row["year"]),
    ),
    "case": (gettext_lazy("两份档案在同一申报年度都有认定申请"), lambda row: _year(row["application_year"])),
    "slip": (gettext_lazy("两份档案都有同一跨度的有效认定单"), _span),
    "priorslip": (gettext_lazy("两份档案登记了同一编号的以往认定单"), lambda row: str(row["number"])),
    "titlerecord": (gettext_lazy("两份档案登记了同一条职称经历"), None),
    "handbookclaimentry": (gettext_lazy("两份档案都在登记手册领取表中"), None),
}
_derived: list[type[models.Model]] = []


def register_derived(model: type[models.Model]) -> None:
    """A table that is counted from others stays behind and is counted anew; called from AppConfig.ready."""
    if model not in _derived:
        _derived.append(model)


def relations() -> Iterator[Relation]:
    """Every column that names a person, but for what is derived and for the merge's own tombstone."""
    for model in apps.get_models():
        if model in _derived or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or field.related_model is not Professional:
                continue
            if (model, field.name) != (Merge, "duplicate"):
                yield field


def require_clear(kept: Professional, duplicate: Professional, row: Merge | None = None) -> None:
    """Raise Refused naming everything that both files have and one person can have only once."""
    for one in (kept, duplicate):
        require(
            one.merged_into_id is None and one.erased_at is None,
            _("%s的档案已合并或注销，不能再合并。") % one,
        )
    require(
        (kept.died_on is None) == (duplicate.died_on is None),
        _("其中一份档案已办理去世登记，另一份没有，请先核实是否为同一人。"),
    )
    found = [
        *_open_requests(kept, duplicate, row),
        *collisions(kept, duplicate),
        *_certified(kept, duplicate),
        *_locked(kept, duplicate),
        *_locked(duplicate, kept),
        *_clashes(kept, duplicate),
    ]
    require(not found, _("不能合并：%s。请先处理后再办理。") % "；".join(found))


def _open_requests(kept: Professional, duplicate: Professional, row: Merge | None) -> list[str]:
    """Another change of either file is under way: it would go on in a file that it was not meant for."""
    found = []
    for model in PersonRequest.__subclasses__():
        about = models.Q(professional__in=(kept, duplicate))
        if model is Merge:
            about |= models.Q(duplicate__in=(kept, duplicate))
        rows = model._default_manager.filter(about, state__in=OPEN)
        if isinstance(row, model):
            rows = rows.exclude(pk=row.pk)
        if rows.exists():
            found.append(_("其中一份档案还有办理中的“%s”") % model._meta.verbose_name)
    return found


def collisions(kept: Professional, duplicate: Professional) -> list[str]:
    """What moving would make double, in words, but for what the merge settles by itself."""
    found: dict[str, str] = {}
    for relation in relations():
        name = str(relation.model._meta.model_name)
        for rule in _rules(relation):
            shared = _shared(relation, rule, kept, duplicate)
            if shared and name not in found:
                found[name] = _words(relation.model, shared)
    return list(found.values())


def _words(model: type[models.Model], shared: list[Mapping[str, Any]]) -> str:
    general = (_("两份档案都有“%s”") % model._meta.verbose_name, None)
    sentence, shown = WORDS.get(str(model._meta.model_name), general)
    if shown is None:
        return str(sentence)
    return f"{sentence}（{_listed([shown(row) for row in sorted(shared, key=_order)])}）"


def _order(row: Mapping[str, Any]) -> list[str]:
    return [str(value) for value in row.values()]


def _listed(names: list[str]) -> str:
    short = list(dict.fromkeys(names))
    return "、".join(short[:MOST]) + (_("等") if len(short) > MOST else "")


def _rules(relation: Relation) -> Iterator[tuple[tuple[str, ...], models.Q]]:
    """(the other columns, the condition) of each rule of uniqueness in which the column stands."""
    if relation.unique:
        yield (), models.Q()
    for constraint in relation.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and relation.name in constraint.fields:
            others = tuple(name for name in constraint.fields if name != relation.name)
            yield others, constraint.condition or models.Q()


def _shared(
    relation: Relation, rule: tuple[tuple[str, ...], models.Q], kept: Professional, duplicate: Professional
) -> list[Mapping[str, Any]]:
    """The values of the other columns, by name, that both files have;
    [{}] where there are no other columns."""
    others, condition = rule
    rows = relation.model._base_manager.filter(condition)
    if relation.model is AnnualRegistration:
        rows = rows.exclude(undeclared())
    if relation.model is Portrait or (relation.model is Employment and same_unit(kept, duplicate)):
        return []
    one, other = (
        {tuple(values) for values in rows.filter(**{relation.name: person}).values_list(*(others or ("pk",)))}
        for person in (kept, duplicate)
    )
    if others:
        return [dict(zip(others, values, strict=True)) for values in one & other]
    return [{}] if one and other else []


def undeclared() -> models.Q:
    """A year that was opened and never declared: an empty form, no more."""
    return models.Q(state=RegistrationState.OPEN, locked_at=None, note="")


def same_unit(kept: Professional, duplicate: Professional) -> bool:
    """Both files stand at the same unit: the second place is ended on the way."""
    units = [current_unit_of(one) for one in (kept, duplicate)]
    return units[0] is not None and units[0] == units[1]


def _certified(kept: Professional, duplicate: Professional) -> list[str]:
    years = sorted(set(certified_years(kept)) & set(certified_years(duplicate)))
    return [_("两份档案的认定单都载有%s") % _listed([_year(year) for year in years])] if years else []


def _locked(one: Professional, other: Professional) -> list[str]:
    """Records of `other` in a year that `one` has registered to its end: the year must be opened first."""
    locked = AnnualRegistration.objects.locked().filter(professional=one)
    years = Award.objects.governing().filter(
        professional=other, activity__state__in=CLAIMING, year__in=locked.values("year")
    )
    found = sorted(set(years.values_list("year", flat=True)))
    if not found:
        return []
    listed = _listed([_year(year) for year in found])
    return [_("一份档案的%s已登记完毕，另一份在该年度还有记录，须先重新开启该年度登记") % listed]


def _clashes(kept: Professional, duplicate: Professional) -> list[str]:
    """Records of the duplicate that cannot stand beside those of the
    kept file: the same thing entered twice."""
    policy, mine, theirs = policy_of(kept), claims_of(kept), claims_of(duplicate)
    found = [sentence for activity in theirs for sentence in _clash(policy, activity, mine)]
    return list(dict.fromkeys(found))[:MOST]


def _clash(policy: Any, activity: Activity, mine: list[Activity]) -> list[str]:
    if twin_among(policy, activity, mine):
        return [_("两份档案都登记了%s，须先撤销其中一条") % name_of(activity)]
    found = assess(activity, policy, (), others=mine)
    return [sentence.rstrip("。") for sentence in conflict_sentences(activity, found, mine)]
