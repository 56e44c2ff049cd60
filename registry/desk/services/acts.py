"""Acts on many of the registry: records approved, years confirmed, people confirmed, booklets handed out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.outcome import Outcome, each
from registry.activities.models import Activity
from registry.activities.permissions import review_queue
from registry.activities.queries.activity import awards_in_order
from registry.activities.services import activity_review
from registry.enums import SUPERVISING, EmploymentState, Role
from registry.people.models import Employment, User
from registry.people.models.organisation import covered_by_seats
from registry.people.permissions import is_self
from registry.people.services import employment, many
from registry.people.services.many import Act, Shown
from registry.yearly.models import AnnualRegistration, Handbook
from registry.yearly.permissions import units_of
from registry.yearly.queries.registration import contents
from registry.yearly.services import handbook, registration

Pairs = Sequence[tuple[Any, Shown]]
CHANGED = gettext_lazy("页面打开后有变化")


def _changed(pairs: Pairs) -> dict[int, str]:
    """Rows that changed since the page was opened."""
    return {row.pk: str(CHANGED) for row, one in pairs if one.edit is not None and one.edit != row.edit}


def _first_of(why: Callable[[Any], str], pairs: Pairs) -> dict[int, str]:
    """Why each row is left out: by what it is now, else by having changed since."""
    return _changed(pairs) | {row.pk: found for row, _one in pairs if (found := why(row))}


# Records at a reviewer's desk.


def _records(ids: Iterable[str]) -> QuerySet[Activity]:
    rows = Activity.objects.filter(public_id__in=list(ids)).prefetch_related(awards_in_order())
    return rows.select_related("professional", "organisation__supervisor").order_by("submitted_at", "pk")


def _why_not_approved(actor: User, pairs: Pairs) -> dict[int, str]:
    return activity_review.why_left_out_many(actor=actor, activities=[(row, one.edit) for row, one in pairs])


APPROVE = many.register(
    Act(
        kind="activity.approve_many",
        verb=gettext_lazy("认可所选记录"),
        did=gettext_lazy("已认可"),
        unit=gettext_lazy("条"),
        roles=(Role.HR, Role.DEPARTMENT),
        rows=_records,
        seen=lambda actor, ids: _records(ids).filter(pk__in=review_queue(actor).values("pk")),
        why_not=_why_not_approved,
        run=lambda actor, pairs, _values: activity_review.approve_many(
            actor=actor, activities=[(row, one.edit) for row, one in pairs]
        ),
        name=lambda row: f"{row.professional}：{row}",
        url=lambda row: reverse("registry:review-item", args=[row.public_id]),
        back="registry:review-lane",
        at_once=50,
    )
)


# Years declared.


def _years(ids: Iterable[str]) -> QuerySet[AnnualRegistration]:
    rows = AnnualRegistration.objects.filter(public_id__in=list(ids))
    return rows.select_related("professional", "organisation", "office").order_by("-year", "pk")


def answered_for(user: User) -> QuerySet[AnnualRegistration]:
    """Everything at or under the reader's seats, not what is the reader's own as a person."""
    if user.has_role(Role.PROVINCE):
        return AnnualRegistration.objects.all()
    return AnnualRegistration.objects.filter(covered_by_seats(user, "organisation__"))


def _why_not_confirmed(actor: User, pairs: Pairs) -> dict[int, str]:
    held = contents([(row.professional_id, row.year) for row, _one in pairs])
    return _first_of(
        lambda row: registration.why_left_out(actor, row, held[row.professional_id, row.year]), pairs
    )


def _confirm_years(actor: User, pairs: Pairs, _values: dict[str, Any]) -> Outcome[AnnualRegistration]:
    shown = [(row, row.edit if one.edit is None else one.edit) for row, one in pairs]
    return registration.confirm_many(actor=actor, registrations=shown)


CONFIRM_YEARS = many.register(
    Act(
        kind="registration.confirm_many",
        verb=gettext_lazy("确认年度登记"),
        did=gettext_lazy("已确认"),
        unit=gettext_lazy("人次"),
        roles=(Role.HR, *SUPERVISING),
        rows=_years,
        seen=lambda actor, ids: _years(ids).filter(pk__in=answered_for(actor).values("pk")),
        why_not=_why_not_confirmed,
        run=_confirm_years,
        name=lambda row: f"{row.professional} · {row.year}年",
        url=lambda row: reverse("registry:registration", args=[row.public_id]),
        back="registry:registrations",
        piece=registration.PIECE,
        at_once=registration.PIECE,
    )
)


# People who registered themselves.


def _places(ids: Iterable[str]) -> QuerySet[Employment]:
    rows = Employment.objects.filter(public_id__in=list(ids)).select_related("professional", "organisation")
    return rows.order_by("professional__name_key", "pk")


def _of_own_units(actor: User, ids: Iterable[str]) -> QuerySet[Employment]:
    units = [seat.organisation_id for seat in actor.seats_as(Role.HR)]
    return _places(ids).filter(organisation__in=units)


def why_not_place(actor: User, place: Employment) -> str:
    """What keeps `actor` from confirming that the person works here; "" when nothing does."""
    if place.state != EmploymentState.PENDING:
        return _("不在待确认状态（%(state)s）") % {"state": place.get_state_display()}
    if is_self(actor, place.professional):
        return _("是您本人，请由其他人事人员办理")
    if place.professional.died_on:
        return _("已办理去世登记")
    return ""


def _why_not_places(actor: User, pairs: Pairs) -> dict[int, str]:
    found = {row.pk: why for row, _one in pairs if (why := why_not_place(actor, row))}
    people = [row.professional_id for row, _one in pairs]
    current = (
        Employment.objects.current().filter(professional__in=people).values_list("professional", flat=True)
    )
    taken = set(current)
    elsewhere = _("目前登记在职，请先办理离职")
    return {row.pk: elsewhere for row, _one in pairs if row.professional_id in taken} | found


CONFIRM_PLACES = many.register(
    Act(
        kind="employment.confirm_many",
        verb=gettext_lazy("确认为本单位人员"),
        did=gettext_lazy("已确认"),
        unit=gettext_lazy("人"),
        roles=(Role.HR,),
        rows=_places,
        seen=_of_own_units,
        why_not=_why_not_places,
        run=lambda actor, pairs, _values: each(
            [row for row, _one in pairs], lambda row: employment.confirm(actor=actor, employment=row)
        ),
        name=lambda row: row.professional.name,
        url=lambda row: reverse("registry:person", args=[row.professional.public_id]),
        back="registry:people",
        at_once=100,
    )
)


# Booklets.


def _books(ids: Iterable[str]) -> QuerySet[Handbook]:
    rows = Handbook.objects.filter(public_id__in=list(ids))
    return rows.select_related("professional", "claim__organisation").order_by("year", "sequence")


def _why_not_handed(actor: User, pairs: Pairs) -> dict[int, str]:
    units = units_of(row for row, _one in pairs)
    return {row.pk: why for row, _one in pairs if (why := handbook.why_not_handed(actor, row, units))}


def _hand_out(actor: User, pairs: Pairs, values: dict[str, Any]) -> Outcome[Handbook]:
    return handbook.hand_out_many(
        actor=actor, handbooks=[row for row, _one in pairs], on=date.fromisoformat(values["on"]),
        received_by=values.get("received_by", ""),
    )  # fmt: skip


HAND_OUT = many.register(
    Act(
        kind="handbook.hand_out_many",
        verb=gettext_lazy("登记发放"),
        did=gettext_lazy("已登记发放"),
        unit=gettext_lazy("本"),
        roles=(Role.HR, *SUPERVISING),
        rows=_books,
        seen=lambda actor, ids: _books(ids).filter(pk__in=Handbook.objects.visible_to(actor).values("pk")),
        why_not=_why_not_handed,
        run=_hand_out,
        name=lambda row: f"{row.professional} · {row.number}",
        url=lambda row: reverse("registry:handbook", args=[row.public_id]),
        back="registry:handbooks",
        piece=200,
        at_once=200,
    )
)
