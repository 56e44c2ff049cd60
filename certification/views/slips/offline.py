"""Checking slips without a network: the page with its worker, the same as one file, and what both must know.

These answers are the same for everybody and know of no session: whatever a browser keeps of them is nobody's.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from cejc.lib.papercode.knowledge import key_facts
from certification.queries.slips.code_knowledge import signed_now
from certification.views.slips.offline_words import sentences
from registry.keys.queries.code_keys import every_code_key
from registry.public_log import keys

LANGUAGES = {"zh": "zh-hans", "en": "en"}
STYLE = "css/offline.css"
SCRIPTS = (
    "vendor/paper/noble.js",
    "vendor/paper/qr-reader.js",
    *(f"js/offline/{name}.js" for name in ("record", "known", "proof", "picture", "page")),
)
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


@cache_control(no_cache=True)
@require_GET
def page(request: HttpRequest, language: str) -> HttpResponse:
    """The page; after one visit the worker has it."""
    with translation.override(LANGUAGES[language]):
        linked = {"style": static(STYLE), "scripts": [static(one) for one in SCRIPTS]}
        more = {
            "worker": reverse("certification:verify-offline-worker"),
            "scope": reverse("certification:verify-offline-worker").rpartition("/")[0] + "/",
            "knowledge": reverse("certification:verify-offline-knowledge"),
        }
        answer = render(request, "offline/page.html", _context(language, more) | linked)
    answer["Permissions-Policy"] = CAMERA
    return answer


@cache_control(no_cache=True)
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it keeps the pages, their files and the newest list, named by their content."""
    kept = [reverse("certification:verify-offline", args=[one]) for one in LANGUAGES]
    kept += [static(one) for one in (STYLE, *SCRIPTS)]
    context = {
        "kept": kept,
        "knowledge": reverse("certification:verify-offline-knowledge"),
        "version": _version(),
    }
    return render(request, "offline/worker.js", context, content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=60)
@require_GET
def knowledge(_request: HttpRequest) -> HttpResponse:
    """Keys and papers that are not good any more, as a signed note."""
    return HttpResponse(signed_now(), content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=60)
@require_GET
def code_keys(_request: HttpRequest) -> HttpResponse:
    """The keys that sign codes, for other readers."""
    told = {"keys": [key_facts(one) for one in every_code_key()], "log": keys.told()}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@cache_control(no_store=True)
@require_GET
def file(request: HttpRequest, language: str) -> HttpResponse:
    """The page as one file, with the list of this moment in it."""
    with translation.override(LANGUAGES[language]):
        style, scripts = _text(STYLE), [_text(one) for one in SCRIPTS]
        whole = {"inline_style": style, "inline_scripts": scripts}
        policy = _policy(style, scripts)
        context = _context(language, {"note": signed_now()}) | whole | {"policy": policy}
        answer = render(request, "offline/page.html", context)
    answer["Content-Disposition"] = f'attachment; filename="verify-slip-{language}.html"'
    return answer


def _context(language: str, more: dict[str, Any]) -> dict[str, Any]:
    other = "en" if language == "zh" else "zh"
    told = {"words": sentences(), "logKeys": keys.told(), "locale": "zh-CN" if language == "zh" else "en-GB"}
    told["zone"] = settings.TIME_ZONE  # whoever carries the file abroad reads the office's time
    return {
        "language": "zh-Hans" if language == "zh" else "en",
        "told": told | more,
        "portal": settings.CEJC_PUBLIC_URL,
        "other_url": reverse("certification:verify-offline", args=[other]),
        "other_name": dict(settings.LANGUAGES)["en" if other == "en" else "zh-hans"],
        "file_url": reverse("certification:verify-offline-file", args=[language]),
        "camera": _("用摄像头扫描"),
    }


def _text(name: str) -> str:
    found = finders.find(name)
    return Path(str(found)).read_text(encoding="utf-8")


def _policy(style: str, scripts: list[str]) -> str:
    """What the file may run: these very scripts, and nothing from anywhere."""
    ours = " ".join(_hash(one) for one in scripts)
    own = f"script-src {ours}; style-src {_hash(style)}"
    return f"default-src 'none'; {own}; img-src data: blob:; media-src blob:"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _version() -> str:
    """Another one where a file, a sentence or the keys of the log are others."""
    parts = [_text(one) for one in (STYLE, *SCRIPTS)] + keys.told()
    for language in LANGUAGES.values():
        with translation.override(language):
            parts += [f"{sentences()}"]
    parts.append((settings.BASE_DIR / "templates" / "offline" / "page.html").read_text(encoding="utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
