"""Training bases (继续教育基地): registered, corrected and closed by the province; and the experts."""

from datetime import date
from typing import Any

from django.db import IntegrityError

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.site import gettext as _
from cejc.whole import whole
from registry.enums import OrganisationKind
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.people.services import organisation as organisations
from registry.people.services.telling.message import tell
from registry.training.models import Expert, TrainingBase
from registry.training.permissions import officers_of, require_province, staff_of

EDITABLE = ("platform_name", "platform_url", "contact", "address", "introduction", "approved_on")
OWN_OFFICE = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.CENTRAL,
    OrganisationKind.EMPLOYER,
)


def office_for(supervising: Organisation) -> Organisation:
    """Who convenes the experts and holds key A for bases under `supervising` (四(四)).

    A unit of a city: the city bureau. An undergraduate college, a department, any other unit: its own
    personnel department. Raises Refused for a unit that cannot supervise a base.
    """
    above: Organisation | None = supervising
    while above is not None:
        if above.kind == OrganisationKind.BUREAU:
            return above
        above = above.supervisor
    if supervising.kind not in OWN_OFFICE:
        raise Refused(
            _("“%s”不能作为基地的主管单位，请选择基地所属的部门、高校或{cities}单位。") % supervising.name
        )
    return supervising


@service
def establish(
    *,
    actor: User | None,
    supervising_unit: Organisation,
    code: str,
    organisation: Organisation | None = None,
    name: str = "",
    credit_code: str = "",
    **values: Any,
) -> TrainingBase:
    """Register a base. `organisation`: a college that is the base itself;
    else a new unit `name` under its supervisor.

    `actor` None is the set-up itself (demo data).
    """
    if actor is not None:
        require_province(actor)
    office = office_for(supervising_unit)
    if organisation is not None:
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    unit = organisation or organisations.establish(
        actor=actor,
        name=name,
        credit_code=credit_code,
        supervisor=supervising_unit,
        kind=OrganisationKind.BASE,
        region=supervising_unit.region,
        route=supervising_unit.route,
    )
    kinds = (OrganisationKind.BASE, OrganisationKind.UNIVERSITY)
    require(unit.kind in kinds, _("只有基地和高校可以登记为继续教育基地。"))
    require(
        not TrainingBase.objects.filter(organisation=unit).exists(),
        _("该单位已经登记为继续教育基地，无需重复登记。"),
    )
    chosen = {key: values[key] for key in EDITABLE if values.get(key) not in (None, "")}
    try:
        with audit.savepoint():
            base = TrainingBase.objects.create(
                organisation=unit,
                supervising_unit=supervising_unit,
                personnel_office=office,
                code=code.strip().upper(),
                **chosen,
            )
    except IntegrityError as twice:
        raise Refused(_("基地代码“%s”已经使用，请换一个。") % code) from twice
    after = {
        "name": unit.name,
        "code": base.code,
        "supervising": supervising_unit.name,
        "office": office.name,
    }
    audit.record("training_base.established", base, actor=actor, context=unit, after=after)
    tell(officers_of(base), "base_established", {"base": base})
    return base


@service
def update(
    *, actor: User, base: TrainingBase, edit: int, supervising_unit: Organisation, **values: Any
) -> TrainingBase:
    """Correct the particulars; another supervising unit brings another personnel office."""
    require_province(actor)
    row = _locked(base)
    _require_edit(row, edit)
    _require_in_force(row)
    changes: dict[str, Any] = {key: values[key] for key in EDITABLE if key in values}
    changes |= {"supervising_unit": supervising_unit, "personnel_office": office_for(supervising_unit)}
    changed = {key: value for key, value in changes.items() if getattr(row, key) != value}
    if not changed:
        return row
    before = {key: str(getattr(row, key) or "") for key in changed}
    for key, value in changed.items():
        setattr(row, key, value)
    row.edit += 1
    row.save(update_fields=[*changed, "edit"])
    after = {key: str(value or "") for key, value in changed.items()}
    audit.record(
        "training_base.updated", row, actor=actor, context=row.organisation, before=before, after=after
    )
    return row


@service
def close(*, actor: User, base: TrainingBase, last_day: date, reason: str) -> TrainingBase:
    """The base trains no more after `last_day`; its results of before stand."""
    require_province(actor)
    row = _locked(base)
    if row.closed_on == last_day:
        return row
    _require_in_force(row)
    require(bool(reason.strip()), _("请写明撤销的理由，基地会看到。"))
    require(
        last_day >= row.approved_on,
        _("撤销日期不能早于设立日期%s。") % f"{row.approved_on:%Y-%m-%d}",
    )
    row.closed_on, row.edit = last_day, row.edit + 1
    row.save(update_fields=["closed_on", "edit"])
    audit.record(
        "training_base.closed",
        row,
        actor=actor,
        context=row.organisation,
        after={"closed_on": f"{last_day}"},
        reason=reason.strip(),
    )
    told = {"base": row, "reason": reason.strip()}
    tell([*staff_of(row), *officers_of(row)], "base_closed", told)
    return row


@service
def appoint_expert(
    *,
    actor: User | None,
    user: User,
    base: TrainingBase | None,
    field: str = "",
    valid_from: date | None = None,
) -> Expert:
    """Put a login on the list of experts, or back on it. The login stands for a known person (R23)."""
    if actor is not None:
        require_province(actor)
        require(user.professional_id != actor.professional_id, _("不能将本人列为专家，请由其他经办人办理。"))
    require(user.professional_id is not None, _("该账号没有关联到本人，不能列为专家。"))
    require(user.is_active, _("该账号已停用，不能列为专家。"))
    expert = Expert.objects.select_for_update().filter(user=user).first() or Expert(user=user)
    if expert.pk and expert.valid_until is None:
        raise Refused(_("%s已在专家名单中。") % user)
    expert.base, expert.field, expert.valid_until = base, whole(field, 100), None
    expert.valid_from = valid_from or clock.today()
    try:
        with audit.savepoint():
            expert.save()
    except IntegrityError as twice:
        raise Refused(_("%s已在专家名单中。") % user) from twice
    after = {"expert": str(user), "base": str(base or ""), "field": expert.field}
    audit.record("expert.appointed", expert, actor=actor, context=user, after=after)
    tell([user], "expert_appointed", {"expert": expert})
    return expert


@service
def dismiss_expert(*, actor: User, expert: Expert, reason: str) -> Expert:
    """No more reviews are asked of this expert; opinions given stand."""
    require_province(actor)
    row = Expert.objects.select_for_update(of=("self",)).select_related("user").get(pk=expert.pk)
    if row.valid_until is not None:
        return row
    require(bool(reason.strip()), _("请写明移出的理由。"))
    row.valid_until = clock.today()
    row.save(update_fields=["valid_until"])
    audit.record(
        "expert.dismissed", row, actor=actor, context=row.user, after={"expert": str(row.user)}, reason=reason
    )
    return row


def _locked(base: TrainingBase) -> TrainingBase:
    rows = TrainingBase.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "supervising_unit", "personnel_office").get(pk=base.pk)


def _require_edit(row: TrainingBase, edit: int) -> None:
    if row.edit != edit:
        raise Stale()


def _require_in_force(row: TrainingBase) -> None:
    if row.closed_on is not None:
        raise Stale(_("该基地已登记撤销日期%s，不能再修改。") % f"{row.closed_on:%Y-%m-%d}")
