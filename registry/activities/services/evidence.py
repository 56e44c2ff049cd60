"""Files that prove an activity: added after a check of their content,
replaced with the old one kept, taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads import files
from cejc.lib.uploads.files import CheckedFile
from registry.activities.models import Activity, Evidence
from registry.activities.moves.activity import ACTIVITY
from registry.activities.queries.evidence import file_count
from registry.activities.queries.governing import policy_of_activity
from registry.activities.services.activity import editable
from registry.machinery.service import service
from registry.machinery.services import audit, clean_copy
from registry.machinery.services.uploads import kept_by, refusing_upload
from registry.people.models import User

MOST_FILES = 30


def add(
    *,
    actor: User,
    activity: Activity,
    upload: Any,
    document_kind: str = "",
    also: Sequence[str] = (),
    replaces: Evidence | None = None,
) -> Evidence:
    """Keep `upload` as proof of kind `document_kind` and of the kinds in
    `also`; raises Refused with what is wrong.

    One scan may be several documents: a row for each, the bytes once. Without any kind it is
    kept as a file whose kind the person has yet to say. The same bytes as the same kind of one
    record are kept once. With `replaces`, the new file takes the place of that one in all its
    kinds; old rows and bytes stay. The first row.
    """
    ACTIVITY.require("save", activity, actor=actor)
    kinds = list(dict.fromkeys(kind for kind in (document_kind, *also) if kind)) or [""]
    _require_known(activity, kinds)
    raw = str(getattr(upload, "name", "") or "")
    with refusing_upload(files.shown_name(raw)):
        checked = files.check(upload)
        copy = clean_copy.keep(upload, checked)
    stored = storage.save(upload, checked.extension)
    file = NewFile(checked, files.named(raw, checked), stored, copy.clean_sha256 if copy else "")
    return kept_by(
        stored,
        lambda: _attach(actor=actor, activity=activity, kinds=kinds, file=file, replaces=replaces),
    )


def _require_known(activity: Activity, kinds: Iterable[str]) -> None:
    if any(kind and kind not in policy_of_activity(activity).documents for kind in kinds):
        raise Refused(_("请先选择材料种类，再上传。"), code="document_kind")


@dataclass(frozen=True)
class NewFile:
    """A file found good and kept: what it is, its name, where it lies, the
    SHA-256 of its cleaned copy ("" none yet)."""

    checked: CheckedFile
    name: str
    stored: str
    clean_sha256: str


@service
def _attach(
    *, actor: User, activity: Activity, kinds: list[str], file: NewFile, replaces: Evidence | None
) -> Evidence:
    activity = editable(actor, activity)
    old = _rows_of(activity, replaces) if replaces else []
    if replaces and not old:
        raise Refused(_("要替换的材料已不在，请刷新页面后再上传。"))
    same = list(activity.evidence.current().filter(sha256=file.checked.sha256).order_by("pk"))
    if not same and not old and file_count(activity) >= MOST_FILES:
        raise Refused(_("一条记录最多%(most)s份材料，请合并后上传。") % {"most": MOST_FILES})
    wanted = [one.document_kind for one in old] if old else kinds
    if same and wanted == [""]:
        return same[0]
    there = {one.document_kind: one for one in same}
    rows = [there.get(kind) or _row(actor, activity, kind, file, same, old) for kind in wanted]
    for one in old:
        _replace(actor, activity, one, next(row for row in rows if row.document_kind == one.document_kind))
    if "" in there and wanted != [""]:
        _take_away(actor, activity, there[""])
    return rows[0]


def _rows_of(activity: Activity, evidence: Evidence) -> list[Evidence]:
    """All kinds that the bytes of `evidence` stand for in the record
    now; [] when they are not there any more."""
    current = activity.evidence.current()
    return list(current.filter(sha256=evidence.sha256).order_by("pk"))


def _row(
    actor: User, activity: Activity, kind: str, file: NewFile, same: list[Evidence], old: list[Evidence]
) -> Evidence:
    checked = file.checked
    version = max((one.version for one in old if one.document_kind == kind), default=0) + 1
    evidence = Evidence.objects.create(
        activity=activity,
        document_kind=kind,
        version=version,
        file_name=same[0].file_name if same else file.name,
        stored_name=same[0].stored_name if same else file.stored,
        sha256=checked.sha256,
        size=checked.size,
        mime=checked.mime,
        pages=checked.pages,
        uploaded_by=actor,
    )
    audit.record(
        "evidence.replaced" if version > 1 else "evidence.added",
        evidence,
        actor=actor,
        context=activity,
        after={
            "document_kind": kind,
            "sha256": checked.sha256,
            "size": checked.size,
            "version": version,
            "clean_sha256": file.clean_sha256,
        },
    )
    return evidence


def _replace(actor: User, activity: Activity, old: Evidence, new: Evidence) -> None:
    if old.pk == new.pk:
        return
    if Evidence.objects.filter(replaced_by=new).exists():
        _take_away(actor, activity, old)
        return
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])


@service
def set_kinds(*, actor: User, activity: Activity, evidence: Evidence, kinds: Sequence[str]) -> list[Evidence]:
    """Say which documents the file of `evidence` is: rows for new kinds, rows of the others taken away.

    Without any kind the file stays, its kind to be said later. The rows that stand. Raises Refused.
    """
    _require_known(activity, kinds)
    activity = editable(actor, activity)
    rows = _rows_of(activity, evidence)
    if not rows:
        raise Refused(_("这份材料已不在，请刷新页面后再改。"))
    wanted = list(dict.fromkeys(kind for kind in kinds if kind)) or [""]
    there = {one.document_kind: one for one in rows}
    kept = [there.get(kind) or _another(actor, activity, rows[0], kind) for kind in wanted]
    for kind, one in there.items():
        if kind not in wanted:
            _take_away(actor, activity, one)
    return kept


def _another(actor: User, activity: Activity, like: Evidence, kind: str) -> Evidence:
    row = Evidence.objects.create(
        activity=activity,
        document_kind=kind,
        file_name=like.file_name,
        stored_name=like.stored_name,
        sha256=like.sha256,
        size=like.size,
        mime=like.mime,
        pages=like.pages,
        uploaded_by=actor,
    )
    audit.record(
        "evidence.added",
        row,
        actor=actor,
        context=activity,
        after={"document_kind": kind, "sha256": like.sha256},
    )
    return row


def _take_away(actor: User, activity: Activity, evidence: Evidence) -> None:
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    audit.record(
        "evidence.removed",
        evidence,
        actor=actor,
        context=activity,
        before={"sha256": evidence.sha256, "document_kind": evidence.document_kind},
    )


@service
def remove(*, actor: User, evidence: Evidence) -> Evidence:
    """Take a file away, in all kinds it stands for, from a record that
    can still be edited. Rows and bytes stay."""
    activity = editable(actor, evidence.activity)
    for one in _rows_of(activity, evidence):
        _take_away(actor, activity, one)
    evidence.refresh_from_db()
    return evidence


@service
def open_original(*, actor: User, evidence: Evidence) -> Evidence:
    """Note that somebody who reviews looked at the bytes as they came; the owner's own download is no act."""
    audit.record(
        "evidence.original_opened",
        evidence,
        actor=actor,
        context=evidence.activity,
        after={"sha256": evidence.sha256},
    )
    return evidence
