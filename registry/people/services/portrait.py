"""The photograph of the handbook: checked by content, drawn anew without metadata, earlier ones kept."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads import files, limited
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.uploads import kept_by, refusing
from registry.people.models import Portrait, Professional, User
from registry.people.permissions import is_self, require

WIDTH, HEIGHT = 413, 579  # 35 by 49 mm at 300 dots an inch


def keep(*, actor: User, professional: Professional, upload: Any) -> Portrait:
    """Take a person's own picture, drawn anew as a JPEG. Raises Refused with what is wrong with it."""
    require(is_self(actor, professional), _("照片由本人上传。"))
    content = drawn(upload)
    name, sha256 = storage.save(content, ".jpg"), hashlib.sha256(content).hexdigest()
    return kept_by(name, lambda: _keep(actor=actor, professional=professional, name=name, sha256=sha256))


def drawn(upload: Any) -> bytes:
    """The picture as we keep it."""
    with refusing():
        checked = files.check(upload)
    if checked.kind not in files.IMAGES:
        raise Refused(_("照片须为图片：JPEG、PNG、WebP或HEIC。请重新选择文件。"))
    try:
        with limited.on_disk(upload) as path:
            return limited.run("portrait", path, width=WIDTH, height=HEIGHT)[1]
    except limited.ChildFound as found:
        raise Refused(_fault(found.code)) from found
    except limited.ChildFailed as fault:
        raise Refused(_fault("damaged")) from fault


def _fault(code: str) -> str:
    if code == "tiny":
        return _("照片太小，打印后看不清，请上传宽207像素、高290像素以上的证件照。")
    if code == "shape":
        return _("请上传竖幅的证件照，高为宽的1.2至1.7倍。")
    return _("照片打不开，请重新保存为JPEG后再上传。")


@service
def _keep(*, actor: User, professional: Professional, name: str, sha256: str) -> Portrait:
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    old = Portrait.objects.current().filter(professional=person).first()
    if old and old.sha256 == sha256:
        return old
    if old:
        old.replaced_at = clock.now()
        old.save(update_fields=["replaced_at"])
    row = Portrait.objects.create(professional=person, stored_name=name, sha256=sha256, uploaded_by=actor)
    audit.record("portrait.uploaded", row, actor=actor, after={"sha256": sha256}, context=person)
    return row
