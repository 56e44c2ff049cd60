"""The tree of units: the one place where the parent and `supervisor` are set, so that both say the same."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.paper import printing
from cejc.lib.writing import text, uscc
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Organisation, User
from registry.people.permissions import require, require_admin

EDITABLE = ("name", "short_name", "credit_code", "kind", "region", "route", "contact", "closed_on")


def _checked_code(raw: str) -> str:
    code = uscc.normalise(raw)
    try:
        uscc.check(code)
    except uscc.CodeFault as fault:
        raise Refused(str(fault)) from fault
    return code


@service
def create(
    *, actor: User | None, name: str, credit_code: str, supervisor: Organisation | None = None, **values: Any
) -> Organisation:
    """A new unit under `supervisor` (None: a root). `actor` None is the
    set-up itself (demo data, first office)."""
    if actor is not None:
        require_admin(actor)
    return establish(actor=actor, name=name, credit_code=credit_code, supervisor=supervisor, **values)


@service
def establish(
    *, actor: User | None, name: str, credit_code: str, supervisor: Organisation | None = None, **values: Any
) -> Organisation:
    """The unit itself, at the word of another service that has asked
    who `actor` is (a base of the province's)."""
    values |= {"name": text.clean_line(name), "credit_code": _checked_code(credit_code)}
    if unprintable := printing.fault_of(values["name"]):
        raise Refused(_("名称%s") % unprintable)
    parent = Organisation.objects.select_for_update().get(pk=supervisor.pk) if supervisor else None
    try:
        with audit.savepoint():
            unit = _place(parent, values)
    except IntegrityError as twice:
        raise Refused(
            _("统一社会信用代码%s已登记在另一个机构名下，请核对。") % values["credit_code"]
        ) from twice
    after = {"name": unit.name, "credit_code": unit.credit_code, "supervisor": parent.name if parent else ""}
    audit.record("organisation.created", unit, actor=actor, after=after)
    return unit


def _place(parent: Organisation | None, values: dict[str, Any]) -> Organisation:
    made: Organisation
    if parent is None:
        made = Organisation.objects.add_root(create_kwargs=values)
    else:
        made = Organisation.objects.add_child(parent, create_kwargs=values | {"supervisor": parent})
    return made


@service
def update(*, actor: User, organisation: Organisation, **values: Any) -> Organisation:
    """Correct a unit's particulars; its place in the tree is changed by `move`."""
    require_admin(actor)
    row: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if "credit_code" in values:
        values["credit_code"] = _checked_code(values["credit_code"])
    changed = {
        name: values[name] for name in EDITABLE if name in values and values[name] != getattr(row, name)
    }
    before = {name: str(getattr(row, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if not changed:
        return row
    try:
        with audit.savepoint():
            row.save(update_fields=list(changed))
    except IntegrityError as twice:
        raise Refused(_("统一社会信用代码%s已登记在另一个机构名下，请核对。") % row.credit_code) from twice
    after = {name: str(value or "") for name, value in changed.items()}
    audit.record("organisation.updated", row, actor=actor, before=before, after=after)
    return row


@service
def move(
    *, actor: User, organisation: Organisation, supervisor: Organisation | None, reason: str
) -> Organisation:
    """Put a unit, with all under it, below another supervisor."""
    require_admin(actor)
    # A move rewrites the paths of many rows: all movers queue at the first root.
    Organisation.objects.select_for_update().order_by("path").first()
    row: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    target = Organisation.objects.get(pk=supervisor.pk) if supervisor else None
    require(row.supervisor_id != (target.pk if target else None), _("该机构现在就由所选机构主管，无需调整。"))
    require(
        target is None or not target.path.startswith(row.path), _("不能把机构移到它自己或它的下属机构之下。")
    )
    before = {"supervisor": row.supervisor.name if row.supervisor else ""}
    if target is None:
        Organisation.objects.move(row, Organisation.objects.get_last_root_node(), "last-sibling")
    else:
        Organisation.objects.move(row, target, "last-child")
    moved: Organisation = Organisation.objects.get(pk=row.pk)
    moved.supervisor = target
    moved.save(update_fields=["supervisor"])
    after = {"supervisor": target.name if target else ""}
    audit.record("organisation.moved", moved, actor=actor, before=before, after=after, reason=reason)
    return moved
