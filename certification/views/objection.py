"""Objections from the office's side: read, answer with a reason."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certification.access import visible_objection
from certification.forms.notice import AnswerForm
from certification.queries.notice import objections_for
from certification.services.objection import answer_objection
from registry.access import role_required
from registry.enums import SUPERVISING, Role
from registry.http import SignedInRequest
from registry.views.answers import done, form_page, tried
from registry.views.attachment import send_attachment

PER_PAGE = 30
READERS = (Role.HR, *SUPERVISING)


@role_required(*READERS)
@require_GET
def objection_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(objections_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/objection/list.html", {"page": page})


@role_required(*READERS)
@require_GET
def objection(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = visible_objection(request.user, public_id)
    return render(request, "certification/objection/detail.html", {"objection": row, "form": AnswerForm()})


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Uphold or dismiss, with a reason that the objector reads."""
    row = visible_objection(request.user, public_id)
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        values = {"upheld": form.cleaned_data["upheld"] == "yes", "answer": form.cleaned_data["answer"]}
        if tried(form, lambda: answer_objection(actor=request.user, objection=row, **values)):
            return done(
                request, _("已答复。提出异议的人凭回执码可以看到。"), "certification:objection", public_id
            )
    return form_page(request, "certification/objection/detail.html", {"objection": row, "form": form})


@role_required(*READERS)
@require_GET
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return send_attachment(visible_objection(request.user, public_id))
