"""The plans, slides and papers of an online course that experts review: a
checked file, or an address with its hash."""

import re
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads import files
from cejc.whole import whole
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.uploads import kept_by, refusing_upload
from registry.people.models import User
from registry.people.permissions import require
from registry.training.models import Course, CourseMaterial
from registry.training.moves.course import COURSE
from registry.training.services.course import stands_review

MOST = 50
SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def add_file(*, actor: User, course: Course, title: str, upload: Any) -> CourseMaterial:
    """Keep `upload`, checked like evidence. Raises Refused with what is wrong with it."""
    COURSE.require("save", course, actor=actor)
    name = files.shown_name(str(getattr(upload, "name", "") or ""))
    with refusing_upload(name):
        checked = files.check(upload)
    stored = storage.save(upload, checked.extension)
    kept: dict[str, Any] = {"file_name": name, "stored_name": stored, "size": checked.size}
    kept |= {"sha256": checked.sha256, "mime": checked.mime}
    return kept_by(stored, lambda: _add(actor=actor, course=course, title=title or name, **kept))


def add_address(*, actor: User, course: Course, title: str, url: str, sha256: str) -> CourseMaterial:
    """Name what lies elsewhere (a film, say) by its address and the SHA-256 of its bytes."""
    digest = sha256.strip().lower()
    require(
        bool(SHA256.match(digest)), _("SHA-256应为64位十六进制数，可在电脑上用 certutil 或 sha256sum 计算。")
    )
    require(url.startswith(("http://", "https://")), _("网址应以 http:// 或 https:// 开头。"))
    return _add(actor=actor, course=course, title=title, url=url, sha256=digest)


@service
def _add(*, actor: User, course: Course, title: str, sha256: str, **values: Any) -> CourseMaterial:
    row = COURSE.enter("save", course, actor=actor).row
    require(row.is_online, _("只有网络课程需要上传审定材料。"))
    _require_open(row)
    current = row.materials.filter(removed_at=None)
    known = current.filter(sha256=sha256).first()
    if known is not None:
        return known
    if current.count() >= MOST:
        raise Refused(_("一门课程最多%(most)s份材料，请合并后上传。") % {"most": MOST})
    title = whole(title, 200)
    require(bool(title), _("请填写材料名称。"))
    made = CourseMaterial.objects.create(course=row, title=title, sha256=sha256, uploaded_by=actor, **values)
    audit.record(
        "course_material.added", made, actor=actor, context=row, after={"title": title, "sha256": sha256}
    )
    return made


@service
def remove(*, actor: User, material: CourseMaterial) -> CourseMaterial:
    """Take a material away before it is reviewed. Row and bytes stay."""
    course = COURSE.enter("save", material.course, actor=actor).row
    row = CourseMaterial.objects.select_for_update().get(pk=material.pk)
    if row.removed_at is not None:
        return row
    _require_open(course)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    audit.record(
        "course_material.removed",
        row,
        actor=actor,
        context=course,
        before={"title": row.title, "sha256": row.sha256},
    )
    return row


def _require_open(course: Course) -> None:
    """Experts review what they were given, and the conclusion is about
    that: other bytes are another review."""
    require(
        stands_review(course) is None,
        _("这门课程正在审定或已有审定结论，材料不能增减。内容有变化的，请另建一门课程送审。"),
    )
