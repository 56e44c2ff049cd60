"""What a page of a change of a person's file shows, kind by kind."""

from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.states import tag_of
from registry.changes.models import Death, Erasure, IdentityChange, Merge
from registry.changes.models.person_request import PersonRequest
from registry.changes.procedure import Procedure
from registry.changes.services.merge import counts
from registry.enums import RequestState
from registry.people.models import User

Facts = list[tuple[Any, Any]]


def facts_of(row: Any) -> Facts:
    """(label, value) in the order they are read."""
    facts: Facts = [(_("姓名"), row.professional)]
    if isinstance(row, IdentityChange):
        facts += _of_identity(row)
    elif isinstance(row, Merge):
        facts += _of_merge(row)
    elif isinstance(row, Death):
        facts += [(_("去世日期"), _day(row.died_on))]
    elif isinstance(row, Erasure):
        facts += _of_erasure(row)
    facts += [(_("单位"), row.organisation or _("目前没有单位"))]
    if row.reason:
        facts.append((_("理由"), row.reason))
    facts += _steps(row)
    return facts


def _of_identity(row: IdentityChange) -> Facts:
    person, ended = row.professional, row.state == RequestState.DONE
    facts: Facts = []
    if row.new_name:
        facts.append((_("姓名更正"), f"{row.old_name if ended else person.name} → {row.new_name}"))
    if row.new_identity_masked:
        before = row.old_identity_masked if ended else person.identity_masked
        facts.append((_("证件类型"), row.get_new_identity_type_display()))
        facts.append((_("证件号码更正"), f"{before} → {row.new_identity_masked}"))
    return facts


def _of_merge(row: Merge) -> Facts:
    facts: Facts = [
        (_("保留的档案"), f"{row.professional} {row.professional.identity_masked}"),
        (_("重复的档案"), f"{row.duplicate} {row.duplicate.identity_masked}"),
    ]
    if row.moved:
        facts.append((_("已转移"), "、".join(f"{name} {count}" for name, count in counts(row).items())))
    return facts


def _of_erasure(row: Erasure) -> Facts:
    if row.state != RequestState.DONE:
        return []
    gone = _("草稿%(drafts)s条，文件%(files)s个") % {
        "drafts": row.erased.get("drafts", 0),
        "files": row.erased.get("files", 0),
    }
    facts: Facts = [(_("已删除"), gone)]
    if row.number_erased_at:
        facts.append((_("证件号码"), _("已删除")))
    elif row.keep_until:
        facts.append(
            (_("证件号码"), _("因%(what)s保存至%(day)s") % {"what": row.kept, "day": _day(row.keep_until)})
        )
    return facts


def _steps(row: PersonRequest) -> Facts:
    facts: Facts = [(_("申请"), f"{row.asked_by} {_day(row.asked_at)}")]
    if row.first_by:
        facts.append((_("第一经办人"), f"{row.first_by} {_day(row.first_at)}"))
    if row.second_by:
        facts.append((_("第二经办人"), f"{row.second_by} {_day(row.second_at)}"))
    if row.note:
        facts.append((_("未予办理的理由"), row.note))
    return facts


def _day(value: Any) -> str:
    from cejc.templatetags.cejc_ui import cn_date

    return cn_date(value)


def detail_context(user: User, procedure: Procedure, row: Any) -> dict[str, Any]:
    """Everything of the page of one request."""
    return {
        "procedure": procedure,
        "row": row,
        "label": row._meta.verbose_name,
        "facts": facts_of(row),
        "state": tag_of(row),
        "moves": procedure.table.open_to(user, row),
        "has_number": isinstance(row, IdentityChange) and bool(row.new_identity_masked),
        "duplicate": getattr(row, "duplicate", None),
    }
