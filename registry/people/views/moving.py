"""The page that asks before a move, and the move itself: one way for every noun that has a table of moves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseNotAllowed

from cejc import said
from registry.machinery.door import Table
from registry.machinery.forms.reason import ReasonForm
from registry.machinery.move import Move, read
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, form_page, redirect, succeeded


@dataclass(frozen=True)
class Moving:
    """How a noun is moved on its pages.

    `name` is what its services call the row, `calls` the service of each action, `forms` the form of those
    that want more than a press or a reason, `page` the facts, cancel_url and, if any, crumbs of the page,
    `after` where one goes on. `presses` are buttons that ask nothing.
    """

    table: Table[Any]
    name: str
    calls: dict[str, Callable[..., Any]]
    page: Callable[[Any], dict[str, Any]]
    after: Callable[[str, Any], tuple[Any, ...]]
    forms: dict[str, type[Form]] = field(default_factory=dict)
    initial: Callable[[Any], dict[str, Any]] = lambda row: {"edit": getattr(row, "edit", None)}
    presses: tuple[str, ...] = ()

    def answer(self, request: SignedInRequest, row: Any, action: str) -> HttpResponse:
        """Each step asks before, and is done after. 404 for a move that is not the reader's at all."""
        move = self.table.move(action)
        if move is None or action not in self.calls or not move.who.may(request.user, row):
            raise Http404
        if action in self.presses and request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if action in self.presses:
            return self.press(request, row, action)
        form = self._form(move, request.POST if request.method == "POST" else None, row)
        result: list[Any] = []
        if form.is_bound and form.is_valid():
            values = {self.name: row, **form.cleaned_data}
            call = self.calls[action]
            if succeeded(form, lambda: result.append(call(actor=request.user, **values))):
                said.done(request, read(move.said, request.user, row))
                return redirect(*self.after(action, result[0] or row))
        return form_page(request, "ui/confirm.html", self._asked(request, row, move, form) | self.page(row))

    def _form(self, move: Move, data: Any, row: Any) -> Form:
        if move.reason and move.action not in self.forms:
            return ReasonForm(data, hint=move.reason)
        return self.forms.get(move.action, Form)(data, initial=self.initial(row))

    def press(self, request: SignedInRequest, row: Any, action: str) -> HttpResponse:
        """A step that asks nothing before: it is done, or it is said why not."""
        done: Any = self.table.move(action)
        values = {"actor": request.user, self.name: row}
        call = lambda: self.calls[action](**values)  # noqa: E731
        return acted(request, call, read(done.said, request.user, row), *self.after(action, row))

    def _asked(self, request: SignedInRequest, row: Any, move: Move, form: Form) -> dict[str, Any]:
        return {
            "form": form,
            "title": move.label,
            "lead": None,
            "manifest": None,
            "crumbs": None,
            "consequences": [read(one, request.user, row) for one in move.follows],
            "submit_label": move.label,
            "official": move.official,
        }
