"""Drafting from an earlier notice and changing single values; comments and order of the text are kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit
from django.utils.translation import gettext as _
from tomlkit.exceptions import TOMLKitError

from cejc.errors import Refused
from credits.engine.bases import Unreadable, Written, written
from credits.engine.extends import WITHOUT
from credits.engine.loader import PolicyInvalid
from credits.engine.policy import Policy
from credits.engine.reworked import reworked, wrong_examples
from credits.engine.yearly_values import DAY, HOURS, LINES, Value, put, values_of
from credits.kept import stored_base
from registry.people.models import User
from registry.rules.models import PolicyFile
from registry.rules.queries.compared import compared_with
from registry.rules.queries.policy_text import policy_of_file
from registry.rules.services.policy_file import draft, write

EMPTY_TAKES_AWAY = ("begins", "ends", "key_b_deadline")


def whole_of(file: PolicyFile) -> Written:
    """The file with all it extends, as tables. Raises Refused where it cannot be read."""
    try:
        return written(file.text.encode("utf-8"), stored_base, [])
    except Unreadable as fault:
        raise Refused(_("文件目前不能按项修改，请先在“文件”中更正：%s。") % fault) from None


def draft_next(
    *,
    actor: User,
    base: PolicyFile,
    name: str,
    application_year: int,
    document_number: str,
    document_date: date,
    title: str,
    begins: date | None = None,
) -> PolicyFile:
    """A draft of the next year's notice that says what differs from `base`: at first its head alone."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_("以 %s 为底本，只写不同之处。") % base.name))
    for key, value in {
        "format": 1,
        "extends": _reference(base),
        "name": name,
        "application_year": application_year,
        "document_number": document_number,
        "document_date": document_date,
        "title": title,
        **({"begins": begins} if begins else {}),
    }.items():
        document[key] = value
    return draft(actor=actor, text=tomlkit.dumps(document))


def draft_amendment(
    *, actor: User, base: PolicyFile, document_number: str, document_date: date, reasons: str, reweigh: bool
) -> PolicyFile:
    """A draft of the next edition of a published file. Raises Refused where one is under way already."""
    open_ones = PolicyFile.objects.filter(name=base.name, edition=base.edition + 1, version=None)
    if open_ones.exclude(state="dropped").exists():
        raise Refused(_("这份政策已有一份修订正在办理，请在那一份上继续。"))
    document = tomlkit.document()
    document.add(tomlkit.comment(_("对 %s 的修订，只写改动之处。") % base.name))
    document["format"], document["extends"], document["name"] = 1, _reference(base), base.name
    if begins := whole_of(base).tree.get("begins"):
        document["begins"] = begins
    document["amendment"] = {
        "edition": base.edition + 1,
        "document_number": document_number,
        "document_date": document_date,
        "reasons": reasons,
        "reweigh": reweigh,
    }
    return draft(actor=actor, text=tomlkit.dumps(document))


def _reference(base: PolicyFile) -> str:
    return f"{base.name}@{base.edition}" if base.edition > 1 else base.name


def change_values(
    *, actor: User, file: PolicyFile, values: Mapping[str, Any], edit: int | None = None
) -> PolicyFile:
    """Write those of `values` (by `Value.name`) that are other than what the file says; nothing else of the
    text is touched. Raises Refused, Stale."""
    whole = whole_of(file)
    try:
        document = tomlkit.parse(file.text)
    except TOMLKitError as fault:
        raise Refused(_("文件目前不能按项修改，请先在“文件”中更正：%s。") % fault) from None
    for value in values_of(whole.tree):
        if value.name in values and not _same(value, values[value.name]):
            put(document, whole.tree, value.path, _as_written(value, values[value.name]))
    return write(actor=actor, file=file, text=tomlkit.dumps(document), edit=edit)


def rework_examples(*, actor: User, file: PolicyFile, edit: int | None = None) -> PolicyFile:
    """Write into the draft what its worked examples come to under it. Raises Refused where one cannot be
    weighed at all, or the file cannot be read."""
    try:
        policy = policy_of_file(file)
        document = tomlkit.parse(file.text)
    except (PolicyInvalid, TOMLKitError):
        raise Refused(_("请先更正文件中的问题，再改写算例。")) from None
    base = compared_with(file)
    for example, _said, _came in wrong_examples(policy):
        expect = reworked(policy, example)
        if expect is None:
            raise Refused(_("算例“%s”按本文件无法计算，请在文件中改写或去掉。") % example.title)
        expect = replacing(_expected_below(base, example.id), expect)
        put(document, policy.written.tree, ("examples", example.id, "expect"), expect)
    return write(actor=actor, file=file, text=tomlkit.dumps(document), edit=edit)


def _expected_below(base: Policy | None, example: str) -> Mapping[str, Any]:
    """What the base of the file expects of an example; nothing where it has none."""
    return next((one.expect for one in base.examples if one.id == example), {}) if base else {}


def replacing(below: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """`wanted` as an extension has to say it, whose tables are laid over those `below`: what is below and no
    longer wanted is named in `without`."""
    found = {
        key: replacing(below[key], value)
        if isinstance(value, Mapping) and isinstance(below.get(key), Mapping)
        else value
        for key, value in wanted.items()
    }
    gone = [key for key in below if key not in wanted]
    return found | ({WITHOUT: gone} if gone else {})


def _same(value: Value, wanted: Any) -> bool:
    if value.pattern.kind == HOURS:
        return value.now is not None and Decimal(str(value.now)) == wanted
    if wanted in (None, "", []):
        return value.now in (None, "", [])
    return bool(value.now == wanted)


def _as_written(value: Value, wanted: Any) -> Any:
    """As a policy file has it: hours as an integer or a quoted decimal, a list over several lines."""
    if wanted in (None, ""):
        if value.pattern.keys in EMPTY_TAKES_AWAY:
            return None
        raise Refused(_("“%s”不能为空。") % value.where)
    if value.pattern.kind == HOURS:
        return int(wanted) if wanted == wanted.to_integral_value() else f"{wanted.normalize():f}"
    if value.pattern.kind == LINES:
        return list(wanted)
    assert value.pattern.kind != DAY or isinstance(wanted, date)  # noqa: S101 (what a form gives)
    return wanted
