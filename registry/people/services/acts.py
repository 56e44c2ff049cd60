"""Acting on many people who registered themselves."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.outcome import each
from registry.enums import EmploymentState, Role
from registry.people.models import Employment, User
from registry.people.permissions import is_self
from registry.people.services import employment, many
from registry.people.services.many import Act, Pairs


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
