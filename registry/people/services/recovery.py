"""A login is opened again by two officers together, without mail: the unit's HR asks and has one half
of a code, an officer above confirms and has the other. Only the person who got both sets a new password."""

import hmac
from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.lib import crypto
from cejc.lib.writing.pasted import code_in
from cejc.whole import whole
from registry.enums import RecoveryState
from registry.machinery.service import service
from registry.people.models import Employment, Recovery, User
from registry.people.moves.recovery import RECOVERY
from registry.people.permissions import require, require_hr
from registry.people.queries import people
from registry.people.services import account
from registry.people.services.telling.message import tell

HALF = 8  # characters
LASTS = timedelta(days=3)
MAX_ATTEMPTS = 5
MISMATCH = gettext_lazy("证件号码或恢复码有误，或恢复码已失效。请核对后重试；连续5次有误，须重新申请。")


def _hash(row: Recovery, half: str) -> str:
    return crypto.blind_index("recovery", f"{row.public_id}:{half}")


@service
def ask(*, actor: User, employment: Employment, reason: str) -> tuple[Recovery, str]:
    """HR asks for a person of the unit; the first half is returned once. An earlier request lapses."""
    require_hr(actor, employment.organisation)
    person = employment.professional
    require(actor.professional_id != person.pk, _("不能为您本人申请，请由本单位其他人事人员办理。"))
    user = person.users.exclude(username__startswith=people.ERASED_NAME).filter(is_active=True).first()
    require(user is not None, _("该人员没有可以登录的账号，请发放激活码。"))
    for earlier in Recovery.objects.filter(
        user=user, state__in=[RecoveryState.ASKED, RecoveryState.CONFIRMED]
    ):
        RECOVERY.enter("lapse", earlier, actor=None, cause=actor).leave()
    row = Recovery(user=user, organisation=employment.organisation, asked_by=actor, reason=whole(reason, 500))
    half = crypto.random_code(HALF)
    row.first_hash = _hash(row, half)
    row.save()
    RECOVERY.record("asked", row, actor=actor, reason=row.reason)
    tell([row.user], "recovery_asked", {"row": row})
    return row, half


@service
def confirm(*, actor: User, row: Recovery) -> tuple[Recovery, str]:
    """Another officer confirms; the second half is returned once. The code works for three days from now."""
    step = RECOVERY.enter("confirm", row, actor=actor)
    half = crypto.random_code(HALF)
    step.row.second_hash = _hash(step.row, half)
    step.row.decided_by, step.row.decided_at = actor, clock.now()
    found = step.leave()
    tell([found.user], "recovery_confirmed", {"row": found})
    return found, half


@service
def refuse(*, actor: User, row: Recovery, reason: str) -> Recovery:
    step = RECOVERY.enter("refuse", row, actor=actor, reason=reason)
    step.row.decided_by, step.row.decided_at, step.row.refusal = actor, clock.now(), step.reason
    found = step.leave()
    tell([found.asked_by], "recovery_refused", {"row": found}, link=reverse("registry:recoveries"))
    return found


def use(*, identity_type: str, number: str, code: str, password: str) -> User | None:
    """The person sets a new password with both halves; None where anything does not fit (what, is never
    said). Second factors go with the old password: whoever had them may have lost them."""
    person = people.by_identity(identity_type, number)
    key = _reserve(person.pk) if person else None
    row = Recovery.objects.select_related("user").get(public_id=key) if key else None
    typed = code_in(code)
    first, second = typed[:HALF], typed[HALF:]
    told = _hash(row or Recovery(), first), _hash(row or Recovery(), second)
    right = [
        hmac.compare_digest(kept, given)
        for kept, given in zip((row.first_hash, row.second_hash) if row else ("x", "x"), told, strict=True)
    ]
    return _opened(row, password) if row and all(right) else None


@transaction.atomic
def _reserve(person: int) -> UUID | None:
    """The live request of a person with one attempt taken from it."""
    live = Recovery.objects.select_for_update().filter(
        user__professional=person,
        user__is_active=True,
        state=RecoveryState.CONFIRMED,
        decided_at__gt=clock.now() - LASTS,
        attempts__lt=MAX_ATTEMPTS,
    )
    row = live.order_by("-pk").first()
    if row is None:
        return None
    row.attempts += 1
    row.save(update_fields=["attempts"])
    return row.public_id


@service
def _opened(row: Recovery, password: str) -> User:
    step = RECOVERY.enter("use", row, actor=None, cause=row.user)
    user = step.leave().user
    Authenticator.objects.filter(user=user).delete()
    account.set_password(user=user, password=password)
    tell([user], "recovery_used", {"row": row})
    return user
