"""Changes of people's files: the list, one of them, and what the officers do with it."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cejc import clock
from registry.changes.forms.person_request import RequestFilter
from registry.changes.models import IdentityChange
from registry.changes.procedure import Procedure, procedure_called, procedures
from registry.changes.queries.person_request import found
from registry.changes.services import person_request as services
from registry.changes.views.person_request_context import detail_context, facts_of
from registry.enums import LookWay
from registry.machinery.views.files import send_attachment
from registry.people import looking
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.lists import Told
from registry.people.models import User
from registry.people.services import professional as people
from registry.people.views.export import exported, today
from registry.people.views.moving import Moving

PAGE = 50


def _filtered(request: SignedInRequest) -> tuple[RequestFilter, list[Any]]:
    kinds = [(one.slug, one.model._meta.verbose_name) for one in procedures()]
    form = RequestFilter(request.GET or None, kinds=kinds)
    wanted = form.cleaned_data if form.is_valid() else {}
    return form, found(request.user, **wanted)


@signed_in.reads
def listing(request: SignedInRequest) -> HttpResponse:
    """What is asked for, under way first; each reader sees the own and those of the own units."""
    form, lines = _filtered(request)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "found": len(lines),
        "active": bool(form.is_bound and form.changed_data),
        "rows": [
            {
                "row": row,
                "label": row._meta.verbose_name,
                "url": reverse("registry:change", args=[procedure.slug, row.public_id]),
            }
            for procedure, row in page
        ],
        "may_propose": request.user.has_role("province", "admin"),
    }
    return render(request, "registry/changes/person_request/list.html", context)


@signed_in.reads
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, as a workbook."""
    _form, lines = _filtered(request)
    columns: list[Told] = [
        (_("姓名"), 18, str),
        (_("事项"), 18, lambda row: str(row._meta.verbose_name)),
        (_("单位"), 18, lambda row: str(row.organisation or "")),
        (_("申请人"), 18, lambda row: str(row.asked_by)),
        (_("申请日期"), 18, lambda row: row.asked_at.astimezone(clock.SHANGHAI).date()),
        (_("状态"), 18, "get_state_display"),
    ]
    rows = [row for _procedure, row in lines]
    return exported(request, _("变更事项%s") % today(), _("变更事项"), rows, columns)


def _fetched(user: User, kind: str, public_id: UUID) -> tuple[Procedure, Any]:
    procedure = procedure_called(kind)
    if procedure is None:
        raise Http404
    rows = procedure.model._default_manager.visible_to(user)
    joined = ("professional", "organisation", "asked_by", "first_by", "second_by")
    row = looking.note(get_object_or_404(rows.select_related(*joined), public_id=public_id))
    return procedure, looking.note(row, getattr(row, "duplicate_id", None))


@signed_in.reads
def detail(request: SignedInRequest, kind: str, public_id: UUID) -> HttpResponse:
    procedure, row = _fetched(request.user, kind, public_id)
    return render(
        request, "registry/changes/person_request/detail.html", detail_context(request.user, procedure, row)
    )


@signed_in.reads
def file(request: SignedInRequest, kind: str, public_id: UUID) -> HttpResponse:
    """The proof, for whoever may see the request."""
    _procedure, row = _fetched(request.user, kind, public_id)
    return send_attachment(row)


@never_cache
@signed_in.reads
def number(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The whole new number, to compare it with the proof; the password
    is typed again, the look is on record."""
    _procedure, row = _fetched(request.user, "identity", public_id)
    if not row.new_identity_number:
        raise Http404
    return _revealed(request, row)


@reauthentication_required
def _revealed(request: SignedInRequest, row: IdentityChange) -> HttpResponse:
    people.note_look(actor=request.user, professional=row.professional)
    looking.note(row, way=LookWay.NUMBER, reason=str(row._meta.verbose_name))
    shown = {"person": row.professional, "number": row.new_identity_number}
    return render(request, "registry/people/people/identity.html", shown)


@signed_in.asks
def act(request: SignedInRequest, kind: str, public_id: UUID, action: str) -> HttpResponse:
    procedure, row = _fetched(request.user, kind, public_id)
    return _moving(procedure, action).answer(request, row, action)


@signed_in.acts
def press(request: SignedInRequest, kind: str, public_id: UUID, action: str) -> HttpResponse:
    procedure, row = _fetched(request.user, kind, public_id)
    return _moving(procedure, action).press(request, row, action)


def _moving(procedure: Procedure, action: str) -> Moving:
    """What follows is said first where the change is made at once."""

    def page(row: Any) -> dict[str, Any]:
        follows = {"consequences": procedure.consequences(row)} if action == "approve" else {}
        return _page(procedure, row) | follows

    return Moving(
        procedure.table,
        "request",
        {
            "confirm": services.confirm,
            "approve": services.approve,
            "refuse": services.refuse,
            "withdraw": services.withdraw,
        },
        page,
        lambda _action, row: ("registry:change", procedure.slug, row.public_id),
    )


def _page(procedure: Procedure, row: Any) -> dict[str, Any]:
    back = reverse("registry:change", args=[procedure.slug, row.public_id])
    crumbs = [
        {"label": _("变更事项"), "url": reverse("registry:changes")},
        {"label": row._meta.verbose_name, "url": back},
    ]
    return {"crumbs": crumbs, "facts": facts_of(row), "cancel_url": back}
