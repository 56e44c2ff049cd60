"""Passwords that have to be changed: a first one that somebody else set, and one that is too old where the
set-up asks for that (CEJC_PASSWORD_PROFILE). Times are the machine's own."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.people.models import UsedPassword, User


def due(user: User) -> str:
    """Why the password has to be changed before anything else; "" where it has not."""
    if user.must_change_password:
        return _("您正在使用初始密码，请先设置自己的密码。")
    days = settings.CEJC_PASSWORD_DAYS
    since = user.password_set_at or user.created_at
    if days and since < timezone.now() - timedelta(days=days):
        return _("您的密码已使用超过%s天，按规定请先更换。") % days
    return ""


def remember(user: User) -> None:
    """Keep the hash of the password that goes, and no more of them than the set-up asks for."""
    kept = settings.CEJC_PASSWORDS_KEPT
    if not kept or not user.password:
        return
    UsedPassword.objects.create(user=user, hash=user.password)
    rows = UsedPassword.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)
    UsedPassword.objects.filter(user=user).exclude(pk__in=list(rows[:kept])).delete()
