"""The slip on paper: the frozen content laid out as A4, with QR code
and drawn seal. No database, no clock."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib.paper import pdf, printing, qr, seal
from cejc.lib.writing.dates import cn_day
from cejc.site import site
from certification.models import Slip
from certification.published import SALT
from certification.queries.yearly.subject_hours import names_in
from certification.queries.yearly.year_words import printed

TEMPLATE, STYLE = "pdf/slip.html", "pdf/slip.css"
SIDE = "30mm"  # of the QR code: so large that a scan of 150 dpi reads it (tests/cejc/papercode)
# A title longer than this stands in two lines, broken where the name of the document begins.
ONE_LINE, BREAK = 16, "继续教育"


def verify_address(slip: Slip) -> str:
    """The address behind the QR code: number and check code, nothing about the person."""
    return f"{settings.CEJC_PUBLIC_URL}/verify/{slip.year}/{slip.sequence}/{slip.check_code}"


def draw(slip: Slip, code: str = "") -> bytes:
    """The PDF of `slip`: the same bytes each time. `code` is the signed record of what is printed, which its
    QR code carries; without one it carries the address alone."""
    # The title of the file shows in the reader's window and stays in the metadata: the number, nobody's name.
    return pdf.from_blank(TEMPLATE, sheet_of(slip, code), title=slip.number, css=STYLE)


def undrawable(content: dict[str, Any]) -> str:
    """The sentence that names a character of `content` which no font of
    the portal has; "" when there is none."""
    return printing.fault_among(_texts(content))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def sheet_of(slip: Slip, code: str = "") -> dict[str, Any]:
    """The context of templates/pdf/slip.html."""
    content = slip.content
    copied = (
        "number",
        "check_code",
        "name",
        "identity",
        "unit",
        "title_series",
        "title_level",
        "route",
        "conclusion",
    )
    return {name: content[name] for name in copied} | {
        "title_lines": title_lines(content["document_title"]),
        "unit_of_hours": content["unit_of_hours"],
        "title_name": content["title_name"] or "—",
        "span": _("%(first)s年—%(last)s年") % {"first": content["span"][0], "last": content["span"][1]},
        "subjects": names_in(content),
        "rows": [printed(row) | {"basis": basis(row)} for row in content["years"]],
        "reviews": [row | {"date": cn_day(row["on"])} for row in content["reviews"]],
        "notice": notice_sentence(content["notice"]),
        "supersedes": content["supersedes"],
        "remark": content.get("remark", ""),
        "log_salt": content.get(SALT, ""),
        "policy_name": f"{content['policy_title']}（{content['policy_document']}）",
        "policy_hash": content["policy_sha256"],
        "issue_date": cn_day(content["issued_on"]),
        "issuing_office": content["issuer"],
        "verify_url": f"{settings.CEJC_PUBLIC_URL}/verify/",
        "qr_svg": _qr(verify_address(slip), code),
        "seal_svg": seal.paper(content["issuer"], site().look.seal_line),
    }


def _qr(address: str, code: str) -> str:
    return qr.dense(f"{address}#{code}", size=SIDE) if code else qr.svg(address, size=SIDE)


def title_lines(title: str) -> list[str]:
    """The title in one line, or in two when it is long."""
    place = title.find(BREAK)
    return [title] if len(title) <= ONE_LINE or place <= 0 else [title[:place], title[place:]]


def basis(row: dict[str, str]) -> str:
    """本次认定; 以往认定单：, and its number."""
    return f"{row['basis']}：{row['basis_note']}" if row["basis_note"] else row["basis"]


def notice_sentence(notice: dict[str, Any]) -> str:
    """Where and when the notice was on the wall; "" for a route without one."""
    if not notice:
        return ""
    return _("%(unit)s于%(first)s至%(last)s公示，公示期%(days)s个工作日，公示期满。") % {
        "unit": notice["unit"],
        "first": cn_day(notice["from"]),
        "last": cn_day(notice["until"]),
        "days": notice["working_days"],
    }
