"""Two files of one person become one: a first officer proposes, a second one approves, everything moves."""

from typing import Any

from django.apps import apps

from cejc import clock
from cejc.errors import Refused
from cejc.site import gettext as _
from registry.changes.models import Merge
from registry.changes.moves.person_request import MERGE
from registry.changes.procedure import Procedure, register_procedure
from registry.changes.services import person_request as requests
from registry.changes.services.merge_check import (
    Relation,
    relations,
    require_clear,
    same_unit,
    undeclared,
)
from registry.enums import RequestState, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Portrait, Professional, User
from registry.people.permissions import require
from registry.people.queries.employment import current_unit_of
from registry.people.queries.people import numbered
from registry.people.services.employment import end_all
from registry.yearly.models import AnnualRegistration


@service
def propose(
    *, actor: User, kept: str, duplicate: str, reason: str, file: dict[str, str] | None = None
) -> Merge:
    """Propose that the file with identity number `duplicate` be merged into that with the number `kept`.

    It is the first officer's step. Raises Refused when a number is unknown, or when something would collide.
    """
    require(_decides(actor, None), _("合并档案由{office}或系统管理员提出。"))
    why = requests.clean_reason(reason)
    require(bool(why), _("请说明合并的理由和核对情况。"))
    one = _numbered(kept, _("没有找到拟保留档案的证件号码，请核对。"))
    other = _numbered(duplicate, _("没有找到重复档案的证件号码，请核对。"))
    require(one.pk != other.pk, _("两个证件号码登记的是同一份档案，无需合并。"))
    both = _locked(one.pk, other.pk)
    one, other = both[one.pk], both[other.pk]
    row = Merge(
        professional=one, duplicate=other, organisation=current_unit_of(one), reason=why, **(file or {})
    )
    require_clear(one, other)
    requests.keep(actor=actor, row=row, state=RequestState.CONFIRMED, officer=True)
    requests.tell_second(row)
    return row


def _numbered(typed: str, sentence: str) -> Professional:
    found = numbered(typed)
    if found is None:
        raise Refused(sentence)
    return found


def _decides(user: User, row: Merge | None) -> bool:
    return user.has_role(Role.PROVINCE, Role.ADMIN)


def _locked(*keys: int) -> dict[int, Professional]:
    """Both files under lock, in one order."""
    rows = Professional.objects.select_for_update().filter(pk__in=sorted(keys)).order_by("pk")
    return {one.pk: one for one in rows}


def _carry_out(actor: User, row: Merge) -> None:
    """Everything of the duplicate moves; the duplicate stays as a tombstone whose number is free again."""
    both = _locked(row.professional_id, row.duplicate_id)
    kept, duplicate = both[row.professional_id], both[row.duplicate_id]
    require_clear(kept, duplicate, row)
    _settle(actor, kept, duplicate)
    duplicate.merged_into, duplicate.identity_index = kept, f"merged:{duplicate.public_id.hex}"
    duplicate.save(update_fields=["merged_into", "identity_index"])
    row.moved = {}
    for relation in relations():
        _move(relation, kept, duplicate, row)
    kept.users.update(display_name=kept.name)
    row.professional, row.duplicate = kept, duplicate
    audit.record(
        "professional.merged",
        duplicate,
        actor=actor,
        context=kept,
        reason=row.reason,
        after={"kept": str(kept.public_id), "identity": duplicate.identity_masked, "moved": counts(row)},
    )


def _move(relation: Relation, kept: Professional, duplicate: Professional, row: Merge) -> None:
    rows = relation.model._base_manager.filter(**{relation.name: duplicate})
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    table = row.moved.setdefault(relation.model._meta.label_lower, {})
    table[relation.name] = keys
    rows.update(**{relation.name: kept})


def _settle(actor: User, kept: Professional, duplicate: Professional) -> None:
    """What needs no human: an undeclared year, a second photo, a second place at the same unit."""
    for one, other in ((kept, duplicate), (duplicate, kept)):
        twice = AnnualRegistration.objects.filter(undeclared(), professional=other)
        twice.filter(year__in=list(one.registrations.values_list("year", flat=True))).delete()
    if kept.portraits.current().exists():
        Portrait.objects.current().filter(professional=duplicate).update(replaced_at=clock.now())
    if same_unit(kept, duplicate):
        end_all(actor, duplicate, clock.today())


def counts(row: Merge) -> dict[str, int]:
    """Name of what moved -> how many."""
    found: dict[str, int] = {}
    for label, columns in row.moved.items():
        name = str(apps.get_model(label)._meta.verbose_name)
        # Tables that nobody knows by name (awards, slots) move along with what they belong to.
        if not name.isascii():
            found[name] = found.get(name, 0) + sum(len(keys) for keys in columns.values())
    return found


def facts(row: Merge) -> dict[str, Any]:
    """Both numbers masked, and what moved."""
    return {
        "kept": row.professional.identity_masked,
        "duplicate": row.duplicate.identity_masked,
        "moved": counts(row),
    }


def _consequences(row: Merge) -> list[str]:
    return [
        _("重复档案的活动、材料、任职、账号、申请、认定单全部转到保留的档案。"),
        _("重复档案不再出现在任何名单中，其证件号码不再占用；转移了什么逐项留存，可以查回。"),
        _("重复档案的账号仍可用用户名登录，登录后看到的是保留的档案。"),
    ]


register_procedure(
    Procedure(
        slug="merge",
        table=MERGE,
        model=Merge,
        decides=_decides,
        carry_out=_carry_out,
        facts=facts,
        consequences=_consequences,
        provincial=True,
    )
)
