"""How views answer: a form with faults is 422, a refused rule is shown
beside the form and changes nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from cejc import said
from cejc.errors import Refused
from cejc.lib.layout import Drawn
from cejc.lib.spreadsheet import SheetFault
from cejc.lib.uploads.files import FileFault

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., HttpResponse])


def tried(form: forms.Form, call: Callable[[], T]) -> T | None:
    """The service's result, for a form that was sent and is right; None when the
    service or the file was refused, with the sentence among the form's errors."""
    if not form.is_valid():
        return None
    try:
        return call()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.wait = getattr(refusal, "wait", 0)  # type: ignore[attr-defined]
    except (FileFault, SheetFault) as fault:
        form.add_error("file", str(fault))
    return None


def succeeded(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether the form is right and the service did it; a refusal's sentence is among the form's errors."""
    tried(form, call)
    return form.is_valid()


def seen(form: forms.Form) -> int:
    """The edit number that a right form was made for; a form without one is stale."""
    number = form.cleaned_data["edit"]
    return -1 if number is None else number


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form: 422 when it was sent and is not right, 429 when it was sent too often."""
    form = context["form"]
    answer = render(request, template, context, status=422 if form.is_bound and form.errors else 200)
    if wait := getattr(form, "wait", 0):
        answer.status_code, answer["Retry-After"] = 429, str(wait)
    return answer


def lone_form(request: HttpRequest, form: forms.Form, back: str, *args: Any, **said: Any) -> HttpResponse:
    """A form that is a page of its own, with a way `back`; title, lead and
    text stand in its helper, or are `said`."""
    helper: Any = getattr(form, "helper", Drawn())
    page = {
        "title": helper.title,
        "lead": helper.lead,
        "text": helper.text,
        "cancel_url": resolve_url(back, *args),
    }
    return form_page(request, "ui/form_page.html", {"form": form, **page, **said})


def confirm_page(request: HttpRequest, form: forms.Form, title: Any, back: Any, **said: Any) -> HttpResponse:
    """The page that asks before a step called `title`, with the way `back`;
    its facts and what follows are `said`."""
    page = {"form": form, "title": title, "submit_label": title, "cancel_url": resolve_url(*back)}
    return form_page(request, "ui/confirm.html", page | said)


def done(request: HttpRequest, sentence: Any, to: str, *args: Any) -> HttpResponse:
    """Say what was done and go on."""
    said.done(request, sentence)
    return redirect(to, *args)


def acted(request: HttpRequest, call: Callable[[], Any], sentence: Any, to: str, *args: Any) -> HttpResponse:
    """One press of a button without a form: do it, or say why not; both lead to the same page."""
    try:
        call()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(to, *args)
    return done(request, sentence, to, *args)


def refusal_at(to: str, *names: str) -> Callable[[View], View]:
    """What a view's service refuses is said on the page `to`, whose
    address takes `names` of the view's own."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                messages.error(request, refusal.sentence)
                return redirect(to, *(kwargs[name] for name in names))

        return cast(View, answer)

    return decorate


def lane_begun(request: HttpRequest, state: str, refusal: str = "") -> HttpResponse | None:
    """What a lane's page shows where the button 开始审核 stood, when its
    script pressed it; None for a plain press."""
    if not getattr(request, "htmx", False):
        return None
    return render(request, "ui/lane_begin.html", {"begun": state, "refusal": refusal, "begin_url": ""})
