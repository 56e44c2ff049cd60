"""Title history of a person: seen, entered, confirmed."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.enums import Role, TitleRecordState
from registry.people import access
from registry.people.access import fetching, signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Employment
from registry.people.permissions import is_self
from registry.people.queries.people import current_employment
from registry.people.views.answers import done, form_page, tried
from registry.people.views.moving import Moving
from registry.yearly.forms.handbook_own import RefuseTitleForm, TitleRecordForm
from registry.yearly.models import TitleRecord
from registry.yearly.moves.title_record import TITLE_RECORD
from registry.yearly.permissions import is_their_hr
from registry.yearly.queries.handbook import title_words
from registry.yearly.services import title_record as services


def lines(rows: Any) -> list[dict[str, Any]]:
    """Each title with its words."""
    return [{"row": row, "words": title_words(row.level, row.series)} for row in rows]


@signed_in.asks
def titles(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One person's titles; the person and HR add one below the list."""
    person = access.professional_of(request.user, public_id)
    mine, theirs = is_self(request.user, person), is_their_hr(request.user, person)
    place = current_employment(person)
    form = TitleRecordForm(request.POST or None, initial={"unit": place.organisation.name if place else ""})
    if form.is_bound and not (mine or theirs):
        raise Http404
    if tried(form, lambda: services.enter(actor=request.user, professional=person, **form.cleaned_data)):
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


@access.role_required(Role.HR).reads
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


_record = fetching(TitleRecord, "professional")


def _page(row: TitleRecord) -> dict[str, Any]:
    return {
        "facts": [
            (_("姓名"), row.professional),
            (_("职称"), title_words(row.level, row.series)),
            (_("证明材料"), row.evidence),
        ],
        "cancel_url": reverse("registry:titles", args=[row.professional.public_id]),
    }


MOVING = Moving(
    TITLE_RECORD,
    "record",
    {"confirm": partial(services.decide, confirm=True), "refuse": partial(services.decide, confirm=False)},
    _page,
    lambda _action, row: ("registry:titles", row.professional.public_id),
    {"refuse": RefuseTitleForm},
    presses=("confirm",),
)


@access.role_required(Role.HR).asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, _record(request.user, public_id), action)
