"""Erasing a person's identity number everywhere it is kept, so that nothing leads back to it."""

import secrets

from django.db.models import Q

from registry.changes.models import IdentityChange, Merge
from registry.machinery.services.forgetting import forget_stored
from registry.people.models import Professional
from registry.results.models import Completion
from registry.training.models import Attendee

MARK = "已注销"


def erase_number(person: Professional) -> None:
    """The number of the file, of those merged into it, of its earlier requests and reported results.

    The blind index becomes a random marker, no hash of the number. The papers of earlier requests, which show
    the number, go too. Inside a service; the person is locked.
    """
    files = [person, *Professional.objects.select_for_update().filter(merged_into=person).order_by("pk")]
    _of_reports(person, [one.identity_index for one in files])
    for one in files:
        one.identity_number, one.identity_masked, one.identity_index = "", MARK, _marker()
        one.save(update_fields=["identity_number", "identity_masked", "identity_index"])
    _of_requests(person)


def _marker() -> str:
    return f"erased:{secrets.token_hex(24)}"


def _of_reports(person: Professional, indexes: list[str]) -> None:
    """What training providers reported of the person, and the lists of sessions."""
    theirs = Q(professional=person) | Q(identity_index__in=indexes)
    for model in (Completion, Attendee):
        for key in model._base_manager.filter(theirs).values_list("pk", flat=True):
            model._base_manager.filter(pk=key).update(
                identity_number="", identity_masked=MARK, identity_index=_marker()
            )


def _of_requests(person: Professional) -> None:
    changes = IdentityChange.objects.filter(professional=person)
    for rows in (changes, Merge.objects.filter(professional=person)):
        forget_stored(rows)
        rows.update(stored_name="", file_name="")
    changes.update(new_identity_number="", old_identity_number="")
