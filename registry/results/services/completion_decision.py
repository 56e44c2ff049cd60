"""What a provider or the provincial office decides about one reported result."""

from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.whole import whole
from registry.enums import CompletionState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.people.permissions import require
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.permissions import reports_for, require_overruler
from registry.results.services.completion import settle_later
from registry.training.standings import CODES, standing


@service
def withdraw(*, actor: User | None, completion: Completion, reason: str) -> Completion:
    """The provider takes a wrong result back, with a reason; what it had in the record is taken back too."""
    rows = Completion.objects.select_for_update(of=("self",)).select_related("base", "session")
    row = rows.get(pk=completion.pk)
    if row.state == CompletionState.WITHDRAWN:
        return row
    if actor is not None:
        require(reports_for(actor, row), _("由报送的施教机构或组织单位撤回。"))
        require(actor.professional_id != row.professional_id, _("这是您本人的学习结果，须由其他经办人办理。"))
    if row.state not in LIVE:
        raise Refused(_("该结果已由新版本代替，请撤回最新的版本。"))
    if not reason.strip():
        raise Refused(_("请说明撤回的理由，本人会看到。"))
    row.state, row.code, row.sentence = CompletionState.WITHDRAWN, "withdrawn", whole(reason, 500)
    row.save(update_fields=["state", "code", "sentence"])
    audit.record(
        "completion.withdrawn", row, actor=actor, reason=row.sentence, context=row.base or row.session
    )
    settle_later(completions=[row.pk])
    return row


@service
def overrule(*, actor: User, completion: Completion, reason: str) -> Completion:
    """R25: the province counts a held face-to-face result all the same, with a reason that stays with it."""
    row = Completion.objects.select_for_update(of=("self",)).get(pk=completion.pk)
    require_overruler(actor, row)
    if row.overruled:
        return row
    if row.code not in overrulable() or row.state != CompletionState.HELD:
        raise Refused(_("该结果目前不在可由省人社厅决定的情形内，请刷新页面查看最新情况。"))
    if not reason.strip():
        raise Refused(_("请说明计入的理由。"))
    row.overruled = whole(reason, 500)
    row.save(update_fields=["overruled"])
    audit.record("completion.overruled", row, actor=actor, reason=row.overruled, before={"code": row.code})
    settle_later(completions=[row.pk])
    return row


def overrulable() -> set[str]:
    return {code for code in CODES if standing(code).overrulable}
