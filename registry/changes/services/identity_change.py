"""A change of name or a correction of the identity number: asked with a proof, done by two officers."""

from typing import Any

from django.db import IntegrityError

from cejc.errors import Refused
from cejc.lib.writing import identity, names, pinyin
from cejc.site import gettext as _
from registry.changes.models import IdentityChange
from registry.changes.moves.person_request import IDENTITY_CHANGE
from registry.changes.permissions import may_ask_for, sits_above
from registry.changes.procedure import Procedure, register_procedure
from registry.changes.services import person_request as requests
from registry.enums import RequestState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.permissions import is_self, require
from registry.people.queries import people
from registry.people.queries.employment import current_unit_of
from registry.people.services.telling.message import tell

TAKEN = "taken"


@service
def ask(
    *,
    actor: User,
    professional: Professional,
    reason: str,
    file: dict[str, str],
    name: str = "",
    identity_type: str = "",
    number: str = "",
) -> IdentityChange:
    """Ask for another name, another number, or both ("" leaves a thing as it is), with the scan of a proof.

    The person's request waits for HR of the unit; HR's own is the first officer's
    step already. Raises Refused when nothing would change, when a value cannot be
    right, or when the number belongs to somebody else.
    """
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    require(person.died_on is None and person.erased_at is None, _("该档案已办理去世登记或注销，不能更正。"))
    unit = current_unit_of(person)
    by_hr = not is_self(actor, person)
    require(not by_hr or may_ask_for(actor, unit), _("改名和更正证件号码由本人或所在单位人事申请。"))
    why = requests.clean_reason(reason)
    require(bool(why), _("请说明改名或更正的理由。"))
    require(bool(file), _("请上传证明材料，例如户口簿曾用名页、公安机关证明的扫描件。"))
    row = IdentityChange(
        professional=person,
        organisation=unit,
        reason=why,
        **file,
        **_wanted(person, name, identity_type, number),
    )
    state = RequestState.CONFIRMED if by_hr else RequestState.ASKED
    requests.keep(actor=actor, row=row, state=state, officer=by_hr)
    if by_hr:
        requests.tell_second(row)
        told: dict[str, object] = {"row": row, "label": row._meta.verbose_name}
        tell(person.users.filter(is_active=True), "person_request_opened", told, link=requests.address(row))
    else:
        requests.tell_first(row)
    return row


def _wanted(person: Professional, name: str, identity_type: str, number: str) -> dict[str, str]:
    """The `new_` columns, checked. Raises Refused."""
    try:
        clean = names.normalise(name)
        if clean:
            names.check(clean)
        wanted = {"new_name": clean if clean != person.name else ""}
        if number.strip():
            wanted |= _number(person, identity_type or person.identity_type, number)
    except (names.NameFault, identity.IdentityFault) as fault:
        raise Refused(str(fault)) from fault
    require(any(wanted.values()), _("填写的姓名和证件号码与现有登记相同，无需更正。"))
    return wanted


def _number(person: Professional, identity_type: str, number: str) -> dict[str, str]:
    clean = identity.normalise(identity_type, number)
    identity.check(identity_type, clean)
    if people.identity_index(clean) == person.identity_index and identity_type == person.identity_type:
        return {}
    _require_free(person, clean)
    return {
        "new_identity_type": identity_type,
        "new_identity_number": clean,
        "new_identity_masked": identity.mask(clean),
    }


def _require_free(person: Professional, number: str) -> None:
    others = Professional.objects.filter(identity_index=people.identity_index(number)).exclude(pk=person.pk)
    if others.exists():
        raise Refused(
            _("该证件号码已登记在另一份档案上。请核对号码；两份档案确属同一人的，请联系{authority}合并。"),
            code=TAKEN,
        )


def _carry_out(actor: User, row: IdentityChange) -> None:
    """Change the person; what stood before goes onto the row. Slips and notices stay as they were issued."""
    person = Professional.objects.select_for_update().get(pk=row.professional_id)
    row.old_name, row.old_identity_type = person.name, person.identity_type
    row.old_identity_number, row.old_identity_masked = str(person.identity_number), person.identity_masked
    if row.new_name:
        person.name, person.name_key = row.new_name, pinyin.key(row.new_name)
    if row.new_identity_number:
        _require_free(person, row.new_identity_number)
        person.identity_type, person.identity_number = row.new_identity_type, str(row.new_identity_number)
        person.identity_index = people.identity_index(row.new_identity_number)
        person.identity_masked = row.new_identity_masked
    try:
        with audit.savepoint():
            person.save()
    except IntegrityError as taken:
        raise Refused(_("该证件号码已登记在另一份档案上，不能办理。"), code=TAKEN) from taken
    person.users.update(display_name=person.name)
    row.professional = person


def facts(row: IdentityChange) -> dict[str, Any]:
    """What the audit log keeps: names, and numbers masked."""
    before = row.professional if row.state != RequestState.DONE else None
    return {
        "name": row.new_name,
        "identity": row.new_identity_masked,
        "old_name": before.name if before else row.old_name,
        "old_identity": before.identity_masked if before else row.old_identity_masked,
    }


def _consequences(row: IdentityChange) -> list[str]:
    return [
        _("姓名或证件号码立即更正，本人今后用新的证件号码登录。"),
        _("原姓名和原证件号码加密保存在本申请中，不能再改动。"),
        _("已经签发的认定单、发布的公示和登记手册保持原样；需要更正认定单的，另行换发。"),
    ]


register_procedure(
    Procedure(
        slug="identity",
        table=IDENTITY_CHANGE,
        model=IdentityChange,
        decides=sits_above,
        carry_out=_carry_out,
        facts=facts,
        consequences=_consequences,
    )
)
