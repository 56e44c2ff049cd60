"""Fetch a thing for this user, or 404: another's record is as absent as one that does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Model, Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cejc.lib.db import replica
from cejc.lib.ids import uuids_of
from registry.enums import EmploymentState, Role
from registry.people import looking
from registry.people.http import SignedInRequest
from registry.people.models import (
    Employment,
    Membership,
    Message,
    Organisation,
    Professional,
    User,
)
from registry.people.queries.people import with_login

Row = TypeVar("Row", bound=Model)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Gate:
    """Who gets to a page, with how it may be asked: `@signed_in.reads` shows something, `lists` many of it,
    `asks` has a form, `acts` only does something."""

    def __init__(self, *roles: str) -> None:
        self.roles = roles

    def __call__(self, view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.roles and not request.user.has_role(*self.roles):
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    def reads(self, view: View) -> View:
        return self(require_safe(view))

    def lists(self, view: View) -> View:
        """Shows many rows and does nothing else: a replica may answer."""
        return self.reads(replica.may_answer(view))

    def asks(self, view: View) -> View:
        return self(require_http_methods(["GET", "POST"])(view))

    def acts(self, view: View) -> View:
        return self(require_POST(view))


signed_in = Gate()


def role_required(*roles: str) -> Gate:
    """Holders of one of `roles`; for everybody else the page does not exist."""
    return Gate(*roles)


def fetching(
    model: type[Row], *joined: str, among: Callable[[User], Any] | None = None
) -> Callable[[User, UUID], Row]:
    """How a row of `model` is fetched for a user, with what is `joined`: of
    those that the user sees, or of those that `among` gives."""

    def fetch(user: User, public_id: UUID) -> Row:
        rows = among(user) if among else model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        row = get_object_or_404(rows.select_related(*joined) if joined else rows, public_id=public_id)
        return looking.note(row)

    return fetch


def seat_as(request: SignedInRequest, *roles: str) -> Membership:
    """The seat acted from where it is one of `roles`, else the first that is; 404 where there is none."""
    chosen = request.acting
    seats = [chosen] if chosen and chosen.role in roles else request.user.seats_as(*roles)
    if not seats:
        raise Http404
    return seats[0]


def hr_unit(request: SignedInRequest) -> Organisation:
    """The unit whose people the login keeps."""
    return seat_as(request, Role.HR).organisation


# A person as `user` may see them: among those of the user's units, or the user.
professional_of = fetching(Professional)
organisation_of = fetching(Organisation)
message_of = fetching(Message)


def hr_employment(user: User, public_id: UUID) -> Employment:
    """A place at a unit whose HR `user` is, refused registrations left out."""
    units = [seat.organisation_id for seat in user.seats_as(Role.HR)]
    rows = Employment.objects.select_related("professional", "organisation").exclude(
        state=EmploymentState.REFUSED
    )
    return looking.note(get_object_or_404(rows.filter(organisation__in=units), public_id=public_id))


def hr_employments(user: User, public_ids: list[str]) -> list[Employment]:
    """Those of `public_ids` that are places at a unit whose HR `user` is; others are left out silently."""
    units = [seat.organisation_id for seat in user.seats_as(Role.HR)]
    rows = Employment.objects.select_related("professional", "organisation").filter(organisation__in=units)
    return list(
        with_login(rows).filter(public_id__in=uuids_of(public_ids)).order_by("professional__name_key", "pk")
    )


def account_for_admin(user: User, public_id: UUID) -> User:
    if not user.is_admin:
        raise Http404
    return looking.note(get_object_or_404(User.objects.select_related("professional"), public_id=public_id))


def membership_for_admin(user: User, public_id: UUID) -> Membership:
    if not user.is_admin:
        raise Http404
    return get_object_or_404(Membership.objects.select_related("user", "organisation"), public_id=public_id)


def own_professional(user: User) -> Professional:
    """The person behind the login, or 404 when the login has none."""
    return get_object_or_404(Professional.objects.filter(Q(pk=user.professional_id)))
