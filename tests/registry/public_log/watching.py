"""`bin/witness` as another organisation runs it, its web being the test's client."""

import io
import urllib.error
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

URL = "http://127.0.0.1:8000"


def program():
    loader = SourceFileLoader("witness", str(settings.BASE_DIR / "bin" / "witness"))
    loaded = module_from_spec(spec_from_loader("witness", loader))
    loader.exec_module(loaded)
    return loaded


class Web:
    """Addresses answered by the portal; `instead` holds what somebody else answers at a path."""

    def __init__(self):
        self.instead, self.asked = {}, []

    def urlopen(self, request, timeout):
        address = request if isinstance(request, str) else request.full_url
        path = urlsplit(address).path
        self.asked.append(path)
        if path in self.instead:
            return _Answer(200, self.instead[path])
        client = Client(SERVER_NAME="127.0.0.1")
        if isinstance(request, str):
            answer = client.get(path)
        else:
            answer = client.post(path, request.data, content_type="text/plain; charset=utf-8")
        if answer.status_code >= 400:
            raise urllib.error.HTTPError(address, answer.status_code, "", {}, io.BytesIO(answer.content))
        return _Answer(answer.status_code, answer.content)


class _Answer(io.BytesIO):
    def __init__(self, status, content):
        super().__init__(content)
        self.status = status
