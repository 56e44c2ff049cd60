"""Batches: an office hands its confirmed cases to the province together, inside the window (R19)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.site import gettext as _
from certification.models import Batch, Case, WindowException
from certification.moves.batch import BATCH
from certification.offices import ROLE_OF_OFFICE, office_of
from certification.queries.policy import table_of
from certification.services.ground import require_all_stand
from certification.services.tell import tell_people
from certification.workflow import door
from certification.workflow.table import Table
from credits.engine import Stage, Window, WindowState, window_state
from registry.enums import Office, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.uploads import kept_by, refusing
from registry.models import Organisation, User
from registry.people.services.attachment import keep_attachment


@service
def make_batch(
    *,
    actor: User,
    organisation: Organisation,
    cases: door.Chosen,
    name: str,
    note: str = "",
    like: Case | None = None,
) -> Batch:
    """Put cases that wait for filing into a new batch of `organisation`; one route and application year a
    batch.

    `like`: whose route and year one takes that holds nobody yet.
    """
    rows = door.those_locked(cases)
    first = rows[0] if rows else like
    if first is None or len({(case.route, case.application_year) for case in rows}) > 1:
        raise Refused(_("请选择同一认定渠道、同一申报年度的人员，至少一人。"))
    batch = Batch.objects.create(
        organisation=organisation,
        route=first.route,
        application_year=first.application_year,
        name=name,
        note=note,
        created_by=actor,
    )
    _require_composer(actor, batch, table_of(first))
    _put_in(rows, batch)
    BATCH.record("made", batch, actor=actor, after={"cases": len(rows)})
    return batch


@service
def add_to_batch(*, actor: User, batch: Batch, cases: door.Chosen) -> list[Case]:
    """Add cases to a batch that is not filed yet; those that were not in it before."""
    step = BATCH.enter("extend", batch, actor=actor)
    rows = [case for case in door.those_locked(cases) if case.batch_id != step.row.pk]
    _put_in(rows, step.row)
    _changed(step.row)
    step.keep({"cases": [str(case.public_id) for case in rows]})
    return rows


@service
def take_from_batch(*, actor: User, batch: Batch, cases: door.Chosen) -> int:
    """Take cases out of a batch that is not filed yet, which wait for another; the number. Who is not in
    it any more is not counted: twice is once."""
    step = BATCH.enter("reduce", batch, actor=actor)
    rows = [case for case in door.those_locked(cases) if case.batch_id == step.row.pk]
    Case.objects.filter(pk__in=[case.pk for case in rows]).update(batch=None)
    if rows:
        _changed(step.row)
        step.keep({"cases": [str(case.public_id) for case in rows]})
    return len(rows)


def _changed(batch: Batch) -> None:
    """Who is about to file it has seen another list."""
    batch.edit += 1
    batch.save(update_fields=["edit"])


@service
def describe_batch(*, actor: User, batch: Batch, name: str, note: str = "", edit: int | None = None) -> Batch:
    """Name a batch that is not filed yet anew, with another note.
    Raises Stale when it changed since `edit`."""
    step = BATCH.enter("describe", batch, actor=actor, edit=edit)
    batch, before = step.row, {"name": step.row.name, "note": step.row.note}
    batch.name, batch.note, batch.edit = name, note, batch.edit + 1
    batch.save(update_fields=["name", "note", "edit"])
    step.keep({"name": name, "note": note}, before)
    return batch


@service
def file_batch(*, actor: User, batch: Batch, edit: int | None = None) -> Batch:
    """File the batch with the province: every case of it, all or none.
    Refused outside the window, with its dates."""
    step = BATCH.enter("file", batch, actor=actor, edit=edit)
    batch = step.row
    if step.repeated:
        return batch
    cases = door.all_locked(Case.objects.filter(batch=batch))
    if not cases:
        raise Refused(_("批次中还没有人员，请先加入人员。"))
    window = window_of(batch.organisation, cases[0])
    if window and not window.is_open:
        raise Refused(window.sentence, code="window_closed")
    _require_material(batch, cases[0])
    require_all_stand(cases)
    batch.filed_by, batch.filed_at = actor, clock.now()
    step.leave(cases=len(cases))
    stages = [filing_stage(table_of(case)) for case in cases]
    pairs = [(case, f"{stage.id if stage else ''}.file") for case, stage in zip(cases, stages, strict=True)]
    tell_people(zip(cases, door.pass_all(pairs, actor=actor), strict=True), batch=batch)
    return batch


def attach_material(*, actor: User, batch: Batch, upload: object) -> Batch:
    """Keep the paper that the policy asks for beside the list; a later
    one takes its place until it is filed."""
    with refusing():
        kept = keep_attachment(upload)
    return kept_by(kept["stored_name"], lambda: _name_material(actor=actor, batch=batch, kept=kept))


@service
def _name_material(*, actor: User, batch: Batch, kept: dict[str, str]) -> Batch:
    step = BATCH.enter("attach", batch, actor=actor)
    batch = step.row
    before = {"file": batch.file_name, "sha256": batch.sha256}
    for name, value in kept.items():
        setattr(batch, name, value)
    batch.edit += 1
    batch.save(update_fields=[*kept, "edit"])
    step.keep({"file": batch.file_name, "sha256": batch.sha256}, before)
    return batch


def material_of(case: Case) -> str:
    """What has to be handed in beside the list, in words; "" for nothing."""
    stage = filing_stage(table_of(case))
    return stage.material if stage else ""


def _require_material(batch: Batch, case: Case) -> None:
    wanted = material_of(case)
    if wanted and not batch.stored_name:
        raise Refused(_("请先上传%(material)s，再报送。") % {"material": wanted}, code="material")


@service
def discard_batch(*, actor: User, batch: Batch) -> None:
    """Dissolve a batch that is not filed; its cases wait for another one."""
    step = BATCH.enter("discard", batch, actor=actor)
    step.keep({})
    Case.objects.filter(batch=step.row).update(batch=None)
    step.row.delete()


@service
def grant_window(
    *,
    actor: User,
    organisation: Organisation,
    route: str,
    application_year: int,
    opens: date,
    closes: date,
    reason: str,
) -> WindowException:
    """The province opens a window for one organisation, with a reason (R19). Inclusive dates."""
    if not actor.has_role(Role.PROVINCE):
        raise Refused(_("受理时间的例外由{office}批准。"))
    if closes < opens:
        raise Refused(_("截止日期不能早于开始日期。"))
    if not reason.strip():
        raise Refused(_("请说明批准例外的理由。"))
    exception = WindowException.objects.create(
        organisation=organisation,
        route=route,
        application_year=application_year,
        opens=opens,
        closes=closes,
        reason=reason,
        granted_by=actor,
    )
    audit.record(
        "window.granted",
        exception,
        actor=actor,
        reason=reason,
        context=organisation,
        after={"opens": opens.isoformat(), "closes": closes.isoformat()},
    )
    return exception


def filing_stage(table: Table) -> Stage | None:
    return table.first_of_kind("filing")


def window_of(organisation: Organisation, case: Case) -> WindowState | None:
    """The window in which `organisation` files cases like `case`: the
    policy's, unless an exception is open now."""
    stage = filing_stage(table_of(case))
    if stage is None or stage.window is None:
        return None
    today = clock.today()
    exception = WindowException.objects.filter(
        Q(opens__lte=today, closes__gte=today),
        organisation=organisation,
        route=case.route,
        application_year=case.application_year,
    ).first()
    if exception:
        return window_state(Window(exception.opens, exception.closes), today)
    return window_state(stage.window, today)


