"""What the page of a policy file shows."""

from typing import Any

from django.utils.translation import gettext_lazy

from cejc import clock
from credits.engine.data import anchor, home_in
from credits.engine.differences import differences
from credits.engine.loader import PolicyInvalid
from credits.engine.policy import Policy
from credits.engine.reworked import wrong_examples
from credits.governing import ruling_of, whom_of
from registry.enums import PolicyState
from registry.people.models import User
from registry.rules.models import PolicyFile
from registry.rules.moves.policy_file import POLICY_FILE
from registry.rules.queries.compared import compared_with
from registry.rules.queries.policy_among import warnings_of
from registry.rules.queries.policy_file import shown_state
from registry.rules.queries.policy_text import policy_of_file, readable, told

STEPS = (
    (PolicyState.DRAFT, gettext_lazy("起草")),
    (PolicyState.CHECKED, gettext_lazy("检查")),
    (PolicyState.TRIED, gettext_lazy("试算")),
    (PolicyState.PROPOSED, gettext_lazy("提交签发")),
    (PolicyState.PUBLISHED, gettext_lazy("签发")),
)
NEXT = {
    PolicyState.DRAFT: gettext_lazy(
        "下一步：填写有变化的内容，再检查。检查发现的问题会逐条列出，不影响现行政策。"
    ),
    PolicyState.CHECKED: gettext_lazy("下一步：在现有记录上试算，看多少人的学时会增减。"),
    PolicyState.TRIED: gettext_lazy("下一步：核对试算结果，提交另一位经办人签发。"),
    PolicyState.PROPOSED: gettext_lazy("等待另一位经办人签发；提交的人不能自己签发。"),
}


def detail_context(user: User, row: PolicyFile) -> dict[str, Any]:
    """The file, its policy where it can be read, its faults where not, and what it changes."""
    context: dict[str, Any] = {
        "file": row,
        "said": shown_state(row, clock.today()),
        "steps": _steps(row),
        "next_step": NEXT.get(PolicyState(row.state), ""),
        "moves": POLICY_FILE.open_to(user, row),
        "may_amend": row.state == PolicyState.PUBLISHED and POLICY_FILE["ask_withdrawal"].who.may(user, row),
        "faults": [],
        "policy": None,
        "has_words": readable(row) is not None,
    }
    try:
        policy = policy_of_file(row)
    except PolicyInvalid as invalid:
        return context | {"faults": told(row.text, invalid.faults)}
    whom = whom_of(ruling_of(policy))
    wrong = wrong_examples(policy) if row.is_editable else []
    warnings = warnings_of(policy) if row.version_id is None else []
    read = {"policy": policy, "whom": whom, "wrong": wrong, "warnings": warnings}
    return context | read | _changes(row, policy)


def _steps(row: PolicyFile) -> list[dict[str, Any]]:
    order = [state for state, _name in STEPS]
    here = order.index(row.state) if row.state in order else len(order)
    return [
        {"name": name, "past": place < here, "here": place == here}
        for place, (_state, name) in enumerate(STEPS)
    ]


def _changes(row: PolicyFile, policy: Policy) -> dict[str, Any]:
    base = compared_with(row)
    if base is None:
        return {"base": None, "clauses": []}
    texts = {one.id: one.text for one in (*base.clauses, *policy.clauses)}
    clauses: list[dict[str, Any]] = []
    for one in differences(base, policy):
        if not clauses or clauses[-1]["clause"] != one.clause:
            at = anchor(home_in(policy, one.clause)) if one.clause else ""
            text = texts.get(one.clause, "")
            clauses.append({"clause": one.clause, "at": at, "text": text, "rows": []})
        clauses[-1]["rows"].append(one)
    return {"base": base, "clauses": clauses}
