"""Success is said here and nowhere else, so that docs/messages.md can list every sentence with its fact.

`manage.py messages_doc` reads the calls in the source; a sentence that does not stand in the
call itself is kept under the name `said` (variable, keyword, dataclass field or key of a dict)
in the same module, where it is found too.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest


def done(request: HttpRequest, sentence: Any) -> None:
    """Say what was done. Call it after the service has done it, never with the number that was asked for."""
    messages.success(request, sentence)
