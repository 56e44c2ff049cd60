"""The demo's handbooks: one claim list granted and mostly handed out, one
waiting; some digital ones with a photo."""

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from certification.demo.people import Cast
from registry.models import Handbook, Organisation, Professional, User
from registry.people.services import portrait
from registry.yearly.services import handbook, handbook_claim, handbook_edition, title_record

UNITS_NOT_YET = 1  # of the granted list, this many employers have not handed theirs out


def grant(cast: Cast) -> None:
    """The first department's list: one person struck out, the rest numbered."""
    office, clerk = cast.departments[0]
    claim = handbook_claim.compose(actor=clerk, organisation=office)
    claim = handbook_claim.submit(actor=clerk, claim=claim, edit=claim.edit)
    last = claim.entries.order_by("-position").first()
    if last:
        handbook_claim.strike(
            actor=cast.officers[0], entry=last, reason="职称证书编号有误，请核对后另行报送。"
        )
    claim.refresh_from_db()
    handbook_claim.grant(actor=cast.officers[0], claim=claim, edit=claim.edit)


def hand_out(cast: Cast, on: date) -> None:
    office, clerk = cast.departments[0]
    units = [unit for unit, _clerks in cast.employers if unit.supervisor_id == office.pk][UNITS_NOT_YET:]
    books = Handbook.objects.filter(
        professional__employments__organisation__in=units, professional__employments__valid_until=None
    )
    handbook.hand_out_many(actor=clerk, handbooks=books, on=on)


def lose_one(on: date) -> None:
    book = Handbook.objects.filter(state="handed_out").order_by("sequence").first()
    if book:
        user = User.objects.get(professional=book.professional)
        handbook.report_loss(actor=user, handbook=book, on=on, reason="出差途中遗失，已登报声明。")


def claim(cast: Cast) -> None:
    """The second department's list waits for the province."""
    office, clerk = cast.departments[1]
    made = handbook_claim.compose(actor=clerk, organisation=office)
    handbook_claim.submit(actor=clerk, claim=made, edit=made.edit)


def draw(cast: Cast, users: list[User]) -> None:
    """Photo, titles and a digital handbook for those of `users` who have a number."""
    for user in users:
        person = Professional.objects.get(users=user)
        book = Handbook.objects.filter(professional=person).first()
        place = person.employments.current().select_related("organisation").first()
        if book is None or place is None:
            continue
        portrait.keep(actor=user, professional=person, upload=_photo())
        _titles(cast, user, person, place.organisation)
        handbook_edition.ask(actor=user, handbook=book)


def _titles(cast: Cast, user: User, person: Professional, unit: Organisation) -> None:
    series = person.title_series
    title_record.enter(
        actor=cast.hr_of(unit),
        professional=person,
        series=series,
        level="junior",
        name="助理工程师",
        since=date(2013, 8, 1),
        unit=unit.name,
        evidence="单位聘任文件（2013年第8号）",
    )
    title_record.enter(
        actor=user,
        professional=person,
        series=series,
        level="intermediate",
        name="工程师",
        since=date(2016, 9, 10),
        unit=unit.name,
        evidence="职称证书B0812016090017",
    )


def _photo() -> SimpleUploadedFile:
    """A head and shoulders nobody has."""
    picture = Image.new("RGB", (413, 579), "#cfe0ee")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 400, 393, 760), fill="#33506b")
    pen.ellipse((127, 130, 287, 350), fill="#e8c9ac")
    pen.pieslice((117, 105, 297, 320), 180, 360, fill="#2a2a2a")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return SimpleUploadedFile("证件照.jpg", out.getvalue(), "image/jpeg")
