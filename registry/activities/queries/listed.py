"""What waits at a reviewer's desk as a list that can be taken home."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.engine.numbers import show
from credits.queries import kind_names, subject_names
from registry.activities.models import Activity, Award
from registry.activities.queries.activity import awards_in_order, with_people
from registry.activities.queries.doubt import doubts_of
from registry.activities.queries.given import given_to
from registry.enums import Role
from registry.people.lists import Listed, Told
from registry.people.models import User


def _rows(actor: User) -> QuerySet[Activity]:
    rows = Activity.objects.filter(pk__in=Activity.objects.visible_to(actor).values("pk"))
    return with_people(rows).prefetch_related(awards_in_order())


def _with_doubts(rows: Sequence[Activity]) -> Sequence[Activity]:
    """Each row with what has to be looked into, `doubt`, and whom it is given to, `reviewer`."""
    doubts, having = doubts_of(rows), given_to([row.pk for row in rows])
    for row in rows:
        row.reviewer = str(having.get(row.pk, ""))  # type: ignore[attr-defined]
        row.doubt = doubts.get(row.pk, "")  # type: ignore[attr-defined]
    return rows


def _columns() -> list[Told]:
    kinds = kind_names()
    return [
        (_("姓名"), 14, "professional.name"),
        (_("证件号码"), 22, "professional.identity_masked"),
        (_("单位"), 30, lambda one: one.organisation.name if one.organisation else ""),
        (_("记录"), 36, str),
        (_("继续教育形式"), 16, lambda one: kinds.get(one.kind, one.kind)),
        (_("学时"), 30, lambda one: "、".join(earned(award) for award in one.awards.all())),
        (_("提交时间"), 18, "submitted_at", "date"),
        (_("状态"), 12, "get_state_display"),
        (_("办理人"), 14, "reviewer"),
        (_("待核对事项"), 22, "doubt"),
    ]


def earned(award: Award) -> str:
    """What a record earns in one year and subject, in words."""
    names = subject_names()
    return _("%(year)s年%(subject)s%(hours)s学时") % {
        "year": award.year,
        "subject": names.get(award.subject, ""),
        "hours": show(award.hours),
    }


REVIEW = Listed(
    name="review",
    title=gettext_lazy("待审核记录"),
    unit=gettext_lazy("条"),
    roles=(Role.HR, Role.DEPARTMENT),
    rows=_rows,
    columns=_columns,
    back="registry:review-lane",
    at_hand=_with_doubts,
    person="professional_id",
)
