"""The death of a person: recorded by HR with date and proof, confirmed by the office above."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cejc import clock
from cejc.lib.hook import Hook
from cejc.site import gettext as _
from credits.engine.numbers import show_date
from registry.changes.models import Death
from registry.changes.moves.person_request import DEATH
from registry.changes.permissions import may_ask_for, sits_above
from registry.changes.procedure import Procedure, register_procedure
from registry.changes.services import person_request as requests
from registry.enums import RequestState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Membership, Professional, User
from registry.people.permissions import require
from registry.people.queries.employment import last_unit_of
from registry.people.services import employment

Listener = Callable[[User, Professional, str], None]
# Who hears of a confirmed death, in the same transaction.
listeners: Hook[Listener] = Hook()


@service
def report(
    *, actor: User, professional: Professional, died_on: date, file: dict[str, str], reason: str = ""
) -> Death:
    """HR of the person's present or last unit records the death; it is the first officer's step."""
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    unit = last_unit_of(person)
    require(
        may_ask_for(actor, unit),
        _("去世登记由本人所在单位的人事人员办理；没有单位的，由{office}办理。"),
    )
    require(person.died_on is None, _("该人员已办理去世登记。"))
    require(died_on <= clock.today(), _("去世日期不能晚于今天。"))
    require(bool(file), _("请上传死亡证明或户籍注销证明的扫描件。"))
    row = Death(
        professional=person, organisation=unit, died_on=died_on, reason=requests.clean_reason(reason), **file
    )
    requests.keep(actor=actor, row=row, state=RequestState.CONFIRMED, officer=True)
    requests.tell_second(row)
    return row


def _carry_out(actor: User, row: Death) -> None:
    """Logins are closed, places and seats end, what runs is called off;
    the record stays readable to offices."""
    person = Professional.objects.select_for_update().get(pk=row.professional_id)
    person.died_on = row.died_on
    person.save(update_fields=["died_on"])
    why = _("本人已于%s去世") % show_date(row.died_on)
    employment.end_all(actor, person, row.died_on, why)
    employment.refuse_pending(actor, person, why)
    requests.withdraw_others(actor, row, why)
    for user in person.users.select_for_update().filter(is_active=True):
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record("account.deactivated", user, actor=actor, context=person, reason=why)
    for seat in Membership.objects.in_force().filter(user__professional=person):
        seat.valid_until = clock.today()
        seat.save(update_fields=["valid_until"])
        audit.record(
            "membership.ended", seat, actor=actor, after={"until": f"{seat.valid_until}"}, reason=why
        )
    for listener in listeners:
        listener(actor, person, why)
    row.professional = person


def facts(row: Death) -> dict[str, Any]:
    return {"on": show_date(row.died_on)}


def _consequences(row: Death) -> list[str]:
    return [
        _("账号立即停用，在职登记和角色随之结束。"),
        _("正在办理的认定申请终止，不再发送提醒。"),
        _("已经办结的记录保留，单位和主管部门仍可查阅。"),
    ]


register_procedure(
    Procedure(
        slug="death",
        table=DEATH,
        model=Death,
        decides=sits_above,
        carry_out=_carry_out,
        facts=facts,
        consequences=_consequences,
    )
)
