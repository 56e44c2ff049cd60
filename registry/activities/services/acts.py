"""Acting on many records at a reviewer's desk."""

from collections.abc import Iterable
from dataclasses import replace
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
from registry.activities.services.given import give
from registry.enums import Role
from registry.people.models import User
from registry.people.services import many
from registry.people.services.many import Act, Pairs


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


def _why_not_returned(actor: User, pairs: Pairs) -> dict[int, str]:
    return activity_review.why_not_decided(actor=actor, activities=[(row, one.edit) for row, one in pairs])


def _return(actor: User, pairs: Pairs, values: dict[str, Any]) -> Outcome[Activity]:
    """Each with the same reasons, in a transaction of its own, as it was shown."""
    shown = {row.pk: one.edit for row, one in pairs}
    return each(
        (row for row, _one in pairs),
        lambda row: activity_review.return_(actor=actor, activity=row, edit=shown[row.pk], **values),
    )


RETURN = many.register(
    replace(
        APPROVE,
        kind="activity.return_many",
        verb=gettext_lazy("退回所选记录"),
        did=gettext_lazy("已退回记录"),
        why_not=_why_not_returned,
        run=_return,
    )
)


def _why_not_given(actor: User, pairs: Pairs) -> dict[int, str]:
    """Another desk has it. A constant number of queries."""
    rows = [row for row, _one in pairs]
    mine = set(review_queue(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return {row.pk: _("目前不在您的办理范围") for row in rows if row.pk not in mine}


def _give(actor: User, pairs: Pairs, values: dict[str, Any]) -> Outcome[Activity]:
    to = User.objects.get(public_id=values["to"]) if values["to"] else None
    return each((row for row, _one in pairs), lambda row: give(actor=actor, activity=row, to=to))


GIVE = many.register(
    replace(
        APPROVE,
        kind="activity.give_many",
        verb=gettext_lazy("指派给同事"),
        did=gettext_lazy("已指派记录"),
        why_not=_why_not_given,
        run=_give,
    )
)
