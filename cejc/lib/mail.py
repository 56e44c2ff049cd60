"""Mail that nobody typed: every message says so, or holiday replies and loops of two machines come back."""

from django.conf import settings
from django.core.mail import EmailMessage

# RFC 3834, and what older servers and Exchange understand instead.
HEADERS = {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "X-Auto-Response-Suppress": "All"}


def send(subject: str, text: str, address: str) -> None:
    """One mail to one address. Raises OSError or SMTPException when the server does not take it."""
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address], headers=HEADERS).send()
