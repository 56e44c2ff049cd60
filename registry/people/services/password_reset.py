"""A forgotten password: the request is a job, so that a known and an unknown address take the same time."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cejc.lib import mail
from registry.enums import Turn
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import enqueue, handles
from registry.people.models import User


@service
def request_link(*, email: str) -> None:
    """Ask the worker to mail links to the logins with this address; one mail an address and ten minutes."""
    slot = int(timezone.now().timestamp() // 600)
    enqueue("password-reset", f"{email.lower()[:70]}:{slot}", {"email": email}, turn=Turn.WAITED)


@handles("password-reset")
def send_links(job: Job) -> None:
    users = User.objects.filter(email__iexact=job.payload["email"], is_active=True)
    for user in users:
        path = reverse(
            "registry:password-set", args=[user.public_id, default_token_generator.make_token(user)]
        )
        text = render_to_string(
            "messages/password_reset.txt",
            {
                "user": user,
                "address": settings.CEJC_PUBLIC_URL + path,
                "minutes": settings.CEJC_RESET_MINUTES,
            },
        )
        subject, _, body = text.strip().partition("\n")
        mail.send(subject, body.strip(), user.email)


def token_fits(user: User, token: str) -> bool:
    """The token was made for this login, is younger than PASSWORD_RESET_TIMEOUT and was not used."""
    return default_token_generator.check_token(user, token)
