"""Who took which list home, and whose export a row that turned up comes from: the auditor's."""

from django.http import HttpResponse
from django.shortcuts import render

from cejc.lib.paging import LongPaginator
from registry.enums import Role
from registry.people.access import role_required
from registry.people.forms.exporting import TraceForm
from registry.people.http import SignedInRequest
from registry.people.models import Export
from registry.people.services import exporting as services
from registry.people.views.answers import form_page

auditor = role_required(Role.AUDITOR)
PAGE = 50


@auditor.lists
def listing(request: SignedInRequest) -> HttpResponse:
    rows = Export.objects.visible_to(request.user).select_related("request__decided_by__professional")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/people/exports/list.html", {"page": page})


@auditor.asks
def trace(request: SignedInRequest) -> HttpResponse:
    """The text travels in a body, for it may be a row about somebody."""
    form = TraceForm(request.POST if request.method == "POST" else None)
    asked = form.is_bound and form.is_valid()
    found = services.trace(form.cleaned_data["text"]) if asked else []
    context = {"form": form, "asked": asked, "found": found}
    return form_page(request, "registry/people/exports/trace.html", context)
