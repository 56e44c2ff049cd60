"""Objections as a case shows them: in its history, to its person and in every later lane."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certification.enums import ObjectionState
from certification.models import Case, Objection
from registry.models import User


def of_case(case: Case) -> list[Objection]:
    """Every objection against the case, the oldest first."""
    rows = Objection.objects.filter(entry__case=case).select_related("entry__notice")
    return list(rows.order_by("created_at", "pk"))


def history(case: Case, rows: list[Objection]) -> list[dict[str, Any]]:
    """What became of them, for the history that the person reads too: that there was one, and the answer;
    neither who objected nor in which words."""
    found = []
    for row in rows:
        found.append(
            {
                "when": row.created_at,
                "actor": None,
                "sentence": _("公示期间收到异议，核实期间暂停办理"),
                "detail": "",
                "kind": "waiting",
            }
        )
        if row.answered_at:
            kind = "returned" if row.state == ObjectionState.UPHELD else "done"
            found.append(
                {
                    "when": row.answered_at,
                    "actor": row.answered_for,
                    "sentence": row.get_state_display(),
                    "detail": row.answer,
                    "kind": kind,
                }
            )
    return found


def shown(case: Case, user: User, rows: list[Objection]) -> list[dict[str, Any]]:
    """The same for the page of the case and the lanes: what was
    objected (not to the person), and the answer."""
    if not rows:
        return []
    own = user.professional_id == case.professional_id
    may = set(Objection.objects.visible_to(user).filter(entry__case=case).values_list("pk", flat=True))
    return [_shown(row, own, row.pk in may) for row in rows]


def _shown(row: Objection, own: bool, may: bool) -> dict[str, Any]:
    text = "" if own else _("：“%s”") % row.text.rstrip("。；， ")
    if row.state == ObjectionState.OPEN:
        sentence = _("公示期间收到异议，待答复%s") % text
    else:
        sentence = _("公示期间收到异议%(text)s。%(state)s，%(who)s答复：%(answer)s") % {
            "text": text,
            "state": row.get_state_display(),
            "who": row.answered_for,
            "answer": row.answer,
        }
    url = reverse("certification:objection", args=[row.public_id]) if may else ""
    return {"sentence": sentence, "url": url, "open": row.state == ObjectionState.OPEN}