def _put_in(rows: Sequence[Case], batch: Batch) -> None:
    for case in rows:
        _require_fit(case, batch)
    require_all_stand(rows)
    Case.objects.filter(pk__in=[case.pk for case in rows]).update(batch=batch)


def _require_composer(actor: User, batch: Batch, table: Table) -> None:
    stage = filing_stage(table)
    role = ROLE_OF_OFFICE.get(Office(stage.office)) if stage else None
    seats = actor.seats_as(role) if role else ()
    if batch.organisation_id not in {seat.organisation_id for seat in seats}:
        raise Refused(_("材料由主管部门统一报送，单位和个人不能直接报送。"), code="not_department")


def _require_fit(case: Case, batch: Batch) -> None:
    name = {"name": case.professional.name}
    stage = filing_stage(table_of(case))
    if stage is None or case.state != stage.id or case.batch_id not in (None, batch.pk):
        raise Stale(_("%(name)s的申请目前不能加入该批次，请刷新页面后重新选择。") % name)
    holder = office_of(case, stage.office)
    if holder is None or holder.pk != batch.organisation_id:
        raise Refused(_("%(name)s的申请不由本单位报送，请重新选择。") % name)
    if (case.route, case.application_year) != (batch.route, batch.application_year):
        raise Refused(_("%(name)s的申报年度或渠道与该批次不同。") % name)
