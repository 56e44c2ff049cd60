"""Putting a policy file in force, amending and withdrawing: two officers each time (R23)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from credits.models import PolicyVersion
from credits.services import load_policy, retire
from registry.enums import PolicyState, Role
from registry.machinery.service import service
from registry.machinery.services.job import enqueue
from registry.people.models import Membership, User
from registry.people.services.telling.message import tell
from registry.rules.models import PolicyFile
from registry.rules.moves.policy_file import POLICY_FILE
from registry.rules.queries.policy_among import faults_among
from registry.rules.queries.policy_text import faults_of, policy_in, policy_of_file
from registry.rules.services.policy_file import Faulty


@service
def propose(*, actor: User, file: PolicyFile, edit: int | None = None) -> PolicyFile:
    """Hand the file to another officer. It was checked and tried as it stands."""
    step = POLICY_FILE.enter("propose", file, actor=actor, edit=edit)
    if step.repeated:
        return step.row
    _require_as_checked(step.row)
    step.row.proposed_by, step.row.reason = actor, ""
    row = step.leave(sha256=step.row.checked_sha256)
    _tell_office(row, "policy_proposed", actor)
    return row


@service
def return_(*, actor: User, file: PolicyFile, reason: str, edit: int | None = None) -> PolicyFile:
    """Back to the draft, with a reason that its author reads."""
    step = POLICY_FILE.enter("return", file, actor=actor, reason=reason, edit=edit)
    step.row.reason = step.reason
    proposer, row = step.row.proposed_by, step.leave()
    if proposer and proposer.pk != actor.pk:
        tell([proposer], "policy_returned", {"file": row, "reason": row.reason}, link=link_of(row))
    return row


@service
def publish(*, actor: User, file: PolicyFile, edit: int | None = None) -> PolicyFile:
    """Put the file in force. An amendment takes the place of the edition before it; with `reweigh` what is
    under way is counted again. Raises Refused where another policy governs the same people that year."""
    step = POLICY_FILE.enter("publish", file, actor=actor, edit=edit)
    if step.repeated:
        return step.row
    _require_as_checked(step.row)
    policy = policy_of_file(step.row)
    version, _changed = load_policy(policy=policy, publish=True)
    step.row.version, step.row.published_by, step.row.published_at = version, actor, clock.now()
    row = step.leave(sha256=policy.sha256, begins=policy.reach.begins.isoformat())
    _amend_the_one_before(row, actor)
    enqueue("policy.tell", f"{row.public_id}", {"file": str(row.public_id)})
    amendment = policy.reach.amendment
    if amendment.reweigh if amendment else policy.reach.begins <= clock.today():
        enqueue("policy.reweigh", f"{row.public_id}", {"file": str(row.public_id)})
    return row


def _amend_the_one_before(row: PolicyFile, actor: User | None) -> None:
    before = PolicyFile.objects.filter(name=row.name, edition=row.edition - 1, state=PolicyState.PUBLISHED)
    for one in before.order_by("pk"):
        POLICY_FILE.enter("amend", one, actor=None, cause=actor).leave(by=row.document_number)


def _require_as_checked(row: PolicyFile) -> None:
    """What is put in force is what was checked: the base it rests on may have changed since, and another
    policy may have come beside it."""
    if faults := faults_of(row.text) or faults_among(policy_of_file(row)):
        raise Faulty(faults)
    if policy_of_file(row).sha256 != row.checked_sha256:
        raise Refused(_("底本在检查之后有了改动，请退回重新检查和试算。"), code="base_changed")


@service
def ask_withdrawal(*, actor: User, file: PolicyFile, reason: str, edit: int | None = None) -> PolicyFile:
    step = POLICY_FILE.enter("ask_withdrawal", file, actor=actor, reason=reason, edit=edit)
    if step.repeated:
        return step.row
    step.row.reason, step.row.withdrawal_by = step.reason, actor
    row = step.leave()
    _tell_office(row, "policy_withdrawal_asked", actor)
    return row


@service
def keep(*, actor: User, file: PolicyFile, edit: int | None = None) -> PolicyFile:
    """The withdrawal is not gone on with."""
    step = POLICY_FILE.enter("keep", file, actor=actor, edit=edit)
    step.row.withdrawal_by = None
    return step.leave()


@service
def withdraw(*, actor: User, file: PolicyFile, edit: int | None = None) -> PolicyFile:
    """Take the policy out of force; what was awarded and issued under it stands. Raises Refused where nobody
    would be governed by anything any more."""
    step = POLICY_FILE.enter("withdraw", file, actor=actor, edit=edit)
    if step.repeated:
        return step.row
    version = step.row.version
    if version is None or not _others_stand(version):
        raise Refused(_("这是唯一在执行的政策，撤回后将没有任何政策可依。请先发布新的政策或修订。"))
    retire(version=version, why="withdrawn")
    step.row.withdrawn_by = actor
    row = step.leave(reason=step.row.reason)
    enqueue("policy.tell", f"{row.public_id}:withdrawn", {"file": str(row.public_id)})
    return row


def _others_stand(version: PolicyVersion) -> bool:
    others = PolicyVersion.objects.filter(published_at__isnull=False, retired_at=None)
    others = others.exclude(pk=version.pk)
    return version.beside or others.filter(beside=False, regions="", series="").exists()


@service
def set_up(*, text: str, name: str) -> tuple[PolicyFile, bool]:
    """Put the site's own policy in force while the portal is set up, before any officer is there to do it.
    Returns the file and whether anything changed. Raises PolicyInvalid, and Refused once officers are there.
    """
    policy = policy_in(text, name)
    known = PolicyFile.objects.filter(name=policy.name, edition=policy.reach.edition, version__isnull=False)
    if (row := known.first()) and row.version and row.version.sha256 == policy.sha256:
        return row, False
    if Membership.objects.in_force().filter(role=Role.PROVINCE).exists():
        raise Refused(_("已有经办人，政策须由两位经办人发布：请用“政策文件”页面，或 manage.py policy。"))
    version, _changed = load_policy(policy=policy, publish=True)
    row = PolicyFile(
        state=PolicyState.PUBLISHED,
        name=policy.name,
        edition=policy.reach.edition,
        application_year=policy.application_year,
        document_number=policy.document_number,
        title=policy.title,
        text=text,
        checked_sha256=policy.sha256,
        version=version,
        published_at=clock.now(),
    )
    row.save()
    POLICY_FILE.record("set_up", row, actor=None, after={"name": row.name, "sha256": policy.sha256})
    return row, True


def link_of(row: PolicyFile) -> str:
    return reverse("registry:policy-file", args=[row.public_id])


def _tell_office(row: PolicyFile, kind: str, actor: User) -> None:
    """Whoever sits where the file is, but for the one who acted."""
    seats = Membership.objects.in_force().select_related("user")
    seats = seats.filter(organisation=row.office) if row.office_id else seats.filter(role=Role.PROVINCE)
    users = {seat.user for seat in seats if seat.role in (Role.PROVINCE, Role.BUREAU)} - {actor}
    tell(sorted(users, key=lambda one: one.pk), kind, {"file": row}, link=link_of(row))
