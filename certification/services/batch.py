"""Batches: an office hands its confirmed cases to the province together, inside the window (R19)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from certification.models import Batch, Case, WindowException
from certification.moves.batch import BATCH
from certification.offices import ROLE_OF_OFFICE, office_of
from certification.queries.policy import table_of
from certification.services.ground import require_all_stand
from certification.services.tell import tell_person
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
    *, actor: User, organisation: Organisation, cases: Iterable[Case], name: str, note: str = ""
) -> Batch:
    """Put cases that wait for filing into a new batch of `organisation`;
    one route and application year a batch."""
    rows = list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    kinds = {(case.route, case.application_year) for case in rows}
    if len(kinds) != 1:
        raise Refused(_("请选择同一认定渠道、同一申报年度的人员，至少一人。"))
    route, year = kinds.pop()
    batch = Batch.objects.create(
        organisation=organisation, route=route, application_year=year, name=name, note=note, created_by=actor
    )
    _require_composer(actor, batch, table_of(rows[0]))
    for case in rows:
        _put_in(case, batch)
    require_all_stand(rows)
    BATCH.record("made", batch, actor=actor, after={"cases": len(rows)})
    return batch


@service
def add_to_batch(*, actor: User, batch: Batch, cases: Iterable[Case]) -> Batch:
    """Add cases to a batch that is not filed yet."""
    step = BATCH.enter("extend", batch, actor=actor)
    batch = step.row
    rows = list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    for case in rows:
        _put_in(case, batch)
    require_all_stand(rows)
    step.keep({"cases": [str(case.public_id) for case in rows]})
    return batch


@service
def take_from_batch(*, actor: User, batch: Batch, case: Case) -> Batch:
    """Take one case out of a batch that is not filed yet; it waits for another batch."""
    step = BATCH.enter("reduce", batch, actor=actor)
    if Case.objects.filter(pk=case.pk, batch=step.row).update(batch=None):
        step.keep({"case": str(case.public_id)})
    return step.row


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
    cases = list(Case.objects.select_for_update().filter(batch=batch).order_by("pk"))
    if not cases:
        raise Refused(_("批次中还没有人员，请先加入人员。"))
    window = window_of(batch.organisation, cases[0])
    if window and not window.is_open:
        raise Refused(window.sentence, code="window_closed")
    _require_material(batch, cases[0])
    require_all_stand(cases)
    batch.filed_by, batch.filed_at = actor, clock.now()
    step.leave(cases=len(cases))
    for case in cases:
        stage = filing_stage(table_of(case))
        move = door.pass_through(case, f"{stage.id if stage else ''}.file", actor=actor)
        tell_person(case, move, batch=batch)
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
        raise Refused(_("受理时间的例外由省人社厅专技处批准。"))
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


def _put_in(case: Case, batch: Batch) -> None:
    stage = filing_stage(table_of(case))
    if stage is None or case.state != stage.id or case.batch_id not in (None, batch.pk):
        raise Stale(
            _("%(name)s的申请目前不能加入该批次，请刷新页面后重新选择。") % {"name": case.professional.name}
        )
    holder = office_of(case, stage.office)
    if holder is None or holder.pk != batch.organisation_id:
        raise Refused(_("%(name)s的申请不由本单位报送，请重新选择。") % {"name": case.professional.name})
    if (case.route, case.application_year) != (batch.route, batch.application_year):
        raise Refused(_("%(name)s的申报年度或渠道与该批次不同。") % {"name": case.professional.name})
    case.batch = batch
    case.save(update_fields=["batch"])


def _require_composer(actor: User, batch: Batch, table: Table) -> None:
    stage = filing_stage(table)
    role = ROLE_OF_OFFICE.get(Office(stage.office)) if stage else None
    if role is None or not any(
        seat.organisation_id == batch.organisation_id for seat in actor.seats_as(role)
    ):
        raise Refused(_("材料由主管部门统一报送，单位和个人不能直接报送。"), code="not_department")
