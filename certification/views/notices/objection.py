"""Objections from the office's side: read, answer with a reason."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from certification.access import visible_objection
from certification.forms.notice import AnswerForm
from certification.models import Case, Objection
from certification.permissions_objection import (
    may_know_objector,
    office_that_answers,
    others_of_unit,
    why_not_answer,
)
from certification.queries.notices.notice import objections_for
from certification.services.notices.objection import answer_objection, note_file_read, reveal_objector
from registry.enums import SUPERVISING, Role
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, tried

PER_PAGE = 30
READERS = (Role.HR, *SUPERVISING, Role.PROVINCE)


@role_required(*READERS).reads
def objection_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(objections_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/objection/list.html", {"page": page})


@role_required(*READERS).reads
def objection(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = visible_objection(request.user, public_id)
    return render(request, "certification/objection/detail.html", _context(request, row, AnswerForm()))


def _context(request: SignedInRequest, row: Objection, form: AnswerForm) -> dict[str, Any]:
    case = row.entry.case
    return {
        "objection": row,
        "form": form,
        "why_not": why_not_answer(request.user, row),
        "office": office_that_answers(case),
        "may_know": may_know_objector(request.user, row),
        "only_above": not others_of_unit(row),
        "sees_case": Case.objects.visible_to(request.user).filter(pk=case.pk).exists(),
    }


@never_cache
@role_required(*READERS).acts
def objector(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Who objected, shown once to the office above; the look is on record."""
    row = visible_objection(request.user, public_id)
    if not may_know_objector(request.user, row):
        raise Http404
    name, contact = reveal_objector(actor=request.user, objection=row)
    context = _context(request, row, AnswerForm()) | {"objector": {"name": name, "contact": contact}}
    return render(request, "certification/objection/detail.html", context)


@role_required(*READERS).asks
def answer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Uphold or dismiss, with a reason that the objector reads."""
    row = visible_objection(request.user, public_id)
    form = AnswerForm(request.POST or None)
    if why := why_not_answer(request.user, row):
        if not form.is_bound:
            return redirect("certification:objection", public_id)
        form.add_error(None, why)
    if tried(form, lambda: answer_objection(actor=request.user, objection=row, **form.cleaned_data)):
        return done(
            request, _("已答复。提出异议的人凭回执码可以看到。"), "certification:objection", public_id
        )
    return form_page(request, "certification/objection/detail.html", _context(request, row, form))


@role_required(*READERS).reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = visible_objection(request.user, public_id)
    note_file_read(actor=request.user, objection=row)
    if not may_know_objector(request.user, row):
        # A file's own name may say whose it is.
        row.file_name = _("异议佐证材料%s") % Path(row.file_name).suffix
    return send_attachment(row)
