"""Activation: a person on an employer's list takes over the account with a code that HR hands over.

The code is kept as a keyed hash, lasts 30 days, bears 5 attempts and serves once.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import crypto
from cejc.lib.pieces import pieces
from cejc.lib.writing import names
from cejc.lib.writing.pasted import code_in
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import ActivationCode, Employment, Professional, User
from registry.people.permissions import require, require_hr
from registry.people.queries import people
from registry.people.queries.people import ERASED_NAME
from registry.people.services import account

LENGTH = 10
LASTS = timedelta(days=30)
MAX_ATTEMPTS = 5
MISMATCH = _(
    "姓名、证件或激活码有误，或激活码已失效。请核对后重试；连续5次有误，须请单位人事重新发放激活码。"
)


def _hash(professional: Professional, code: str) -> str:
    return crypto.blind_index("activation", f"{professional.public_id}:{code}")


def tidy(code: str) -> str:
    """A code as typed from paper: blanks, hyphens and the words around it do not matter."""
    return code_in(code)


def _new_code() -> str:
    return crypto.random_code(LENGTH)


def issue(*, actor: User, employment: Employment) -> str:
    """A new code for a person of the unit; an earlier one stops working.
    The code is returned once, kept nowhere."""
    return issue_many(actor=actor, employments=[employment])[0][1]


@service
def issue_many(*, actor: User, employments: Sequence[Employment]) -> list[tuple[Employment, str]]:
    """Codes for a whole list, in a constant number of statements a piece; refused for all where one may have
    none. Earlier codes of these people stop working."""
    made = []
    for piece in pieces(employments):
        made += _issue_piece(actor, piece)
    return made


def _issue_piece(actor: User, places: Sequence[Employment]) -> list[tuple[Employment, str]]:
    keys = [place.professional_id for place in places]
    people = Professional.objects.select_for_update().order_by("pk").in_bulk(keys)
    _require_may(actor, places, people)
    moment = clock.now()
    live = ActivationCode.objects.filter(professional__in=keys, used_at=None, expires_at__gt=moment)
    live.update(expires_at=moment)
    made = [(place, _new_code()) for place in places]
    ActivationCode.objects.bulk_create(
        ActivationCode(
            professional_id=place.professional_id,
            organisation_id=place.organisation_id,
            code_hash=_hash(people[place.professional_id], code),
            created_by=actor,
            expires_at=moment + LASTS,
        )
        for place, code in made
    )
    after = {"expires": f"{moment + LASTS:%F}"}
    for key in keys:
        audit.record("activation.issued", people[key], actor=actor, after=after)
    return made


def _require_may(actor: User, places: Sequence[Employment], people: dict[int, Professional]) -> None:
    for unit in {place.organisation for place in places}:
        require_hr(actor, unit)
    current = Employment.objects.current().filter(pk__in=[place.pk for place in places])
    require(current.count() == len(places), _("该人员不是本单位在职人员。"))
    logins = User.objects.filter(professional__in=people).exclude(username__startswith=ERASED_NAME)
    if owner := logins.values_list("professional", flat=True).first():
        raise Refused(_("%s已开通账号，不需要激活码。") % people[owner].name)


def last_day() -> date:
    """The last day of a code that is handed out now."""
    return clock.day_of(clock.now() + LASTS)


def activate(
    *, name: str, identity_type: str, number: str, code: str, username: str, password: str, email: str = ""
) -> User | None:
    """Open the account, or None when name, identity or code do not fit together (which one is never said).

    The attempt is counted in a transaction of its own before the code
    is compared, so that a refusal keeps it.
    """
    person = people.by_identity(identity_type, number)
    row = _reserve(person) if person else None
    # Compared also when there is nothing to compare with: the answer takes the same time.
    expected = row.code_hash if row else secrets.token_hex(32)
    fits = hmac.compare_digest(expected, _hash(person or Professional(), tidy(code)))
    if person is None or row is None or not fits or names.normalise(name) != person.name:
        return None
    return _open(person, row, username=username, password=password, email=email)


@transaction.atomic
def _reserve(person: Professional) -> ActivationCode | None:
    """The live code of a person with one attempt taken from it, or None."""
    live = ActivationCode.objects.select_for_update().filter(professional=person, used_at=None)
    row = live.filter(expires_at__gt=clock.now(), attempts__lt=MAX_ATTEMPTS).order_by("-pk").first()
    if row is not None:
        row.attempts += 1
        row.save(update_fields=["attempts"])
    return row


@service
def _open(person: Professional, code: ActivationCode, *, username: str, password: str, email: str) -> User:
    row = ActivationCode.objects.select_for_update().get(pk=code.pk)
    require(row.used_at is None, _("该激活码已经使用过，请直接登录。"))
    user = account.create(actor=None, professional=person, username=username, password=password, email=email)
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    audit.record("account.activated", user, actor=user, context=person)
    return user
