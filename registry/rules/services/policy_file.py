"""Writing a policy file and checking it. Putting it in force is in `publishing`."""

from django.db.models import Max

from cejc.errors import Refused
from cejc.site import gettext as _
from credits.engine.reader import Fault
from registry.enums import OrganisationKind, PolicyState, Role
from registry.machinery.service import service
from registry.people.models import Membership, Organisation, User
from registry.people.permissions import require
from registry.rules.models import PolicyFile
from registry.rules.moves.policy_file import NOT_THERE, POLICY_FILE
from registry.rules.queries.policy_among import faults_among
from registry.rules.queries.policy_text import faults_of, head_of, policy_of_file

MOST_LETTERS = 1_000_000
SHOWN = 20


class Faulty(Refused):
    """A text with faults; `faults` are all of them, each with its place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        said = [str(fault) for fault in faults[:SHOWN]]
        more = len(faults) - len(said)
        said += [_("另有%s处") % more] if more else []
        super().__init__(_("政策文件有%s处问题：") % len(faults) + "；".join(said), code="faulty")
        self.faults = faults


def office_of(actor: User) -> Organisation:
    """Where the actor drafts: the provincial office, else the bureau of the seat. Raises Refused."""
    if actor.has_role(Role.PROVINCE):
        seats = actor.seats_as(Role.PROVINCE)
        return _organisation(seats[0])
    seats = actor.seats_as(Role.BUREAU)
    if not seats:
        raise Refused(NOT_THERE)
    return _organisation(seats[0])


def _organisation(seat: Membership) -> Organisation:
    found: Organisation = seat.organisation
    return found


@service
def draft(*, actor: User, text: str) -> PolicyFile:
    """A new draft with `text`. Raises Refused for who may not and for a text that is no text."""
    row = PolicyFile(office=office_of(actor), drafted_by=actor)
    _write(row, text)
    row.save()
    POLICY_FILE.record("drafted", row, actor=actor)
    return row


@service
def write(*, actor: User, file: PolicyFile, text: str, edit: int | None = None) -> PolicyFile:
    """Another text; what was checked and tried is so no longer. The same text changes nothing."""
    step = POLICY_FILE.enter("write", file, actor=actor, edit=edit)
    if step.row.text == _clean(text):
        return step.row
    _write(step.row, text)
    return step.leave()


def _write(row: PolicyFile, text: str) -> None:
    row.text, row.checked_sha256 = _clean(text), ""
    head = head_of(row.text)
    for key in ("name", "edition", "application_year", "document_number", "title"):
        setattr(row, key, getattr(head, key))


def _clean(text: str) -> str:
    """Line ends as one; nothing else of what was written is touched."""
    text = text.replace("\r\n", "\n")
    require(bool(text.strip()), _("政策文件是空的，请填写内容。"))
    require(len(text) <= MOST_LETTERS, _("政策文件超过%s字，请检查是否选错了文件。") % MOST_LETTERS)
    require("\x00" not in text, _("文件中有不能保存的字符，请检查是否选错了文件。"))
    return text


@service
def check(*, actor: User, file: PolicyFile) -> PolicyFile:
    """Form, sense and worked examples: raises Faulty with everything that is wrong, and changes nothing."""
    step = POLICY_FILE.enter("check", file, actor=actor)
    if faults := (*faults_of(step.row.text), *_of_this_file(step.row)):
        raise Faulty(faults)
    step.row.checked_sha256 = policy_of_file(step.row).sha256
    return step.leave(sha256=step.row.checked_sha256)


def _of_this_file(row: PolicyFile) -> list[Fault]:
    """What can only be said beside the other files: editions in order, a city's own scope, and kinds that
    another policy asks about otherwise."""
    if faults_of(row.text):
        return []
    policy = policy_of_file(row)
    found = list(faults_among(policy))
    office = row.office
    is_bureau = office is not None and office.kind == OrganisationKind.BUREAU
    if office is not None and is_bureau and policy.reach.regions != (office.region,):
        found.append(
            Fault("scope.regions", _("{cities}自定的政策只能适用于本{cities}（%s）") % office.region)
        )
    others = PolicyFile.objects.filter(version__isnull=False, name=policy.name)
    newest = others.aggregate(n=Max("edition"))["n"]
    if policy.reach.edition > 1 and policy.reach.edition != (newest or 0) + 1:
        wants = _("修订应为第%(next)s版，因为执行的是第%(newest)s版")
        found.append(Fault("amendment.edition", wants % {"newest": newest or 0, "next": (newest or 0) + 1}))
    if policy.reach.edition == 1 and newest:
        found.append(
            Fault("name", _("名称 %s 已用于一份发布过的政策，请换一个，或作为修订起草") % policy.name)
        )
    return found


@service
def tried(*, file: PolicyFile, sha256: str) -> PolicyFile:
    """The trial on real records is done: of this very text, or it counts for nothing."""
    row = POLICY_FILE.locked(file)
    if row.state != PolicyState.CHECKED or row.checked_sha256 != sha256:
        return row
    return POLICY_FILE.enter("try", row, actor=None, held=True).leave(sha256=sha256)


@service
def drop(*, actor: User, file: PolicyFile) -> PolicyFile:
    return POLICY_FILE.enter("drop", file, actor=actor).leave()
