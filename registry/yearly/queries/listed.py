"""Registered years and handbooks as lists that can be taken home."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.enums import SUPERVISING, Role
from registry.people.lists import Listed, Told
from registry.people.models import User
from registry.yearly.models import AnnualRegistration, Handbook
from registry.yearly.queries.aside import aside_of
from registry.yearly.queries.registration import answered_for, contents, tag_of_year, words_now


def _rows(actor: User) -> QuerySet[AnnualRegistration]:
    return answered_for(actor).select_related("professional", "organisation", "office")


def _said(rows: Sequence[AnnualRegistration]) -> Sequence[AnnualRegistration]:
    """Each row with its line as it stands today, `said`; a constant number of statements."""
    held = contents([(row.professional, row.year) for row in rows])
    aside = aside_of({row.professional_id for row in rows})
    for row in rows:
        content = held[row.professional_id, row.year]
        row.said = words_now(row, content.policy, content, aside.get(row.professional_id))  # type: ignore[attr-defined]
    return rows


def _columns() -> list[Told]:
    return [
        (_("年度"), 8, "year"),
        (_("单位"), 36, "organisation.name"),
        (_("姓名"), 14, "professional.name"),
        (_("证件号码"), 24, "professional.identity_masked"),
        (_("学时"), 40, "said"),
        (_("状态"), 16, lambda one: tag_of_year(one)["label"]),
        (_("补登理由"), 30, "late_reason"),
    ]


REGISTRATIONS = Listed(
    name="registrations",
    title=gettext_lazy("年度登记"),
    unit=gettext_lazy("人次"),
    roles=(Role.HR, *SUPERVISING, Role.PROVINCE),
    rows=_rows,
    columns=_columns,
    back="registry:registrations",
    at_hand=_said,
    person="professional_id",
)


def _books(actor: User) -> QuerySet[Handbook]:
    return Handbook.objects.visible_to(actor).select_related("professional", "claim__organisation")


def _of_books() -> list[Told]:
    return [
        (_("手册编号"), 26, "number"),
        (_("姓名"), 16, "professional.name"),
        (_("证件号码"), 24, "professional.identity_masked"),
        (_("领取单位"), 36, "claim.organisation.name"),
        (_("状态"), 10, "get_state_display"),
        (_("第几本"), 8, "issue", "number"),
        (_("发放日期"), 14, "handed_on", "date"),
        (_("领取人"), 16, "received_by"),
    ]


HANDBOOKS = Listed(
    name="handbooks",
    title=gettext_lazy("登记手册"),
    unit=gettext_lazy("本"),
    roles=(Role.HR, *SUPERVISING, Role.PROVINCE),
    rows=_books,
    columns=_of_books,
    back="registry:handbooks",
    person="professional_id",
)
