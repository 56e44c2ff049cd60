"""The pages of acts on many (registry.people.services.many): the list
before, and the way to the list after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.people.services import many
from registry.people.services.many import Act, Shown
from registry.people.services.many_look import job_of
from registry.people.views.answers import tried
from registry.people.views.imports import progress


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
    if isinstance(rows, QuerySet):
        return [Shown(str(key), edit) for key, edit in rows.values_list("public_id", "edit").iterator()]
    return [Shown(str(row.public_id), row.edit) for row in rows]


@dataclass(frozen=True)
class Page:
    """How the list before an act is shown: what stands beside each row (asked for a page of rows at once),
    what the act needs besides (a date, a reason), what follows; `official` acts carry the red button."""

    details: Callable[[Sequence[Any]], Mapping[int, str]] = lambda _rows: {}
    form: Callable[[User, Any], forms.Form] | None = None
    consequences: Sequence[Any] = ()
    official: bool = False


PAGES: dict[str, Page] = {}
PER_PAGE = 200


def asked_by(act: Act, page: Page) -> None:
    """Make known how the list before `act` is shown."""
    PAGES[act.kind] = page


def beside(says: Callable[[Any], str]) -> Callable[[Sequence[Any]], Mapping[int, str]]:
    """What stands beside a row, where the row itself holds it."""
    return lambda rows: {row.pk: says(row) for row in rows}


def act_on_many(request: SignedInRequest, act: Act, shown: Sequence[Shown], *, nothing: Any) -> HttpResponse:
    """Keep what was ticked and show the list before the act; `nothing` is said when nothing was ticked."""
    try:
        job = many.prepare(actor=request.user, act=act, shown=shown, back=came_from(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(act.back)
    if job is None:
        messages.error(request, nothing)
        return redirect(act.back)
    return redirect("registry:job-before", job.public_id)


def came_from(request: SignedInRequest) -> str:
    """The list with its filters that the button stood on; "" where the browser does not say."""
    came = urlsplit(request.headers.get("Referer", ""))
    local = came.netloc == request.get_host() and came.path.startswith("/")
    return f"{came.path}?{came.query}".rstrip("?") if local else ""


@signed_in.asks
def listed(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The list before the act: who is in, who is left out and why; confirmed, it begins."""
    job = get_object_or_404(Job.objects.filter(owner=request.user, kind__in=many.ACTS), public_id=public_id)
    if job.state != JobState.PREPARED:
        return redirect("registry:job", public_id)
    if not many.is_looked_through(job):
        return _looking(request, job)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = PAGES.get(job.kind, Page())
    sent = request.POST if request.method == "POST" else None
    form = page.form(request.user, sent) if page.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        values = _plain(form.cleaned_data) if form else {}
        asked = form or forms.Form({})
        if tried(asked, lambda: many.begin(actor=request.user, job=job, values=values)):
            return redirect("registry:job", public_id)
        form = asked
    context = _shown(request, job, page) | {"form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "registry/people/many.html", context, status=status)


def _looking(request: SignedInRequest, job: Job) -> HttpResponse:
    """How far the worker is with a long list."""
    here = reverse("registry:job-before", args=[job.public_id])
    failed = _("多次尝试后仍未能核对完。请返回重新选择；仍不成功的，请联系系统管理员。")
    act = many.ACTS[job.kind]
    context = progress(job_of(job), act.verb, here, failed) | {"act": act}
    words = {"done": context["done"], "total": context["total"], "unit": act.unit}
    context["counted"] = _("已核对%(done)s%(unit)s，共%(total)s%(unit)s。") % words
    return render(
        request, "ui/progress.html" if request.htmx else "registry/people/many_looking.html", context
    )


def _shown(request: SignedInRequest, job: Job, page: Page) -> dict[str, Any]:
    """Both parts of the list by pages, as templates/ui/manifest.html wants them."""
    act, payload = many.ACTS[job.kind], job.payload
    taken = Paginator([row[0] for row in payload["rows"]], PER_PAGE).get_page(request.GET.get("page"))
    left = Paginator(payload["named"], PER_PAGE).get_page(request.GET.get("out"))
    rows = list(act.rows([*taken, *(one["id"] for one in left if one["id"])]))
    at, details = {str(row.public_id): row for row in rows}, page.details(rows)
    return {
        "act": act,
        "job": job,
        "taken": taken,
        "left": left,
        "back": payload.get("back") or reverse(act.back),
        "included": [
            {"label": act.name(at[key]), "url": act.url(at[key]), "detail": details.get(at[key].pk, "")}
            for key in taken
            if key in at
        ],
        "excluded": [
            {"label": one["name"], "reason": one["why"]}
            | ({"url": act.url(at[one["id"]])} if one["id"] in at else {})
            for one in left
        ],
        "consequences": page.consequences,
        "official": page.official,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as a job can keep it."""
    return {name: _plainly(value) for name, value in values.items()}


def _plainly(value: Any) -> Any:
    """A day by its ISO text, a row by its public id, anything else as it is."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value.public_id) if hasattr(value, "public_id") else value
