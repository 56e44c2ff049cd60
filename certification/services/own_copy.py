"""Everything about oneself as one ZIP: pages to read, data for programs, one's own files.

Made by the worker into a file beside, then named in the row: a worker that is killed leaves nothing half
made. Forgotten after `KEPT`, and when the next one is made.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib import storage
from certification.models import OwnCopy
from certification.queries.own.own_data import files_of, parts_of
from certification.services.own_copy_files import packed
from credits.queries import policy_held
from registry.enums import MailTopic
from registry.machinery.models.job import Job
from registry.machinery.retention import period
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.audit import About
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import beat, enqueue, handles
from registry.models import Professional, User
from registry.people.mail_topics import declare
from registry.people.services.telling.message import tell

KEPT = period("own_copies")
JOB = "own.copy"
declare(MailTopic.PROGRESS, "own_copy_ready")


@service
def ask(*, actor: User) -> OwnCopy:
    """Have the worker put everything about the person behind `actor` together. While one is being made, that
    one is the answer."""
    own = actor.professional_id
    if own is None:
        raise Refused(_("您的账号没有关联到本人，没有可以下载的个人数据。"))
    person = Professional.objects.select_for_update().get(pk=own)
    making = OwnCopy.objects.filter(professional=person, stored_name="").first()
    if making:
        return making
    made = OwnCopy.objects.create(professional=person, asked_by=actor)
    key = str(made.public_id)
    enqueue(JOB, key, {"copy": key}, owner=actor)
    audit.record("own_copy.asked", actor, actor=actor, context=person)
    return made


@handles(JOB)
def run_make(job: Job) -> None:
    """Make the file; made already, nothing."""
    row = OwnCopy.objects.select_related("professional").filter(public_id=job.payload["copy"]).first()
    if row is None or row.stored_name:
        return
    kept = list(files_of(row.professional))
    Job.objects.filter(pk=job.pk).update(total=len(kept))
    with tempfile.TemporaryFile() as out, policy_held():
        row.missing = packed(out, parts_of(row.professional), kept, lambda done: beat(job, done))
        row.files = len(kept) - len(row.missing)
        _keep(row, out)


def _keep(row: OwnCopy, out: Any) -> None:
    digest = hashlib.sha256()
    out.seek(0)
    while part := out.read(1 << 20):
        digest.update(part)
    name = storage.save(out, ".zip")
    values = {"stored_name": name, "sha256": digest.hexdigest(), "size": out.tell()}
    if not _finish(row=row, values=values | {"files": row.files, "missing": row.missing}):
        storage.delete(name)  # another worker was first


@service
def _finish(*, row: OwnCopy, values: dict[str, Any]) -> int:
    made: int = OwnCopy.objects.filter(pk=row.pk, stored_name="").update(**values)
    if made:
        older = OwnCopy.objects.filter(professional=row.professional, pk__lt=row.pk).exclude(stored_name="")
        _forget(list(older))
        tell([row.asked_by], "own_copy_ready", {"days": KEPT.days}, link=reverse("certification:own-data"))
    return made


def _forget(rows: Sequence[OwnCopy]) -> None:
    """The rows, and after the commit their files."""
    for row in rows:
        row.delete()
        if row.stored_name:
            transaction.on_commit(partial(storage.delete, row.stored_name))


@forgets("own_copies", lambda before: OwnCopy.objects.filter(created_at__lt=before))
def _forget_old(piece: Sequence[OwnCopy]) -> int:
    """Nothing of it lies about longer than it is needed."""
    _forget(piece)
    return len(piece)


def hear(entries: Sequence[About]) -> None:
    """Whoever is forgotten leaves no copy behind."""
    gone = {row.pk for action, _subject, row in entries if action == "account.erased" and row is not None}
    if gone:
        _forget(list(OwnCopy.objects.filter(professional__in=gone)))
