"""The pages of acts on many (registry.people.services.many): the list
before, and the way to the list after."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.people.http import SignedInRequest
from registry.people.services import many
from registry.people.services.many import Act, Shown
from registry.people.views.answers import tried


def shown_of(values: Iterable[str]) -> list[Shown]:
    """Ticked boxes `<public id>` or `<public id>:<edit>`, or one text of
    many with commas; each once, none cut off."""
    found: dict[str, Shown] = {}
    for value in ",".join(values).split(","):
        key, colon, edit = value.strip().partition(":")
        try:
            name = str(UUID(key))
            found[name] = Shown(name, int(edit) if colon else None)
        except ValueError:
            continue
    return list(found.values())


def everything(rows: Iterable[Any]) -> list[Shown]:
    """Every row of a list, as it stands: for a button that takes all and not only the page."""
    return [Shown(str(row.public_id), row.edit) for row in rows]


def act_on_many(
    request: SignedInRequest,
    act: Act,
    shown: Sequence[Shown],
    *,
    nothing: Any,
    detail: Callable[[Any], str] | None = None,
    form_class: type[forms.Form] | None = None,
    consequences: Sequence[Any] = (),
    official: bool = False,
    address: str = "",
) -> HttpResponse:
    """Ask first, with the list of who is in and who is left out and
    why; confirmed, do it and show the result.

    `nothing` is said when nothing was ticked. `form_class` asks what else the act needs (a date, a reason).
    `address` is where the confirmed list goes, "" for here.
    """
    key = str(request.POST.get("key", ""))[:36]
    if job := many.known(actor=request.user, act=act, key=key):
        return redirect("registry:job", job.public_id)
    rows = {str(row.public_id): row for row in act.seen(request.user, [one.public_id for one in shown])}
    if not rows and not request.POST.get("left"):
        messages.error(request, nothing)
        return redirect(act.back)
    confirmed = bool(request.POST.get("confirmed"))
    form = form_class(request.POST if confirmed else None) if form_class else None
    pairs = _paired(rows, shown)
    if confirmed and (form is None or form.is_valid()):
        values = _plain(form.cleaned_data) if form else {}
        named = _named(request, act)
        asked = form or forms.Form({})
        begun = tried(
            asked,
            lambda: many.begin(
                actor=request.user,
                act=act,
                key=key,
                values=values,
                named=named,
                shown=[Shown(one.public_id, one.edit, act.note(row)) for row, one in pairs],
            ),
        )
        if begun:
            return redirect("registry:job", begun.public_id)
        if form is None:
            for sentence in asked.non_field_errors():
                messages.error(request, str(sentence))
            return redirect(act.back)
    context = manifest(request, act, shown, rows, detail)
    context |= {
        "form": form,
        "consequences": consequences,
        "official": official,
        "act": act,
        "key": key or uuid.uuid4(),
        "address": address,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "registry/people/many.html", context, status=status)


def manifest(
    request: SignedInRequest,
    act: Act,
    shown: Sequence[Shown],
    rows: dict[str, Any],
    detail: Callable[[Any], str] | None,
) -> dict[str, Any]:
    """Who is in and who is left out and why, as
    templates/ui/manifest.html wants it, with the keys of both."""
    pairs = _paired(rows, shown)
    why = act.why_not(request.user, pairs)
    included, excluded, keys, left = [], [], [], []
    for row, one in pairs:
        line = {"label": act.name(row), "url": act.url(row)}
        if reason := why.get(row.pk, ""):
            excluded.append(line | {"reason": reason})
            left.append(one.public_id)
        else:
            included.append(line | {"detail": detail(row) if detail else ""})
            keys.append(one.public_id if one.edit is None else f"{one.public_id}:{one.edit}")
    if gone := len(shown) - len(pairs):
        excluded.append(
            {
                "label": _("另有%(count)s%(unit)s") % {"count": gone, "unit": act.unit},
                "reason": _("已不在您的办理范围，请返回刷新名单后核对"),
            }
        )
    return {
        "included": included,
        "excluded": excluded,
        "keys": ",".join(keys),
        "left": ",".join(left),
        "gone": gone,
    }


def _paired(rows: dict[str, Any], shown: Sequence[Shown]) -> list[tuple[Any, Shown]]:
    """The rows in their own order, each as it was shown."""
    by_id = {one.public_id: one for one in shown}
    return [(row, by_id[key]) for key, row in rows.items() if key in by_id]


def _named(request: SignedInRequest, act: Act) -> list[dict[str, str]]:
    """The rows that the list before named as left out, with the reason as it is now."""
    left = shown_of(request.POST.getlist("left"))
    if not left:
        return []
    rows = {str(row.public_id): row for row in act.seen(request.user, [one.public_id for one in left])}
    pairs = _paired(rows, left)
    why = act.why_not(request.user, pairs)
    later = _("核对名单时不能办理，未列入本次办理。")
    return [
        {"id": one.public_id, "name": act.name(row), "why": why.get(row.pk) or later} for row, one in pairs
    ]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as a job can keep it."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
