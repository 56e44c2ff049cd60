"""Title history of a person: seen, entered, confirmed."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cejc.lib.states import state_of
from registry.enums import Role, TitleRecordState
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.models import Employment
from registry.people.permissions import is_self
from registry.people.queries.people import current_employment
from registry.people.views.answers import acted, done, form_page, tried
from registry.yearly.forms.handbook_own import RefuseTitleForm, TitleRecordForm
from registry.yearly.models import TitleRecord
from registry.yearly.queries.handbook import title_words
from registry.yearly.services import title_record as services


def lines(rows: Any) -> list[dict[str, Any]]:
    """Each title with its words and the kind of its state tag."""
    return [
        {"row": row, "words": title_words(row.level, row.series), "kind": state_of(row).kind} for row in rows
    ]


@login_required
@require_http_methods(["GET", "POST"])
def titles(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One person's titles; the person and HR add one below the list."""
    person = access.professional_of(request.user, public_id)
    mine, theirs = is_self(request.user, person), services.is_their_hr(request.user, person)
    place = current_employment(person)
    form = TitleRecordForm(request.POST or None, initial={"unit": place.organisation.name if place else ""})
    if form.is_bound and not (mine or theirs):
        raise Http404
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if tried(form, lambda: services.enter(actor=request.user, professional=person, **values)):
            said = _("已保存，等待单位人事确认。") if mine else _("已保存。")
            return done(request, said, "registry:titles", public_id)
    context = {
        "form": form,
        "person": person,
        "mine": mine,
        "may_enter": mine or theirs,
        "may_decide": theirs and not mine,
        "lines": lines(person.titles.order_by("since", "pk")),
    }
    return form_page(request, "registry/yearly/handbook/titles.html", context)


@access.role_required(Role.HR)
@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """Titles that people of the unit have entered and HR has not decided on."""
    unit = access.hr_unit(request)
    here = Employment.objects.current().filter(organisation=unit)
    rows = TitleRecord.objects.filter(
        state=TitleRecordState.PENDING, professional__in=here.values("professional")
    )
    rows = rows.select_related("professional").order_by("entered_at", "pk")
    return render(
        request,
        "registry/yearly/handbook/titles_waiting.html",
        {"lines": lines(rows), "unit": unit, "may_decide": True},
    )


def _record(request: SignedInRequest, public_id: UUID) -> TitleRecord:
    rows = TitleRecord.objects.visible_to(request.user).select_related("professional")
    return get_object_or_404(rows, public_id=public_id)


@access.role_required(Role.HR)
@require_POST
def confirm(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _record(request, public_id)
    call = lambda: services.decide(actor=request.user, record=row, confirm=True)  # noqa: E731
    return acted(request, call, _("已确认。"), "registry:titles", row.professional.public_id)


@access.role_required(Role.HR)
@require_http_methods(["GET", "POST"])
def refuse(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _record(request, public_id)
    form = RefuseTitleForm(request.POST or None)
    back = row.professional.public_id
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        call = lambda: services.decide(actor=request.user, record=row, confirm=False, reason=reason)  # noqa: E731
        if tried(form, call):
            return done(request, _("未确认，本人会看到理由。"), "registry:titles", back)
    context = {
        "form": form,
        "title": _("不予确认职称经历"),
        "lead": None,
        "manifest": None,
        "crumbs": None,
        "facts": [
            (_("姓名"), row.professional),
            (_("职称"), title_words(row.level, row.series)),
            (_("证明材料"), row.evidence),
        ],
        "consequences": [_("本人更正后可以重新填写。")],
        "submit_label": _("不予确认"),
        "cancel_url": reverse("registry:titles", args=[back]),
    }
    return form_page(request, "ui/confirm.html", context)
