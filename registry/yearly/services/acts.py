"""Acting on many of the yearly matters: years confirmed, booklets handed out."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.pieces import PIECE
from cejc.outcome import Outcome
from registry.enums import SUPERVISING, Role
from registry.people.models import User
from registry.people.services import many
from registry.people.services.many import Act, Pairs
from registry.yearly.models import AnnualRegistration, Handbook
from registry.yearly.permissions import units_of
from registry.yearly.queries.registration import answered_for, contents
from registry.yearly.services import handbook, registration

CHANGED = gettext_lazy("页面打开后有变化")


def _changed(pairs: Pairs) -> dict[int, str]:
    """Rows that changed since the page was opened."""
    return {row.pk: str(CHANGED) for row, one in pairs if one.edit is not None and one.edit != row.edit}


def _first_of(why: Callable[[Any], str], pairs: Pairs) -> dict[int, str]:
    """Why each row is left out: by what it is now, else by having changed since."""
    return _changed(pairs) | {row.pk: found for row, _one in pairs if (found := why(row))}


def _years(ids: Iterable[str]) -> QuerySet[AnnualRegistration]:
    rows = AnnualRegistration.objects.filter(public_id__in=list(ids))
    return rows.select_related("professional", "organisation", "office").order_by("-year", "pk")


def _why_not_confirmed(actor: User, pairs: Pairs) -> dict[int, str]:
    held = contents([(row.professional, row.year) for row, _one in pairs])
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
        name=lambda row: (
            _("%(professional)s · %(year)s年") % {"professional": row.professional, "year": row.year}
        ),
        url=lambda row: reverse("registry:registration", args=[row.public_id]),
        back="registry:registrations",
        piece=PIECE,
        at_once=PIECE,
    )
)


def _books(ids: Iterable[str]) -> QuerySet[Handbook]:
    rows = Handbook.objects.filter(public_id__in=list(ids))
    return rows.select_related("professional", "claim__organisation").order_by("year", "sequence")


def _why_not_handed(actor: User, pairs: Pairs) -> dict[int, str]:
    units = units_of(row for row, _one in pairs)
    return {row.pk: why for row, _one in pairs if (why := handbook.why_not_handed(actor, row, units))}


def _hand_out(actor: User, pairs: Pairs, values: dict[str, Any]) -> Outcome[Handbook]:
    return handbook.hand_out_many(
        actor=actor,
        handbooks=[row for row, _one in pairs],
        on=date.fromisoformat(values["on"]),
        received_by=values.get("received_by", ""),
    )


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
