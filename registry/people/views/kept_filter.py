"""Conditions of a list kept under a name: those of this list, and the form for the present ones."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cejc.errors import Refused
from registry.people.access import signed_in
from registry.people.forms.kept_filter import KeptFilterForm
from registry.people.http import SignedInRequest
from registry.people.models import KeptFilter
from registry.people.services import kept_filter as service
from registry.people.views.answers import acted, done, form_page, tried


@signed_in.asks
def filters(request: SignedInRequest) -> HttpResponse:
    """What the reader has kept of the list that the address names; without one, of all lists."""
    at = request.GET.get("at", "")
    try:
        path, query = service.list_at(at) if at else ("", "")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:filters")
    form = KeptFilterForm(request.POST or None)
    call = lambda: service.keep_filter(actor=request.user, address=at, name=form.cleaned_data["name"])  # noqa: E731
    if kept := tried(form, call):
        return done(request, _("已保存为“%s”，在列表的“常用筛选”中可以再次使用。") % kept, kept.address)
    rows = KeptFilter.objects.visible_to(request.user)
    context = {
        "form": form,
        "rows": rows.filter(path=path) if path else rows.order_by("path", "name"),
        "at": f"{path}?{query}".rstrip("?"),
        "keeps": bool(query),
    }
    return form_page(request, "registry/people/filters.html", context)


@signed_in.acts
def forget(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(KeptFilter.objects.visible_to(request.user), public_id=public_id)
    call = lambda: service.forget_filter(actor=request.user, kept=row)  # noqa: E731
    return acted(request, call, _("已删去“%s”。") % row, "registry:filters")
