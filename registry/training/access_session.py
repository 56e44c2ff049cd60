"""Fetch a filing or a session for this user, or 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.people.models import User
from registry.training.models import Filing, SessionSlot, TrainingSession
from registry.training.permissions_session import runs


def visible_filing(user: User, public_id: UUID) -> Filing:
    rows = Filing.objects.visible_to(user).select_related(
        "base__organisation", "course", "previous", "created_by", "submitted_by", "decided_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def visible_session(user: User, public_id: UUID) -> TrainingSession:
    rows = TrainingSession.objects.visible_to(user).select_related(
        "base__organisation", "organiser", "course", "filing"
    )
    return get_object_or_404(rows, public_id=public_id)


def run_session(user: User, public_id: UUID) -> TrainingSession:
    """A session that `user` runs; those who only see it get 404 on what is for the organiser."""
    row = visible_session(user, public_id)
    if not runs(user, row):
        raise Http404
    return row


def run_slot(user: User, public_id: UUID, slot: UUID) -> SessionSlot:
    session = run_session(user, public_id)
    row = get_object_or_404(session.slots, public_id=slot)
    row.session = session
    return row
