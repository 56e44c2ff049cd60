"""What the page says and what the database holds, asserted together.

`manage.py messages_doc` reads the calls of `outcome` in the tests: each
success message of the product must have one.
"""

import html
from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse


def outcome(answer: HttpResponse, message: str, fact: Callable[[], Any]) -> HttpResponse:
    """Assert that `answer` (followed when it is a redirect) says `message`, and that `fact` is so; the page.

    `message` stands in the call as it is in the source, its values filled in. `fact` is a lambda over the
    database: docs/messages.md shows it beside the message.
    """
    said = [str(one) for one in get_messages(answer.wsgi_request)] if answer.status_code in (301, 302) else []
    page = answer
    while page.status_code in (301, 302):
        page = page.client.get(page.url)
    said += (
        [str(one) for one in page.context["messages"]] if page.context and "messages" in page.context else []
    )
    shown = html.unescape(page.content.decode())
    assert message in said or message in shown, (
        f"“{message}” is not said: {page.status_code} {said} {_faults(page)}"
    )
    assert fact(), f"“{message}” is said, and it is not so"
    return page


def _faults(page: HttpResponse) -> dict[str, Any]:
    """What a form on the page complains of, for whoever reads the failure."""
    form = (page.context or {}).get("form") if page.context else None
    return dict(form.errors) if form is not None and form.is_bound else {}
