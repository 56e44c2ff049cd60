"""From TOML tables to conversion rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from credits.engine.deemed import DeemedYears
from credits.engine.kinds import Fact, Kind
from credits.engine.lines import Slots
from credits.engine.policy import ALL_SUBJECTS
from credits.engine.read_conditions import needed_fact, read_conditions, read_fact, read_label
from credits.engine.read_kinds import read_source
from credits.engine.read_methods import read_method
from credits.engine.reader import Reader
from credits.engine.rules import EachYear, Requirement, Rule
from credits.engine.words import _


class RuleReader:
    """Reads `[[conversion]]` rows; knows the kinds, subjects and points that a row may name."""

    def __init__(self, kinds: Mapping[str, Kind], subjects: Collection[str], points: Collection[str]) -> None:
        self.kinds, self.subjects, self.points = kinds, subjects, points

    def read(self, table: Reader) -> Rule:
        kinds = table.names("kinds", self.kinds)
        facts = self._facts(kinds)
        attributed = table.names("attributed_subjects", self.subjects, ())
        rule = Rule(
            id=table.identifier(),
            kinds=kinds,
            text=table.text("rule"),
            source=read_source(table, self.points),
            method=read_method(table, facts),
            when=read_conditions(table, "when", facts),
            requires=tuple(
                self._requirement(item, facts) for item in table.tables("requires", required=False)
            ),
            subject=table.one_of("subject", [*self.subjects, ALL_SUBJECTS], ""),
            subject_fact=read_fact(table, "subject_fact", facts, ("subject",)),
            year_of=read_fact(table, "year_of", facts, ("date",)),
            attributed_year_of=read_fact(table, "attributed_year_of", facts, ("year",)),
            attributed_subjects=attributed,
            each_year=_each_year(table, facts),
            valid_years=table.integer("valid_years", 1, least=1, most=50),
            approval=table.text("needs_approval", ""),
            approval_subjects=table.names("approval_subjects", self.subjects, ()),
        )
        self._check_whole(table, rule)
        _check_spread(table, rule)
        return rule

    def _facts(self, kinds: Collection[str]) -> dict[str, Fact]:
        """The facts that every one of `kinds` has."""
        known = [self.kinds[kind].facts for kind in kinds if kind in self.kinds]
        if not known:
            return {}
        shared = set.intersection(*({fact.id for fact in facts} for facts in known))
        return {fact.id: fact for fact in known[0] if fact.id in shared}

    @staticmethod
    def _check_whole(table: Reader, rule: Rule) -> None:
        if isinstance(rule.method, Slots):
            return
        if bool(rule.subject) == bool(rule.subject_fact):
            table.fault("subject", _("subject 与 subject_fact 须有且只有一项"))
        if isinstance(rule.method, DeemedYears) != (rule.subject == ALL_SUBJECTS):
            table.fault(
                "subject", _("视同整年的方法用 {all_subjects}，其他方法用一个科目", all_subjects=ALL_SUBJECTS)
            )
        if not rule.year_of:
            table.fault("year_of", _("缺少此项"))

    def _requirement(self, table: Reader, facts: Mapping[str, Fact]) -> Requirement:
        found = Requirement(read_conditions(table, "when", facts), read_label(table, "why", facts))
        if not found.when:
            table.fault("when", _("缺少此项"))
        table.done()
        return found


def _each_year(table: Reader, facts: Mapping[str, Fact]) -> EachYear | None:
    """`each_year = { from = "start", to = "end", most = 3 }`: facts that are dates."""
    if not table.has("each_year"):
        return None
    inner = table.section("each_year")
    start, end = (needed_fact(inner, key, facts, ("date",)) for key in ("from", "to"))
    found = EachYear(start, end, inner.integer("most", 0, most=100))
    inner.done()
    return found


def _check_spread(table: Reader, rule: Rule) -> None:
    """Several years of one record are told apart by their year alone."""
    many = isinstance(rule.method, Slots | DeemedYears)
    if rule.each_year and (many or rule.attributed_year_of):
        table.fault("each_year", _("按时段、视同整年或补学年度计的，不能再逐年计"))
    if rule.valid_years > 1 and (many or rule.each_year):
        table.fault("valid_years", _("按时段、视同整年或逐年计的，不能再有有效年数"))
    if rule.approval_subjects and not rule.approval:
        table.fault("approval_subjects", _("没有 needs_approval 时，此项没有作用"))
