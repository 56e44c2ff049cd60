"""A copy of a docx or xlsx without what tells who made it, where and when."""

import io
import zipfile
from typing import Any

from cejc.lib.uploads.child import jpeg, office

_PROPERTIES = {
    "docprops/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docprops/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
    "docprops/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def clean(path: str, *, kind: str) -> tuple[dict[str, Any], bytes]:
    """The same document with empty properties and bare pictures; members keep
    names and order. Faults as in `office`."""
    office.inspect(path, kind=kind)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if not member.filename or member.filename.endswith("/"):
                continue
            name = member.filename.lower()
            content = _PROPERTIES.get(name) or old.read(member)
            if name.endswith((".jpg", ".jpeg")):
                content = jpeg.bare(content)
            new.writestr(zipfile.ZipInfo(member.filename, _EARLIEST), content, zipfile.ZIP_DEFLATED)
    return {}, out.getvalue()
