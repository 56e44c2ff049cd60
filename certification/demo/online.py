"""The demo's platforms: keys A and B deposited in time, results reported,
one batch signed by both, one half way."""

from collections.abc import Sequence
from datetime import date

from certification.demo.bases import Bases
from certification.demo.people import PASSWORD
from registry.models import Completion, CompletionBatch, TrainingBase, User
from registry.results.services import completion_batch, missing_hours, platform_key
from registry.results.services.completion import receive
from registry.results.services.reported import Reported

YEAR = 2020


def deposit(trainers: Bases, officer: User, college_officer: User, province: User) -> None:
    """Each office makes its own key; the passphrase of the demo's keys is the demo's password."""
    for base, holder in ((trainers.water, officer), (trainers.college, college_officer)):
        for part, actor in (("A", holder), ("B", province)):
            platform_key.generate(actor=actor, base=base, year=YEAR, part=part, passphrase=PASSWORD)


def report(base: TrainingBase, course: str, people: Sequence[User], day: date) -> None:
    """What the platform sends: one result a person, the platform's own number with each."""
    first = Completion.objects.filter(base=base).count() + 1
    found = [user.professional for user in people if user.professional is not None]
    receive(
        actor=None,
        base=base,
        reported=[
            Reported(
                external_id=f"{course}-{first + order:05d}",
                name=person.name,
                identity_type=person.identity_type,
                identity_number=str(person.identity_number),
                course_code=course,
                passed_on=day,
            )
            for order, person in enumerate(found)
        ],
    )


def freeze(base: TrainingBase, clerk: User) -> CompletionBatch:
    """What waits is collected and becomes the text that both keys sign."""
    batch = completion_batch.collect(actor=clerk, base=base, year=YEAR)
    return completion_batch.freeze(actor=clerk, batch=batch)


def sign(batch: CompletionBatch, *keepers: User) -> None:
    for actor in keepers:
        completion_batch.sign(actor=actor, batch=batch, seen=batch.sha256, passphrase=PASSWORD)
        batch.refresh_from_db()


def ask(user: User, base: TrainingBase) -> None:
    """Somebody misses hours of a course and asks the base."""
    missing_hours.ask(
        actor=user,
        base=base,
        title="新时代国家治理体系和治理能力现代化（网络）",
        passed_on=date(2020, 6, 12),
        note="6月12日已学完并通过考核，平台显示合格，学时尚未到账。",
    )
