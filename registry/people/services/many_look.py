"""A long list before an act on many: the worker looks it through by pieces, and tells its officer."""

from django.urls import reverse

from cejc.lib.pieces import pieces
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.machinery.services.job import beat, handles
from registry.people.models import User
from registry.people.services import many
from registry.people.services.many import Act, Listed, Shown
from registry.people.services.telling.message import tell

PIECE = 1_000


def job_of(listed: Job) -> Job | None:
    """The job that looks through the list of `listed`."""
    return Job.objects.filter(key=f"{many.LOOK}:{listed.key.partition(':')[2]}").first()


@handles(many.LOOK)
def run_look(job: Job) -> None:
    """Say who is in and who is left out; one that was killed begins anew, and has changed nothing."""
    listed = Job.objects.filter(public_id=job.payload["list"], state=JobState.PREPARED).first()
    if listed is None or many.is_looked_through(listed):
        return
    act, asked, found = many.ACTS[listed.kind], listed.payload.pop("asked"), Listed()
    actor = User.objects.get(public_id=listed.payload["actor"])
    for start, piece in enumerate(pieces(asked, PIECE)):
        many.look(actor, act, [Shown(*one) for one in piece], found)
        beat(job, start * PIECE + len(piece))
    _keep(listed, found, many.gone(act, len(asked) - found.seen))
    _tell(actor, act, listed, found)


def _keep(listed: Job, found: Listed, gone: list[dict[str, str]]) -> None:
    listed.payload |= {"rows": many.kept(found.taken), "named": found.named + gone}
    rows = Job.objects.filter(pk=listed.pk, state=JobState.PREPARED)
    rows.update(payload=listed.payload, total=len(found.taken))


def _tell(actor: User, act: Act, listed: Job, found: Listed) -> None:
    told = {"verb": act.verb, "unit": act.unit, "taken": len(found.taken), "left": len(found.named)}
    tell([actor], "many_looked", told, link=reverse("registry:job-before", args=[listed.public_id]))
