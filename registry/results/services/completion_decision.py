"""What a provider or the provincial office decides about one reported result."""

from registry.machinery.service import service
from registry.people.models import User
from registry.results.models import Completion
from registry.results.moves.completion import COMPLETION
from registry.results.services.completion import settle_later


@service
def withdraw(*, actor: User | None, completion: Completion, reason: str) -> Completion:
    """The provider takes a wrong result back, with a reason; what it had in the record is taken back too."""
    step = COMPLETION.enter("withdraw", completion, actor=actor, reason=reason)
    row = step.row
    if step.repeated:
        return row
    row.code, row.sentence = "withdrawn", step.reason
    settle_later(completions=[row.pk])
    return step.leave()


@service
def overrule(*, actor: User, completion: Completion, reason: str) -> Completion:
    """R25: the province counts a held face-to-face result all the same, with a reason that stays with it."""
    step = COMPLETION.enter("overrule", completion, actor=actor, reason=reason)
    row = step.row
    if step.repeated:
        return row
    row.overruled = step.reason
    row.save(update_fields=["overruled"])
    step.keep({}, {"code": row.code})
    settle_later(completions=[row.pk])
    return row
