import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
answer = get_wsgi_application()

from django.db import connections  # noqa: E402

from registry.machinery.services import keys  # noqa: E402

keys.at_start()
connections.close_all()  # no connection is carried into the processes that gunicorn forks

# What the first document and the first name would wait for; the processes of one server share it.
import pypinyin  # noqa: E402, F401

import cejc.lib.paper.pdf_renderer  # noqa: E402, F401
from cejc.lib.deep import deep  # noqa: E402
from cejc.lib.settled import settle  # noqa: E402


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return deep(answer, environ, start_response)


settle()
