"""Batches: a department gathers its confirmed cases and files them with the province."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cejc import clock
from cejc.site import gettext as _
from certification.access import visible_batch
from certification.enums import BatchState
from certification.forms.batch import BatchForm, FileForm, NewBatchForm
from certification.forms.whole import BatchFilter
from certification.models import Batch, Case
from certification.moves.batch import BATCH, COMPOSER
from certification.queries.batch import batches_for, drafts_with_people, ready_for_batch, with_public_material
from certification.queries.desk import labelled, waiting
from certification.queries.gather import PLACE, Gathering, groups_of, of_batch
from certification.queries.listed import BATCHES
from certification.queries.policy import route_of
from certification.queries.title import title_of
from certification.queries.words import words_of
from certification.services import acts
from certification.services import batch as services
from certification.views.desk import OFFICES, require_stage, seat_of
from certification.views.gather import IN, changed, gathering_page, people_of
from certification.views.whole_list import begun, whole_list
from registry.enums import LookWay, Role
from registry.machinery.models.job import Job
from registry.machinery.views.files import send_attachment
from registry.people import looking
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.lists import Told
from registry.people.models import Membership
from registry.people.views.answers import done, form_page, lone_form, refusal_at, tried
from registry.people.views.export import exported
from registry.people.views.taking import taken_from, ways

PER_PAGE = 30
COMPOSERS = (Role.HR, Role.DEPARTMENT)
AT_ONCE = 200  # people of a batch that is filed before the answer; more are the worker's


def _found(request: SignedInRequest) -> tuple[BatchFilter, QuerySet[Batch]]:
    """Batches of the units one answers for, as filtered and sorted; no page where none is ever filed."""
    if not request.user.has_role(Role.PROVINCE):
        require_stage(request, "filing")
    form = BatchFilter(request.GET).for_reader(request.user)
    return form, form.narrow(batches_for(request.user))


taken_from(BATCHES, _found)


@role_required(*OFFICES).lists
def batch_list(request: SignedInRequest) -> HttpResponse:
    """The batches that the filters find, and who waits for the next one."""
    form, rows = _found(request)
    seat = seat_of(request)
    ready = ready_for_batch(request.user, seat).count() if seat.role in COMPOSERS else 0
    context = form.found(rows, PER_PAGE) | {"active": form.narrows, "takes": ways(request, BATCHES)}
    return render(
        request, "certification/batch/list.html", context | {"ready": ready, "words": words_of(seat)}
    )


@role_required(*COMPOSERS).asks
def new(request: SignedInRequest) -> HttpResponse:
    """A batch of all confirmed cases of a route and year, or of nobody yet; its people are chosen on its
    page."""
    seat = require_stage(request, "filing")
    ready = ready_for_batch(request.user, seat)
    groups = groups_of(ready, "application_year", "route")
    # A batch belongs to the year that its people apply for, whichever year it is put together in.
    year = groups[0]["application_year"] if groups else clock.today().year
    name = _("%(unit)s%(year)s年报送批次") % {"unit": seat.organisation.name, "year": year}
    offered = [(_key(one["any"]), _group(one["any"]), one["count"]) for one in groups]
    form = NewBatchForm(request.POST or None, initial={"name": name}, groups=offered)
    if made := tried(form, lambda: _made(request, seat, ready, groups, form.cleaned_data)):
        said = _("批次已建立，列入%s人，核对后即可报送。") % made.cases.count()
        return done(request, said, "certification:batch", made.public_id)
    context = {
        "form": form,
        "ready": sum(one["count"] for one in groups),
        "drafts": begun(drafts_with_people(seat), "certification:batch"),
    }
    return form_page(request, "certification/batch/new.html", context)


def _key(case: Case) -> str:
    return f"{case.application_year}-{case.route}"


def _group(case: Case) -> str:
    words = {"year": case.application_year, "route": route_of(case).name}
    return _("%(year)s年度%(route)s待报送的") % words


def _made(
    request: SignedInRequest,
    seat: Membership,
    ready: QuerySet[Case],
    groups: list[dict[str, Any]],
    values: dict[str, Any],
) -> Batch:
    key, whole = values["whom"]
    like = next(one["any"] for one in groups if _key(one["any"]) == key)
    same = {"application_year": like.application_year, "route": like.route}
    return services.make_batch(
        actor=request.user,
        organisation=seat.organisation,
        cases=ready.filter(**same) if whole else Case.objects.none(),
        like=like,
        name=values["name"],
        note=values["note"],
    )


@role_required(*OFFICES).reads
def batch(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A batch as it stands; one that is not filed is composed here by its office."""
    row = visible_batch(request.user, public_id)
    return render(request, "certification/batch/detail.html", _page(request, row))


def _page(request: SignedInRequest, row: Batch) -> dict[str, Any]:
    moves = BATCH.open_to(request.user, row)
    first = row.cases.select_related("organisation").first()
    todo = waiting(request.user, seat_of(request), "review").filter(batch=row)
    context = _composing(request, row) if "extend" in moves else _listed(request, row)
    return context | {
        "batch": row,
        "moves": moves,
        "rows": _lines(context["page"], todo) if context["part"] == IN else [],
        "todo": 0 if row.state == BatchState.DRAFT else todo.count(),
        "window": services.window_of(row.organisation, first) if first else None,
        "material": services.material_of(first) if first else "",
    }


def _composing(request: SignedInRequest, row: Batch) -> dict[str, Any]:
    return gathering_page(request, _gathering(request, row), "certification:batch-people", row)


