"""A portal under gunicorn with a database of its own, and a visitor who fills in its forms."""

import re
import socket
import time
from html.parser import HTMLParser
from typing import Any

import requests

STAGE = """
from tests import factories
water = factories.make_department()
factories.make_province()
employer = factories.make_employer("湖南省水利水电勘测设计院", parent=water)
factories.employee_of(employer, "alice", "欧阳晓")
factories.hr_of(employer, "bob", "毕明")
"""


def served(apart: Any) -> Any:
    """`apart` with the portal's own settings, over plain HTTP."""
    apart.env |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings_served",
        "CEJC_HTTPS": "false",
        "CEJC_SECOND_FACTOR": "false",
        "CEJC_BEHIND_PROXY": "false",
    }
    return apart


def serve(apart: Any, *, workers: int = 2) -> str:
    """Start gunicorn on `apart`; its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    apart.start(
        "-m",
        "gunicorn",
        "cejc.wsgi:application",
        "--bind",
        address,
        "--workers",
        str(workers),
        "--worker-class",
        "cejc.serving.Worker",
        "--threads",
        "4",
        "--preload",
        "--no-control-socket",
        "--limit-request-line",
        "8190",
    )
    end = time.monotonic() + 150
    while time.monotonic() < end:
        try:
            requests.get(f"http://{address}/health/", timeout=20)
            return f"http://{address}"
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(apart.logs())


def _keep(fields: dict[str, Any], name: str, found: dict[str, str]) -> None:
    if found.get("type") not in ("radio", "checkbox") or "checked" in found:
        fields[name] = found.get("value", "")


class Forms(HTMLParser):
    """The forms of a page: for each its fields as they stand, and its buttons by their words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._button: dict[str, str] | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": found.get("action", ""), "fields": {}, "buttons": {}})
        if not self.forms:
            return
        form, name = self.forms[-1], found.get("name", "")
        if tag == "button":
            self._button = found | {"words": ""}
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or self._select not in form["fields"]):
            form["fields"][self._select] = found.get("value", "")
        elif tag in ("input", "textarea") and name and found.get("type") not in ("file", "submit"):
            _keep(form["fields"], name, found)

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button["words"] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None and self.forms:
            named = {self._button["name"]: self._button.get("value", "")} if "name" in self._button else {}
            self.forms[-1]["buttons"][self._button["words"]] = named
            self._button = None
        if tag == "select":
            self._select = ""


class Visitor:
    """One browser without JavaScript: keeps cookies, sends back the
    hidden fields of the form it was shown."""

    def __init__(self, base: str) -> None:
        self.base, self.session = base, requests.Session()

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.base + path, timeout=60, **more)

    def send(self, path: str, values: dict[str, Any], *, page: str = "", **more: Any) -> requests.Response:
        """Open `page` (else `path`), take its token, post `values` to `path`;
        the answer itself, no redirect followed."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page or path).text)
        assert token, f"no form on {page or path}"
        data = values | {"csrfmiddlewaretoken": token[1]}
        return self.session.post(self.base + path, data, timeout=60, allow_redirects=False, **more)

    def press(
        self, page: requests.Response, words: str, values: dict[str, Any] | None = None, **more: Any
    ) -> requests.Response:
        """Press the button with these words on a page that was read before; no redirect followed."""
        form = next(one for one in Forms(page.text).forms if words in one["buttons"])
        path = form["action"] or page.url.removeprefix(self.base)
        data = form["fields"] | form["buttons"][words] | (values or {})
        return self.session.post(self.base + path, data, timeout=60, allow_redirects=False, **more)

    def enter(self, name: str, password: str) -> requests.Response:
        return self.send("/accounts/login/", {"login": name, "password": password})


def is_ours(answer: requests.Response) -> bool:
    """A whole page in Chinese, none of a library or of the server."""
    return 'lang="zh' in answer.text and "回到首页" in answer.text
