"""The audit log, for administrators and auditors: newest first, by
keyset, so that page 200 is as fast as page 1."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.enums import Role
from registry.machinery.audit_sentences import readable
from registry.machinery.models import AuditEntry
from registry.machinery.queries import audit
from registry.people import access
from registry.people.forms.admin import AuditFilterForm
from registry.people.http import SignedInRequest

PAGE = 50


@access.role_required(Role.ADMIN, Role.AUDITOR).lists
def listing(request: SignedInRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    before = _number(request.GET.get("before"))
    rows = audit.found(**wanted, everything=_everything(request, wanted)).filter(
        **({"number__lt": before} if before else {})
    )
    entries = list(rows[: PAGE + 1])
    more = entries[PAGE - 1].number if len(entries) > PAGE else None
    about = audit.abouts(entries[:PAGE])
    context = {
        "form": form,
        "sees_looks": request.user.has_role(Role.AUDITOR),
        "active": any(wanted.values()),
        "everything": _everything(request, wanted),
        "entries": [_line(entry, about[entry.number]) for entry in entries[:PAGE]],
        "next_query": _query(request, more) if more else "",
        "first_query": _query(request, None) if before else "",
    }
    return render(request, "registry/people/admin/audit.html", context)


def _everything(request: HttpRequest, wanted: dict[str, Any]) -> bool:
    """The portal's own daily reminders are listed when they are asked for, or searched for."""
    return request.GET.get("all") == "1" or any(wanted.get(name) for name in ("action", "who", "subject"))


def _line(entry: AuditEntry, about: list[str]) -> dict[str, Any]:
    """The entry in words, with whose case, record or year it is where the sentence does not say it."""
    line = readable(entry)
    return line | {"about": [part for part in about if part not in line["sentence"]]}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _query(request: SignedInRequest, before: int | None) -> str:
    """The address of another page with the same filters."""
    kept: dict[str, Any] = {key: value for key, value in request.GET.items() if key != "before"}
    if before:
        kept["before"] = before
    return f"?{urlencode(kept)}"
