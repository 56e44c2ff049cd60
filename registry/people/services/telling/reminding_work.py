"""A released reminder is told: a piece at a time, each person once, whoever kills the worker in between."""

from django.db.models import Q
from django.urls import reverse

from cejc import clock
from registry.enums import LetterOutcome, RemindingState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import beat, give_way, handles
from registry.people.models import Letter, Message, Professional, Reminding, User
from registry.people.moves.reminding import REMINDING
from registry.people.queries.reminding import judged, leave_out, logins_of, reminded_lately, written
from registry.people.remindable import topic_of
from registry.people.services.telling.message import tell, write_each
from registry.people.services.telling.reminding import JOB

PIECE = 100


@handles(JOB)
def run_send(job: Job) -> None:
    """Tell those who wait for it; told already, nobody is told again."""
    row = Reminding.objects.select_related("organisation").get(public_id=job.payload["reminding"])
    if row.state != RemindingState.SENDING:
        return
    waiting = row.letters.filter(outcome=LetterOutcome.WAITING).order_by("pk")
    while keys := list(waiting.values_list("pk", flat=True)[:PIECE]):
        _tell_piece(row=row, keys=keys)
        beat(job, job.total - waiting.count())
        give_way(job)
    _finish(row=row)


@service
def _tell_piece(*, row: Reminding, keys: list[int]) -> None:
    """Message and letter in one transaction. The persons are locked, so that two reminders that go at once do
    not both find that nobody was reminded lately."""
    letters = list(
        Letter.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, outcome=LetterOutcome.WAITING)
        .select_related("place__professional", "place__organisation")
        .order_by("pk")
    )
    people = {one.place.professional_id for one in letters}
    list(Professional.objects.select_for_update().filter(pk__in=people).order_by("pk").only("pk"))
    logins = logins_of(people)
    judged(letters, logins, reminded_lately(people))
    _without_settled(row, letters)
    going = [one for one in letters if one.outcome == LetterOutcome.WAITING]
    texts = written(row, [one.place for one in going])
    told: list[tuple[User, dict[str, object], str]] = [
        (user, {"letter": texts[one.place_id]}, texts[one.place_id].link)
        for one in going
        for user in logins[one.place.professional_id]
    ]
    by_person: dict[int, Message] = {}
    for message in write_each(told, topic_of(row).kind):
        by_person.setdefault(message.recipient.professional_id or 0, message)
    for one in going:
        one.outcome, one.message = LetterOutcome.TOLD, by_person[one.place.professional_id]
    Letter.objects.bulk_update(letters, ["outcome", "why", "lately", "message"])


def _without_settled(row: Reminding, letters: list[Letter]) -> None:
    """Whoever has done it in the meantime, or has left, is told nothing."""
    topic = topic_of(row)
    places = topic.places(Q(pk__in=[letter.place_id for letter in letters]), row.year)
    still = set(places.values_list("pk", flat=True))
    for letter in letters:
        if letter.place_id not in still:
            leave_out(letter, str(topic.settled))


@service
def _finish(*, row: Reminding) -> None:
    step = REMINDING.enter("finish", row, actor=None, cause=row.released_by)
    step.row.finished_at = clock.now()
    told = row.letters.filter(outcome=LetterOutcome.TOLD).count()
    out = row.letters.filter(outcome=LetterOutcome.OUT).count()
    done = step.leave(told=told, out=out)
    if done.released_by:
        context = {"row": done, "told": told, "out": out}
        tell(
            [done.released_by],
            "reminding_sent",
            context,
            link=reverse("registry:reminder", args=[row.public_id]),
        )
