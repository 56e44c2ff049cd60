"""Whether somebody may act on a case at its stage: seats today, minus
the person, minus whom R23 keeps out."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import Case, Review
from certification.offices import ROLE_OF_OFFICE, office_of
from certification.queries.policy import table_of
from certification.workflow.table import ENDED, Move, state_label
from registry.enums import Office, Role
from registry.models import ActivityReview, Organisation, User
from registry.people.queries.standing import Answer, answer
from registry.people.questions import Noun, Post, Question, register

# The move that is the next one's task in each kind of stage; opening or taking down is none by itself.
TASKS = ("pass", "publish", "file", "issue", "record")
UPWARD = (Office.COUNTY, Office.BUREAU, Office.DEPARTMENT, Office.PROVINCE)


def task_of(case: Case) -> Move | None:
    """What an office has to do next with `case`; None while it is with
    the person, on the wall, or has ended."""
    return next((move for move in table_of(case).legal(case.state) if move.verb in TASKS), None)


def posts_of(case: Case, offices: Iterable[str]) -> list[Post]:
    """The desks of `offices` for this case; an office that stands above no unit of it is none."""
    found: dict[tuple[str, int | None], Post] = {}
    for office in offices:
        role, unit = ROLE_OF_OFFICE[Office(office)], office_of(case, office)
        if unit is not None or role == Role.PROVINCE:
            label = str(Office(office).label) if unit is None else ""
            found.setdefault((role, unit.pk if unit else None), Post(role, unit, label=label))
    return list(found.values())


def barred(case: Case, move: Move) -> set[int]:
    """The persons who may not make `move`: whose case it is, and for a
    decision who decided at another stage."""
    found = {case.professional_id}
    if move.decides:
        decided = case.deciders if case.deciders is not None else _deciders([case])[case.pk]
        found |= {person for stage, person in decided if stage != move.stage}
    return found


def know_deciders(cases: Sequence[Case]) -> None:
    """Tell rows that were just fetched who decided on each, for `barred`."""
    found = _deciders(cases)
    for case in cases:
        case.deciders = found[case.pk]


def _deciders(cases: Sequence[Case]) -> dict[int, set[tuple[str, int]]]:
    """Key of a case -> (stage, person) of each decision on it or on its records. Two queries."""
    found: dict[int, set[tuple[str, int]]] = {case.pk: set() for case in cases}
    reviews = Review.objects.standing().filter(case__in=list(found))
    for key, stage, person in reviews.values_list("case", "stage", "person"):
        found[key].add((stage, person))
    of_case = "activity__case_items__case"
    records = ActivityReview.objects.filter(**{f"{of_case}__in": list(found)}, undone_at=None)
    for key, stage, person in records.values_list(of_case, "stage", "person"):
        found[key].add((stage, person))
    return found


def question(case: Case, move: Move | None = None) -> Question | None:
    """Who may make `move` (default: the next one's task) on this case."""
    move = move or task_of(case)
    if move is None or move.office not in ROLE_OF_OFFICE:
        return None
    return Question(
        label=_("%(name)s的%(year)s年度学时认定申请")
        % {"name": case.professional.name, "year": case.application_year},
        step=state_label(table_of(case), case.stage),
        state=case.stage,
        barred=barred(case, move),
        posts=posts_of(case, (move.office, *move.also_offices)),
        stands_in=posts_of(case, move.stands_in),
        above=posts_of(case, _upward(move.office)),
        called_in=lambda post: _call_in(case, post),
        owners=lambda: list(User.objects.filter(professional=case.professional_id, is_active=True)),
        link=reverse("certification:case", args=[case.public_id]),
    )


def _upward(office: str) -> tuple[Office, ...]:
    """The offices above `office`, nearest first."""
    start = UPWARD.index(Office(office)) + 1 if office in UPWARD else 0
    return UPWARD[start:]


def _call_in(case: Case, post: Post) -> None:
    """The province sees what has reached it; a case in which it must stand in has."""
    if post.role == Role.PROVINCE and not case.reached_province:
        Case.objects.filter(pk=case.pk).update(reached_province=True)


def who_may(case: Case, move: Move | None = None) -> Answer | None:
    """The answer for `case` now; None when nobody has to act."""
    asked = question(case, move)
    return answer(asked) if asked else None


def register_all() -> None:
    """Called from AppConfig.ready."""
    joined = ("professional", "organisation", "department", "county", "bureau")
    register(Noun(Case, question, joined, _at, know=know_deciders))


def _at(places: Collection[int]) -> QuerySet[Case]:
    units = (
        Q(organisation__in=places) | Q(department__in=places) | Q(county__in=places) | Q(bureau__in=places)
    )
    if Organisation.objects.filter(pk__in=places, kind=Role.PROVINCE).exists():
        units |= Q(reached_province=True)
    return Case.objects.filter(units).exclude(state__in=[*ENDED, "draft", "returned"])
