"""Activation codes for a whole unit: by department, as a workbook or as slips to cut. Kept nowhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.paper import pdf
from cejc.lib.spreadsheet import Column, Sheet
from cejc.lib.writing.dates import cn_day
from registry.people.models import Employment, Organisation, User
from registry.people.queries.people import live_codes, with_login
from registry.people.services import activation, exporting

MOST_SLIPS = 600  # drawn while somebody waits; 16 stand on a page
Codes = list[tuple[Employment, str]]


def department_of(place: Employment) -> str:
    """The first word of the department and post."""
    return (place.position.split() or [_("未填写部门")])[0]


def waiting(unit: Organisation) -> list[Employment]:
    """Those who work at the unit and have no account, by department and name."""
    places = Employment.objects.current().filter(organisation=unit)
    rows: Any = with_login(places.select_related("professional", "organisation"))
    return sorted(
        rows.filter(has_login=False), key=lambda one: (department_of(one), one.professional.name_key, one.pk)
    )


def departments_of(places: Iterable[Employment]) -> list[tuple[str, int]]:
    return sorted(Counter(map(department_of, places)).items())


def issue(
    *, actor: User, unit: Organisation, departments: Sequence[str], again: bool, most: int | None = None
) -> Codes:
    """Codes for the people of these departments; who holds one that still works is passed over, unless
    `again`. Raises Refused for nobody, and for more than `most`."""
    places = [one for one in waiting(unit) if department_of(one) in departments]
    if not again:
        held = live_codes([one.professional_id for one in places])
        places = [one for one in places if one.professional_id not in held]
    if not places:
        raise Refused(_("所选部门的人员都已开通账号，或手中的激活码仍然有效。"))
    if most is not None and len(places) > most:
        sentence = _("所选部门有%(count)d人，纸条一次最多%(most)d人。请少选几个部门，或下载工作簿。")
        raise Refused(sentence % {"count": len(places), "most": most})
    return activation.issue_many(actor=actor, employments=places)


def workbook(codes: Codes) -> bytes:
    """A line a person, by department."""
    columns = [Column(_("部门和岗位"), 26), Column(_("姓名"), 14), Column(_("工号"), 12)]
    columns += [Column(_("证件号码"), 22), Column(_("激活码"), 16), Column(_("有效期至"), 14, "date")]
    last = activation.last_day()
    rows = (
        [
            place.position,
            place.professional.name,
            place.staff_number,
            place.professional.identity_masked,
            f"{code[:5]} {code[5:]}",
            last,
        ]
        for place, code in codes
    )
    return exporting.written(Sheet(_("激活码"), columns, rows))


def slips(codes: Codes, unit: Organisation) -> bytes:
    """Slips to cut, each department on sheets of its own."""
    groups = [
        {"name": name, "slips": [_slip(place, code) for place, code in rows]}
        for name, rows in groupby(codes, key=lambda one: department_of(one[0]))
    ]
    content = {"groups": groups, "unit": unit.name, "last": cn_day(activation.last_day())}
    title, css = _("激活码"), "pdf/activation_slips.css"
    return pdf.from_template("pdf/activation_slips.html", content, title=title, css=css)


def _slip(place: Employment, code: str) -> dict[str, str]:
    return {"name": place.professional.name, "position": place.position, "code": f"{code[:5]} {code[5:]}"}
