"""Past years from a workbook with scans: sent, checked by the worker,
imported as a whole or sent back annotated."""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib import spreadsheet, storage
from cejc.lib.spreadsheet import Sheet
from cejc.lib.uploads import files
from credits.engine.policy import Policy
from registry.activities.models import HistoryImport, HistoryPackage, HistoryScan
from registry.activities.moves.history import HISTORY
from registry.activities.services.past_records_rows import SHEET, notes, template_columns
from registry.enums import HistoryState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat, enqueue, handles
from registry.people.models import Organisation, User
from registry.people.permissions import require, require_hr

MOST_SCANS = 20_000
MOST_UNPACKED = 2 * 1024 * 1024 * 1024


def template(policy: Policy) -> bytes:
    """The empty workbook, and a second sheet that says what may be filled in."""
    help_sheet = Sheet(
        "填写说明", [spreadsheet.Column("列", 22), spreadsheet.Column("怎样填写", 100)], notes(policy)
    )
    return spreadsheet.write(Sheet(SHEET, template_columns(policy), []), help_sheet)


@service
def upload(*, actor: User, organisation: Organisation, file: BinaryIO, name: str) -> HistoryImport:
    """Keep a workbook; scans are added next. The very same file, imported before, is that import."""
    require_hr(actor, organisation)
    sha256, _size = files.digest(file)
    earlier = HistoryImport.objects.filter(organisation=organisation, sha256=sha256)
    if found := earlier.exclude(state=HistoryState.REFUSED).order_by("-pk").first():
        return found
    row = HistoryImport.objects.create(
        organisation=organisation,
        uploaded_by=actor,
        file_name=files.shown_name(name, ".xlsx"),
        stored_name=storage.save(file, ".xlsx"),
        sha256=sha256,
    )
    audit.record("history.uploaded", row, actor=actor, context=organisation, after={"file": row.file_name})
    return row


@service
def replace_workbook(*, actor: User, history: HistoryImport, file: BinaryIO, name: str) -> HistoryImport:
    """A corrected workbook for the same scans."""
    step = HISTORY.enter("replace", history, actor=actor)
    row = step.row
    sha256, _size = files.digest(file)
    done = HistoryImport.objects.filter(
        organisation=row.organisation, sha256=sha256, state=HistoryState.IMPORTED
    )
    require(not done.exists(), _("这份工作簿已经导入过，不需要再次导入。"))
    row.file_name, row.sha256 = files.shown_name(name, ".xlsx"), sha256
    row.stored_name = storage.save(file, ".xlsx")
    row.faults, row.fault_count, row.annotated_name = [], 0, ""
    return step.leave(file=row.file_name)


@service
def add_package(*, actor: User, history: HistoryImport, file: Any, name: str) -> HistoryPackage:
    """Keep one scan, or a zip of scans; the worker unpacks and checks.
    The same bytes twice are one package."""
    step = HISTORY.enter("add", history, actor=actor)
    row = step.row
    sha256, _size = files.digest(file)
    found = row.packages.filter(sha256=sha256).first()
    if found:
        return found
    package = HistoryPackage.objects.create(
        of=row, file_name=files.shown_name(name), stored_name=storage.save(file, ""), sha256=sha256
    )
    step.keep({"file": package.file_name})
    enqueue("history.unpack", str(package.public_id), {"package": str(package.public_id)}, owner=actor)
    return package


@handles("history.unpack")
def run_unpack(job: Job) -> None:
    """Check and keep every scan of a package; those kept before a worker died are not kept twice."""
    package = HistoryPackage.objects.select_related("of").get(public_id=job.payload["package"])
    if package.done:
        return
    known = set(package.of.scans.values_list("name", flat=True))
    faults: list[str] = []
    kept = 0
    with storage.open_(package.stored_name) as source, files.limited.on_disk(cast(BinaryIO, source)) as path:
        for name, opened in _members(path, package.file_name, faults):
            kept += name in known or _keep(package.of, name, opened, faults)
            if kept % 50 == 0:
                beat(job, kept)
    HistoryPackage.objects.filter(pk=package.pk).update(done=True, scan_count=kept, faults=faults)
    transaction.on_commit(lambda: storage.delete(package.stored_name))


def _members(path: str, file_name: str, faults: list[str]) -> Iterator[tuple[str, Any]]:
    """Name and open file of each scan: of a zip its members, else the file itself."""
    if not zipfile.is_zipfile(path):
        with open(path, "rb") as file:
            yield file_name, file
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_SCANS or sum(one.file_size for one in members) > MOST_UNPACKED:
                faults.append(_("压缩包里的文件过多或过大，请分成几个压缩包。"))
                return
            for member in members:
                with archive.open(member) as file:
                    yield _name_of(member), file
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as fault:
        faults.append(_("压缩包打不开，可能已损坏或设有密码：%s。") % str(fault)[:80])


def _name_of(member: zipfile.ZipInfo) -> str:
    """The member's name without folders; names that old Windows programs wrote in GBK are read as such."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gbk")
    return name.replace("\\", "/").rpartition("/")[2]


def _keep(history: HistoryImport, name: str, opened: Any, faults: list[str]) -> bool:
    """Check one scan by content and keep it; what is wrong with it goes to `faults`."""
    limit = max(settings.CEJC_UPLOAD_LIMIT, settings.CEJC_PICTURE_LIMIT)
    with TemporaryFile() as copy:
        copy.write(opened.read(limit + 1))
        try:
            checked = files.check(copy, name=name, declared="")
        except files.FileFault as fault:
            faults.append(f"{files.shown_name(name)}：{fault}")
            return False
        HistoryScan.objects.get_or_create(
            of=history,
            name=name[:255],
            defaults={
                "stored_name": storage.save(copy, checked.extension),
                "sha256": checked.sha256,
                "size": checked.size,
                "mime": checked.mime,
                "pages": checked.pages,
            },
        )
    return True


@service
def start(*, actor: User, history: HistoryImport, leave_out: bool = False) -> HistoryImport:
    """Begin the check; twice is once. `leave_out`: columns that are not the template's are not wanted."""
    step = HISTORY.enter("start", history, actor=actor)
    row = step.row
    if step.repeated:
        return row
    require(not row.packages.filter(done=False).exists(), _("扫描件还在整理，请稍后再开始核对。"))
    row.attempt, row.row_count = row.attempt + 1, 0
    row.rows.all().delete()
    enqueue("history", job_key(row), {"history": str(row.public_id), "leave_out": leave_out}, owner=actor)
    return step.leave(file=row.file_name)


def job_key(history: HistoryImport) -> str:
    """What the job of the present check is called."""
    return f"{history.public_id}:{history.attempt}"


def link_of(history: HistoryImport) -> str:
    return reverse("registry:history", args=[history.public_id])
