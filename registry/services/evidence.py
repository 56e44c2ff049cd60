"""Files that prove an activity: added after a check of their content, replaced with the old one kept, taken away."""

from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import files, storage
from cejc.lib.files import CheckedFile, FileFault
from credits.queries import latest_policy
from registry.models import Activity, Evidence, User
from registry.permissions_activity import require_owner
from registry.services import audit
from registry.services.activity import locked, require_editable
from registry.services.base import service

MOST_FILES = 30


def add(
    *, actor: User, activity: Activity, upload: Any, document_kind: str, replaces: Evidence | None = None
) -> Evidence:
    """Keep `upload` as proof of kind `document_kind`; raises Refused with what is wrong with the file.

    The same bytes as the same kind of document of one record are kept once. With `replaces`, the new file
    takes the place of that one, whose row and bytes stay.
    """
    require_owner(actor, activity)
    require_editable(activity)
    if document_kind not in latest_policy().documents:
        raise Refused(_("请先选择材料种类，再上传。"), code="document_kind")
    name = files.shown_name(str(getattr(upload, "name", "") or ""))
    try:
        checked = files.check(upload)
    except FileFault as fault:
        raise Refused(_("“%(name)s”没有上传：%(why)s") % {"name": name, "why": fault}, code="file") from fault
    stored = storage.save(upload, checked.extension)
    try:
        evidence = _attach(actor=actor, activity=activity, kind=document_kind, checked=checked, name=name,
                           stored=stored, replaces=replaces)  # fmt: skip
    except BaseException:
        storage.delete(stored)
        raise
    if evidence.stored_name != stored:
        storage.delete(stored)
    return evidence


@service
def _attach(
    *,
    actor: User,
    activity: Activity,
    kind: str,
    checked: CheckedFile,
    name: str,
    stored: str,
    replaces: Evidence | None,
) -> Evidence:
    activity = locked(activity)
    require_owner(actor, activity)
    require_editable(activity)
    current = activity.evidence.current()
    known = current.filter(sha256=checked.sha256, document_kind=kind).first()
    if known:
        return known
    old = current.filter(pk=replaces.pk).first() if replaces else None
    if replaces and old is None:
        raise Refused(_("要替换的材料已不在，请刷新页面后再上传。"))
    if current.count() >= MOST_FILES and old is None:
        raise Refused(_("一条记录最多%(most)s份材料，请合并后上传。") % {"most": MOST_FILES})
    evidence = Evidence.objects.create(
        activity=activity, document_kind=kind, version=old.version + 1 if old else 1, file_name=name,
        stored_name=stored, sha256=checked.sha256, size=checked.size, mime=checked.mime, pages=checked.pages,
        uploaded_by=actor,
    )  # fmt: skip
    if old:
        old.replaced_by = evidence
        old.save(update_fields=["replaced_by"])
    audit.record(
        "evidence.replaced" if old else "evidence.added", evidence, actor=actor, context=activity,
        after={"document_kind": kind, "sha256": checked.sha256, "size": checked.size, "version": evidence.version},
    )  # fmt: skip
    return evidence


@service
def remove(*, actor: User, evidence: Evidence) -> Evidence:
    """Take a file away from a record that can still be edited. The row and the bytes stay."""
    activity = locked(evidence.activity)
    require_owner(actor, activity)
    require_editable(activity)
    evidence = Evidence.objects.get(pk=evidence.pk)
    if evidence.removed_at is None:
        evidence.removed_at = clock.now()
        evidence.save(update_fields=["removed_at"])
        audit.record(
            "evidence.removed", evidence, actor=actor, context=activity, before={"sha256": evidence.sha256}
        )
    return evidence
