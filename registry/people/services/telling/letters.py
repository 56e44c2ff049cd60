"""A message in an office's own words, to the people of rows that were chosen from a list.

It lies in the outbox like a reminder and goes the same way; `reminding_work` sends it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused
from cejc.lib.pieces import PIECE, pieces
from registry.enums import EmploymentState
from registry.machinery.service import service
from registry.people import remindable
from registry.people.lists import LISTS
from registry.people.models import Employment, Letter, Membership, Professional, Reminding, TakenList, User
from registry.people.moves.reminding import REMINDING
from registry.people.queries.reminding import judged, leave_out, logins_of, reminded_lately, under
from registry.people.remindable import SIGNS, Matter, Topic
from registry.people.services.taking import chosen
from registry.people.services.telling.reminding import check_signs, require_seat

NAMED = 20  # people named in one line
HERE = Q(state=EmploymentState.PENDING) | Q(state=EmploymentState.CONFIRMED, valid_until=None)


def _places(units: Q, _year: int | None) -> QuerySet[Employment]:
    """Who works at the office's units, or has asked to."""
    return Employment.objects.filter(HERE).filter(units)


def _matters(_people: Collection[int], _year: int | None) -> Mapping[int, Matter]:
    return {}


OWN_WORDS = Topic(
    name="own",
    label=gettext_lazy("自拟文字的消息"),
    places=_places,
    matters=_matters,
    subject="",
    text=gettext_lazy("{姓名}，您好：\n\n{机关}"),
    settled=gettext_lazy("已不在该单位"),
    usual_year=lambda: clock.today().year,
    needs_year=False,
    kind="letter",
    signs=tuple(sign for sign, name in SIGNS.items() if name in ("name", "unit", "office")),
    by_filter=False,
)
remindable.register(OWN_WORDS)


@service
def write_to(*, actor: User, seat: Membership, taken: TakenList, subject: str, text: str) -> Reminding:
    """Put a message into the outbox of `seat`'s office: who gets it, and who does not and why. Whoever was
    chosen is in it, also when reminded some days ago.

    Raises Refused where nobody of the list is at a unit of the office.
    """
    require_seat(actor, seat)
    check_signs(OWN_WORDS, subject, text)
    people, nameless = _people(taken)
    places = _places_of(seat, people)
    if not places:
        raise Refused(_("所选的人员都不在您管理的单位，没有可以发送的人员。"))
    row = Reminding(organisation=seat.organisation, role=seat.role, topic=OWN_WORDS.name, made_by=actor)
    row.asked = [*taken.asked, *_not_here([one for one in people if one not in places], nameless)]
    row.subject, row.text = subject, text
    row.save()
    letters = [Letter(of=row, place=places[one], named=True) for one in people if one in places]
    _judge(letters)
    Letter.objects.bulk_create(letters, batch_size=PIECE)
    REMINDING.record("prepared", row, actor=actor, after={**REMINDING.facts(row), "people": len(letters)})
    return row


def _judge(letters: list[Letter]) -> None:
    people = {one.place.professional_id for one in letters}
    judged(letters, logins_of(people), reminded_lately(people))
    for one in letters:
        if one.place.state != EmploymentState.PENDING and one.place.valid_until is not None:
            leave_out(one, _("已不在该单位"))


def _people(taken: TakenList) -> tuple[list[int], int]:
    """Whose rows they are, each once in the order of the list; how many rows have nobody."""
    column = LISTS[taken.listed].person
    rows = [row for piece in pieces(taken.keys) for row in chosen(taken, piece)]
    keys = [getattr(row, column) for row in rows]
    return list(dict.fromkeys(key for key in keys if key)), sum(1 for key in keys if not key)


def _places_of(seat: Membership, people: Sequence[int]) -> dict[int, Employment]:
    """Person (key) -> the place by which the office writes: the present one, else the latest that has
    ended."""
    found: dict[int, Employment] = {}
    for place in _at(seat, people):
        before = found.get(place.professional_id)
        if before is None or _is_here(place) >= _is_here(before):
            found[place.professional_id] = place
    return found


def _at(seat: Membership, people: Sequence[int]) -> Iterator[Employment]:
    for piece in pieces(people):
        rows = Employment.objects.filter(under(seat), professional__in=piece)
        yield from rows.exclude(state=EmploymentState.REFUSED).order_by("valid_from", "pk")


def _is_here(place: Employment) -> int:
    """The present place before one that is asked for, that before one that has ended."""
    if place.state == EmploymentState.PENDING:
        return 1
    return 2 if place.valid_until is None else 0


def _not_here(people: Sequence[int], nameless: int) -> list[list[str]]:
    """Those whom the office cannot write to, for the page: named, never left out in silence."""
    found = []
    if people:
        rows = Professional.objects.filter(pk__in=people[:NAMED]).values_list("pk", "name")
        names = dict(rows)
        said = "、".join(names[one] for one in people[:NAMED])
        words = {"names": said, "count": len(people)}
        more = _("%(names)s等%(count)s人") if len(people) > NAMED else "%(names)s"
        found.append([_("不在您管理的单位，没有列入"), more % words])
    if nameless:
        found.append([_("没有对应的人员档案，没有列入"), _("%s条") % nameless])
    return found
