"""Finding people by identity number (through its blind index), their places and logins; by name: names.py."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import crypto
from cejc.lib.writing import identity
from registry.enums import IdentityType, Role
from registry.people.above import names_before
from registry.people.models import (
    ActivationCode,
    Employment,
    Membership,
    Organisation,
    Professional,
    User,
)

# How the name of an erased login begins; nobody can choose one with a
# colon (registry.people.validators.USERNAME).
ERASED_NAME = "erased:"


def identity_index(number: str) -> str:
    """The blind index of a normalised identity number. One number is one person, whatever type was chosen."""
    return crypto.blind_index("identity", number)


def by_identity(identity_type: str, number: str) -> Professional | None:
    """The person who holds this number, or None."""
    return Professional.objects.filter(
        identity_index=identity_index(identity.normalise(identity_type, number))
    ).first()


def other_country(identity_type: str) -> str:
    """What a refusal adds for a passport: states number them each for
    itself, but here one number is one person."""
    if identity_type != IdentityType.PASSPORT:
        return ""
    return str(_("若是另一国家或地区签发的同号护照，请改用其他有效证件登记，或联系系统管理员。"))


def numbered(typed: str) -> Professional | None:
    """The person who holds this number, whatever its type."""
    kinds = (identity.RESIDENT_CARD, identity.OTHER)
    indexes = {identity_index(identity.normalise(kind, typed)) for kind in kinds}
    return Professional.objects.filter(identity_index__in=indexes).order_by("pk").first()


def former_names(people: Collection[int]) -> dict[int, set[str]]:
    """Person (key) -> names borne before: changed by two officers, or those of files merged into this one."""
    found: dict[int, set[str]] = defaultdict(set)
    for before in names_before:
        for person, name in before(people):
            found[person].add(name)
    for file in Professional.objects.filter(merged_into__in=people).only("merged_into", "name"):
        found[file.merged_into_id or 0].add(file.name)
    return found


def login_named(identifier: str) -> User | None:
    """The active login with this username, or the one of the person with this identity number."""
    typed = identifier.strip()
    user = User.objects.filter(username=typed.lower()).first()
    if user is not None or not typed:
        return user
    indexes = {
        identity_index(identity.normalise(kind, typed)) for kind in (identity.RESIDENT_CARD, identity.OTHER)
    }
    return (
        User.objects.filter(professional__identity_index__in=indexes, is_active=True).order_by("pk").first()
    )


def administrators() -> list[User]:
    """The active logins that hold the administrator's seat now."""
    seats = Membership.objects.in_force().filter(role=Role.ADMIN, user__is_active=True)
    return [seat.user for seat in seats.select_related("user")]


def current_employment(professional: Professional) -> Employment | None:
    """The confirmed and unended place of a person, with its unit."""
    return professional.employments.current().select_related("organisation").first()


def with_login(places: QuerySet[Employment]) -> QuerySet[Employment]:
    """Add `has_login` to places: does the person have a login? No query more."""
    logins = User.objects.filter(professional=OuterRef("professional"))
    return places.annotate(has_login=Exists(logins.exclude(username__startswith=ERASED_NAME)))


def live_codes(people: Collection[int]) -> set[int]:
    """Those of `people` (keys) who hold an activation code that still works."""
    rows = ActivationCode.objects.filter(used_at=None, expires_at__gt=clock.now(), professional__in=people)
    return set(rows.values_list("professional", flat=True))


def has_account(professional: Professional) -> bool:
    """A login that was erased at the person's wish is none."""
    return professional.users.exclude(username__startswith=ERASED_NAME).exists()


def with_records(people: Collection[int]) -> set[int]:
    """Those of `people` (keys) on whom anything in the portal rests beside their places."""
    found: set[int] = set()
    for relation in Professional._meta.related_objects:
        if relation.related_model is not Employment and relation.on_delete is models.PROTECT:
            name = relation.field.name
            rows: Any = relation.related_model._default_manager
            found |= set(rows.filter(**{f"{name}__in": people}).values_list(name, flat=True).distinct())
    return found


def employers_like(text: str, limit: int = 20) -> list[Organisation]:
    """Units that a person can work at, by part of a name or a credit
    code; at least two characters are asked."""
    typed = text.strip()
    if len(typed) < 2:
        return []
    found = Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(credit_code=typed.upper())
    return list(Organisation.objects.employers().filter(found)[:limit])