def _gathering(request: SignedInRequest, row: Batch) -> Gathering:
    seats = request.user.seats_as(*COMPOSERS)
    return of_batch(
        request.user, next(one for one in seats if one.organisation_id == row.organisation_id), row
    )


def _listed(request: SignedInRequest, row: Batch) -> dict[str, Any]:
    rows = row.cases.select_related("professional", "organisation").order_by(*PLACE)
    found = people_of(request, rows, lambda rows, cases: rows.filter(pk__in=cases.values("pk")))
    people = row.cases.count() if found["active"] else found["found"]
    return found | {"people": people, "part": IN}


def _lines(cases: Iterable[Case], todo: QuerySet[Case]) -> list[dict[str, Any]]:
    shown = list(cases)
    states = {one["case"].pk: one for one in labelled(shown)}
    open_ones = (
        set()
        if not shown
        else set(todo.filter(pk__in=[case.pk for case in shown]).values_list("pk", flat=True))
    )
    return [
        one | states[one["case"].pk] | {"todo": one["case"].pk in open_ones}
        for one in with_public_material(shown)
    ]


def _own(request: SignedInRequest, public_id: UUID) -> Batch:
    row = visible_batch(request.user, public_id)
    if not COMPOSER.may(request.user, row):
        raise Http404
    return row


@role_required(*COMPOSERS).acts
def people(request: SignedInRequest, public_id: UUID, way: str) -> HttpResponse:
    """Put people into a batch, or take them out of it."""
    row = _own(request, public_id)
    calls: dict[str, Callable[..., int]] = {
        "extend": lambda cases: len(services.add_to_batch(actor=request.user, batch=row, cases=cases)),
        "reduce": lambda cases: services.take_from_batch(actor=request.user, batch=row, cases=cases),
    }
    if way not in calls:
        raise Http404
    address = reverse("certification:batch", args=[public_id])
    return changed(request, _gathering(request, row), way, address, calls)


@role_required(*COMPOSERS).asks
def describe(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Another name or note, until the batch is filed."""
    row = _own(request, public_id)
    if "describe" not in BATCH.open_to(request.user, row):
        raise Http404
    form = BatchForm(request.POST or None, initial={"name": row.name, "note": row.note, "edit": row.edit})
    if tried(form, lambda: services.describe_batch(actor=request.user, batch=row, **form.cleaned_data)):
        return done(request, _("批次名称和说明已保存。"), "certification:batch", public_id)
    return lone_form(
        request,
        form,
        "certification:batch",
        public_id,
        title=_("修改名称和说明"),
        lead=row.name,
        refused=_("没有保存"),
        submit_label=_("保存"),
    )


@role_required(*COMPOSERS).asks
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask first, with the window's dates; then file all or none."""
    row = _own(request, public_id)
    kept = bool(row.stored_name)
    form = FileForm(request.POST or None, request.FILES or None, initial={"edit": row.edit}, kept=kept)
    named = row.cases.count()
    if filed := tried(form, lambda: _filed(request, row, form.cleaned_data, named)):
        if isinstance(filed, Job):
            return redirect("registry:job", filed.public_id)
        return done(
            request, _("已报送{office}，共%s人，不能再改动。") % named, "certification:batch", public_id
        )
    first = row.cases.select_related("organisation").first()
    context = {
        "form": form,
        "batch": row,
        "people": named,
        "window": services.window_of(row.organisation, first) if first else None,
        "material": services.material_of(first) if first else "",
        "manifest": whole_list(request, row.cases.select_related("professional").order_by(*PLACE), "filing"),
    }
    return form_page(request, "certification/batch/file.html", context)


def _filed(request: SignedInRequest, row: Batch, values: dict[str, Any], named: int) -> Batch | Job:
    """Keep an uploaded paper first; its own refusal leaves the batch as it is. A long list is the
    worker's."""
    edit = values["edit"]
    if upload := values["material"]:
        edit = services.attach_material(actor=request.user, batch=row, upload=upload).edit
    if named <= AT_ONCE:
        return services.file_batch(actor=request.user, batch=row, edit=edit)
    return acts.begin_whole(actor=request.user, act=acts.FILE, row=row, edit=edit)


@role_required(*OFFICES).reads
def material(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The paper that was handed in with the batch."""
    return send_attachment(visible_batch(request.user, public_id))


@role_required(*COMPOSERS).acts
@refusal_at("certification:batch", "public_id")
def discard(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _own(request, public_id)
    services.discard_batch(actor=request.user, batch=row)
    return done(request, _("批次已解散，人员等待加入其他批次。"), "certification:batch-list")


@role_required(*OFFICES).reads
def export(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The batch as it is shown, as a workbook."""
    row = visible_batch(request.user, public_id)
    listed = row.cases.select_related("professional", "organisation").order_by(*PLACE)
    rows = _lines(listed, Case.objects.none())
    material = rows[0]["heading"] if rows else ""
    for one in rows:
        looking.note(one["case"], way=LookWay.TAKEN)
    columns: list[Told] = [
        (_("姓名"), 22, lambda one: one["case"].professional.name),
        (_("工作单位"), 22, lambda one: one["case"].organisation.name),
        (_("申报职称"), 22, lambda one: title_of(one["case"])),
        (_("认定跨度"), 22, lambda one: f"{one['case'].span_first}—{one['case'].span_last}"),
        *([(material, 22, lambda one: "；".join(one["public"]))] if material else []),
        (_("状态"), 22, lambda one: one["label"]),
    ]
    return exported(request, row.name, row.name[:31], rows, columns)
