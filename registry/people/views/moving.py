"""The page that asks before a move, and the move itself: one way for every noun that has a table of moves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseNotAllowed

from cejc import said
from registry.machinery.door import Move, Table, worded
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, form_page, redirect, succeeded


@dataclass(frozen=True)
class Moving:
    """How a noun is moved on its pages.

    `name` is what its services call the row, `calls` the service of each action, `forms` the form of those that want
    more than a press, `page` the facts, cancel_url and, if any, crumbs of the page, `after` where one goes on. `presses` are
    buttons that ask nothing.
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
        if action in self.presses:
            return self._pressed(request, row, move)
        data = request.POST if request.method == "POST" else None
        form = self.forms.get(action, Form)(data, initial=self.initial(row))
        result: list[Any] = []
        if form.is_bound and form.is_valid():
            values = {self.name: row, **form.cleaned_data}
            call = self.calls[action]
            if succeeded(form, lambda: result.append(call(actor=request.user, **values))):
                said.done(request, move.said)
                return redirect(*self.after(action, result[0] or row))
        return form_page(request, "ui/confirm.html", self._asked(row, move, form) | self.page(row))

    def _pressed(self, request: SignedInRequest, row: Any, move: Move) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        call = lambda: self.calls[move.action](actor=request.user, **{self.name: row})  # noqa: E731
        return acted(request, call, move.said, *self.after(move.action, row))

    def _asked(self, row: Any, move: Move, form: Form) -> dict[str, Any]:
        return {
            "form": form,
            "title": move.label,
            "lead": None,
            "manifest": None,
            "crumbs": None,
            "consequences": [worded(one, row) for one in move.follows],
            "submit_label": move.label,
            "official": move.official,
        }
