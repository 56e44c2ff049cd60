"""Policy files as a desk sees them."""

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from credits.engine.numbers import show_date
from registry.enums import PolicyState
from registry.people.models import User
from registry.rules.models import PolicyFile

IN_HAND = (
    PolicyState.DRAFT,
    PolicyState.CHECKED,
    PolicyState.TRIED,
    PolicyState.PROPOSED,
    PolicyState.WITHDRAWING,
)
STOOD = (PolicyState.PUBLISHED, PolicyState.WITHDRAWING, PolicyState.AMENDED)


def rows_for(user: User) -> QuerySet[PolicyFile]:
    """Those that the user sees: in hand first, then in force, then what was; the newest year first."""
    first = Case(
        When(state__in=IN_HAND, then=Value(0)),
        When(state=PolicyState.PUBLISHED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = PolicyFile.objects.visible_to(user).select_related("office", "version").defer("text")
    return rows.alias(place=first).order_by("place", "-application_year", "name", "-edition", "-pk")


def can_be_base(user: User) -> QuerySet[PolicyFile]:
    """What a draft may be made from: everything that is or was in force, the newest first."""
    rows = PolicyFile.objects.visible_to(user).filter(state__in=STOOD, version__isnull=False)
    return rows.order_by("-application_year", "name", "-edition")


def forms_a_base(bases: QuerySet[PolicyFile], asked: str) -> dict[str, Any]:
    """What stands in the form at first: the base that was asked for, else the newest; the year after it."""
    known = {str(row.public_id): row for row in bases.defer("text")}
    base = known.get(asked) or next(iter(known.values()), None)
    if base is None or base.application_year is None:
        return {}
    year = base.application_year + 1
    stem, _dash, old = base.name.rpartition("-")
    name = f"{stem}-{year}" if old == str(base.application_year) else ""
    title = base.title.replace(str(base.application_year), str(year))
    return {"base": base.pk, "application_year": year, "name": name, "title": title}


def shown_state(row: PolicyFile, today: date) -> str:
    """What the state does not say by itself: from when on it is worked with, or that it has run out."""
    version = row.version
    if version is None or row.state not in (PolicyState.PUBLISHED, PolicyState.WITHDRAWING):
        return ""
    if version.begins > today:
        return _("%s起执行") % show_date(version.begins)
    if version.ends and version.ends < today:
        return _("已于%s停止执行") % show_date(version.ends)
    return _("执行中")
