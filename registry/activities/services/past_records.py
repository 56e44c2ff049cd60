"""Past years from a workbook with scans: the kind of list, and the scans that its rows name."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib import storage
from cejc.lib.uploads import files
from registry.activities.models import HistoryPackage, HistoryScan
from registry.activities.services import past_records_apply, past_records_check, past_records_undo
from registry.activities.services.past_records_columns import listing
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.forgetting import forget_stored
from registry.machinery.services.job import beat, enqueue, handles
from registry.people.models import SheetImport, User
from registry.people.moves.sheet import SHEET
from registry.people.permissions import NOT_HR, is_hr_of
from registry.people.queries.governing import policy_of_unit
from registry.people.sheets import Kind, kind

MOST_SCANS = 20_000
# What the standard library says of a zip that is not whole, also while a member is read.
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)
MOST_UNPACKED = 2 * 1024 * 1024 * 1024


@service
def add_package(*, actor: User, history: SheetImport, file: Any, name: str) -> HistoryPackage:
    """Keep one scan, or a zip of scans; the worker unpacks and checks.
    The same bytes twice are one package."""
    step = SHEET.enter("add", history, actor=actor)
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
            members = [one for one in archive.infolist() if not one.filename.endswith(("/", "\\"))]
            if len(members) > MOST_SCANS or sum(one.file_size for one in members) > MOST_UNPACKED:
                faults.append(_("压缩包里的文件过多或过大，请分成几个压缩包。"))
                return
            for member in members:
                if not member.filename:
                    faults.append(_("压缩包中有一个文件没有名称，没有收下。请重新打包后上传。"))
                    continue
                with archive.open(member) as file:
                    yield _name_of(member), file
    except UNREADABLE as fault:
        faults.append(_("压缩包打不开，可能已损坏或设有密码：%s。") % str(fault)[:80])


def _name_of(member: zipfile.ZipInfo) -> str:
    """The member's name without folders; names that old Windows programs wrote in GBK are read as such."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gbk")
    return name.replace("\\", "/").rpartition("/")[2]


def _keep(history: SheetImport, name: str, opened: Any, faults: list[str]) -> bool:
    """Check one scan by content and keep it; what is wrong with it goes to `faults`."""
    limit = max(settings.CEJC_UPLOAD_LIMIT, settings.CEJC_PICTURE_LIMIT)
    with TemporaryFile() as copy:
        try:
            copy.write(opened.read(limit + 1))
            checked = files.check(copy, name=name, declared="")
        except files.FileFault as fault:
            faults.append(f"{files.shown_name(name)}：{fault}")
            return False
        except UNREADABLE:
            faults.append(f"{files.shown_name(name)}：{_('压缩包中的这个文件已损坏，请重新打包后上传。')}")
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


def _why_not_start(history: SheetImport) -> str:
    return _("扫描件还在整理，请稍后再开始核对。") if history.packages.filter(done=False).exists() else ""


def _forget(history: SheetImport) -> None:
    """Scans that prove no record go; what proves one is kept by its record."""
    forget_stored(history.scans.all())
    forget_stored(history.packages.filter(done=False))
    history.scans.all().delete()
    history.packages.all().delete()


PAST_RECORDS = kind(
    Kind(
        name="history",
        label=_lazy("以往年度的记录"),
        may=lambda user, sheet: is_hr_of(user, sheet.organisation),
        refusal=NOT_HR,
        listing=lambda sheet: listing(policy_of_unit(sheet.organisation)),
        plan=past_records_check.plan,
        weigh=past_records_check.weigh,
        moved=past_records_apply.moved,
        write=past_records_apply.write,
        finish=past_records_apply.flag,
        shown=past_records_check.shown,
        address=lambda sheet: reverse("registry:histories"),
        preparing=lambda sheet: reverse("registry:history", args=[sheet.public_id]),
        rests=past_records_undo.rests,
        undo=past_records_undo.undo,
        undoing=_lazy("这次导入的记录作废，不再等待审核，也不再列出；提交过的内容和材料留存备查。"),
        after=_lazy(
            "导入的记录与其他记录一样等待审核。都还没有开始审核、本人没有改动、也不是认定申请依据的，可以整批撤销：记录作废，提交过的内容留存备查。"
        ),
        forget=_forget,
        prepares=True,
        why_not_start=_why_not_start,
    )
)
