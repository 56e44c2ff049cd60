"""Batches: a department gathers its confirmed cases and files them with the province."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cejc import clock
from certification.access import visible_batch
from certification.forms.batch import BatchForm, FileForm
from certification.models import Batch, Case
from certification.moves.batch import BATCH, COMPOSER
from certification.queries.batch import batches_for, drafts_with_people, ready_for_batch, with_public_material
from certification.queries.desk import labelled, waiting
from certification.queries.title import title_of
from certification.queries.words import words_of
from certification.services import batch as services
from certification.views.desk import OFFICES, require_stage, seat_of
from certification.views.whole_list import begun, gathered, gone_names, whole_list
from registry.enums import Role
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.models import Membership
from registry.people.views.answers import acted, done, form_page, lone_form, refusal_at, tried
from registry.people.views.export import Told, exported

PER_PAGE = 30
COMPOSERS = (Role.HR, Role.DEPARTMENT)


@role_required(*OFFICES).reads
def batch_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(batches_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    seat = seat_of(request) if request.user.has_role(Role.PROVINCE) else require_stage(request, "filing")
    ready = ready_for_batch(request.user, seat).count() if seat.role in COMPOSERS else 0
    return render(
        request, "certification/batch/list.html", {"page": page, "ready": ready, "words": words_of(seat)}
    )


@role_required(*COMPOSERS).asks
def new(request: SignedInRequest) -> HttpResponse:
    """Gather confirmed cases, with the public-subject material of each."""
    seat = require_stage(request, "filing")
    ready = list(ready_for_batch(request.user, seat))
    # A batch belongs to the year that its people apply for, whichever year it is put together in.
    year = max((case.application_year for case in ready), default=clock.today().year)
    name = _("%(unit)s%(year)s年报送批次") % {"unit": seat.organisation.name, "year": year}
    form = BatchForm(request.POST or None, initial={"name": name})
    gone = _("%s的情况刚刚发生变化，已从名单中去掉，请核对后再次提交。")
    ticked, chosen = gathered(request, form, ready, gone)
    if made := tried(form, lambda: _made(request, seat, chosen, form.cleaned_data)):
        return done(request, _("批次已建立，核对后即可报送。"), "certification:batch", made.public_id)
    context = {
        "form": form,
        "rows": with_public_material(ready),
        "ticked": ticked,
        "ready": ready,
        "drafts": begun(drafts_with_people(seat), "certification:batch"),
    }
    return form_page(request, "certification/batch/new.html", context)


def _made(request: SignedInRequest, seat: Membership, cases: list[Case], values: dict[str, Any]) -> Batch:
    words = {name: values[name] for name in ("name", "note")}
    return services.make_batch(actor=request.user, organisation=seat.organisation, cases=cases, **words)


@role_required(*OFFICES).reads
def batch(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = visible_batch(request.user, public_id)
    return render(request, "certification/batch/detail.html", _page(request, row))


def _page(request: SignedInRequest, row: Batch) -> dict[str, Any]:
    cases = list(
        row.cases.select_related("professional", "organisation").order_by("organisation__path", "pk")
    )
    states = {one["case"].pk: one for one in labelled(cases)}
    moves = BATCH.open_to(request.user, row)
    todo = set(
        waiting(request.user, seat_of(request), "review").filter(batch=row).values_list("pk", flat=True)
    )
    return {
        "batch": row,
        "moves": moves,
        "cases": cases,
        "rows": [
            one | states[one["case"].pk] | {"todo": one["case"].pk in todo}
            for one in with_public_material(cases)
        ],
        "todo": len(todo),
        "window": services.window_of(row.organisation, cases[0]) if cases else None,
        "material": services.material_of(cases[0]) if cases else "",
        "more": ready_for_batch(request.user, seat_of(request)) if "extend" in moves else [],
    }


def _own(request: SignedInRequest, public_id: UUID) -> Batch:
    row = visible_batch(request.user, public_id)
    if not COMPOSER.may(request.user, row):
        raise Http404
    return row


@role_required(*COMPOSERS).acts
def add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _own(request, public_id)
    ticked = set(request.POST.getlist("cases"))
    chosen = [one for one in ready_for_batch(request.user, seat_of(request)) if str(one.public_id) in ticked]
    if not ticked:
        messages.error(request, _("请先勾选要加入批次的人员。"))
        return redirect("certification:batch", public_id)
    if len(chosen) != len(ticked):
        names = gone_names(request.user, ticked, chosen)
        changed = _("%s的情况刚刚发生变化，没有加入任何一人。请核对名单后再次勾选。")
        messages.error(request, changed % names)
        return redirect("certification:batch", public_id)
    call = lambda: services.add_to_batch(actor=request.user, batch=row, cases=chosen)  # noqa: E731
    return acted(request, call, _("已将%s人加入批次。") % len(chosen), "certification:batch", public_id)


@role_required(*COMPOSERS).acts
def take(request: SignedInRequest, public_id: UUID, case_id: UUID) -> HttpResponse:
    row = _own(request, public_id)
    case = get_object_or_404(Case, public_id=case_id, batch=row)
    call = lambda: services.take_from_batch(actor=request.user, batch=row, case=case)  # noqa: E731
    said = _("已将%s移出批次。") % case.professional.name
    return acted(request, call, said, "certification:batch", public_id)


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
    if tried(form, lambda: _filed(request, row, form.cleaned_data)):
        said = _("已报送省人社厅专技处，共%s人，不能再改动。") % row.cases.count()
        return done(request, said, "certification:batch", public_id)
    context = _page(request, row) | {"form": form}
    context["manifest"] = whole_list(context["cases"], "filing")
    return form_page(request, "certification/batch/file.html", context)


def _filed(request: SignedInRequest, row: Batch, values: dict[str, Any]) -> Batch:
    """Keep an uploaded paper first; its own refusal leaves the batch as it is."""
    edit = values["edit"]
    if upload := values["material"]:
        edit = services.attach_material(actor=request.user, batch=row, upload=upload).edit
    return services.file_batch(actor=request.user, batch=row, edit=edit)


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
    rows = _page(request, row)["rows"]
    columns: list[Told] = [
        (_("姓名"), 22, lambda one: one["case"].professional.name),
        (_("工作单位"), 22, lambda one: one["case"].organisation.name),
        (_("申报职称"), 22, lambda one: title_of(one["case"])),
        (_("认定跨度"), 22, lambda one: f"{one['case'].span_first}—{one['case'].span_last}"),
        (_("公需科目材料"), 22, lambda one: "；".join(one["public"])),
        (_("状态"), 22, lambda one: one["label"]),
    ]
    return exported(row.name, row.name[:31], rows, columns)
