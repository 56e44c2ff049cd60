"""Keys A and B of a platform and year (四(五)): deposited, replaced, lost, compromised.

A private key is sealed under its custodian's passphrase before anything
is stored; the passphrase is never kept.
"""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused
from cejc.lib import sealed_key
from cejc.lib.dual_key import FormatFault, KeyFault, PublicKey, algorithm
from registry.enums import KeyPart, KeyState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.results.moves.platform_key import PLATFORM_KEY
from registry.results.permissions_platform_key import require_custodian
from registry.results.services.completion import settle_later
from registry.training.models import PlatformKey, TrainingBase
from registry.training.permissions import officers_of, provincial_officers, staff_of
from registry.training.queries.recognition import key_b_due

KEY_FAULTS = {
    "not_implemented": gettext_lazy("国密SM2算法尚未启用，目前请使用Ed25519秘钥。"),
    "unknown_algorithm": gettext_lazy("不支持这种秘钥算法，目前请使用Ed25519秘钥。"),
    "weak_key": gettext_lazy("该公钥不安全（低阶点），不能使用，请重新生成秘钥。"),
    "private_key": gettext_lazy(
        "您提交的是私钥。请只提交公钥，私钥请妥善保管；如私钥已外泄，请重新生成秘钥。"
    ),
}
BAD_KEY = gettext_lazy("公钥内容无法识别，请提交PEM格式的Ed25519公钥。")


def sentence_of(fault: KeyFault) -> str:
    return str(KEY_FAULTS.get(fault.code, BAD_KEY))


@service
def generate(
    *, actor: User, base: TrainingBase, year: int, part: str, passphrase: str, reason: str = ""
) -> PlatformKey:
    """A new key pair made here: the private half is sealed at once under `passphrase`, which is not kept."""
    require_custodian(actor, base, year, part)
    require(
        len(passphrase) >= sealed_key.LEAST_PASSPHRASE,
        _("口令至少%s个字符。") % sealed_key.LEAST_PASSPHRASE,
    )
    key, sealed = sealed_key.new_key(passphrase)
    return deposit(actor=actor, base=base, year=year, part=part, key=key, sealed=sealed, reason=reason)


@service
def deposit(
    *,
    actor: User,
    base: TrainingBase,
    year: int,
    part: str,
    key: PublicKey,
    sealed: str = "",
    reason: str = "",
) -> PlatformKey:
    """Keep a public key, and its private half only sealed with argon2id. Where one is in use it is replaced,
    with a reason. Key B counts as handed in from now on (四(五))."""
    # Two custodians at once queue here, so that nobody gets both.
    base = TrainingBase.objects.select_for_update(of=("self",)).get(pk=base.pk)
    _check_year(base, year)
    holder = require_custodian(actor, base, year, part)
    _check_material(key, sealed)
    _replace(actor, base, year, part, reason)
    last = PlatformKey.objects.filter(base=base, year=year, part=part).order_by("-serial").first()
    made = PlatformKey.objects.create(
        base=base,
        year=year,
        part=part,
        serial=last.serial + 1 if last else 1,
        algorithm=key.algorithm,
        public_key=key.raw,
        fingerprint=key.fingerprint,
        sealed_private=sealed,
        custodian=actor,
        person_id=actor.professional_id or 0,
        holder=holder,
        deposited_at=clock.now(),
    )
    PLATFORM_KEY.record("deposited", made, actor=actor, reason=reason)
    _after(made)
    return made


def _check_year(base: TrainingBase, year: int) -> None:
    require(bool(base.platform_name), _("该基地没有登记网络平台，不需要秘钥。请先在基地信息中填写平台名称。"))
    this = clock.today().year
    require(
        this <= year <= this + 1,
        _("秘钥按年度管理，只能办理%(this)s年或%(next)s年的秘钥。") % {"this": this, "next": this + 1},
    )


def _check_material(key: PublicKey, sealed: str) -> None:
    try:
        algorithm(key.algorithm).check(key.raw)
        right = not sealed or sealed_key.is_kept_form(sealed, key)
    except KeyFault as fault:
        raise Refused(sentence_of(fault)) from fault
    except FormatFault as fault:
        raise Refused(_("封存的私钥格式不正确，请提交本系统或离线工具生成的封存文件。")) from fault
    require(right, _("封存的私钥与公钥不是一对，或不是用argon2id封存的。"))
    known = PlatformKey.objects.filter(fingerprint=key.fingerprint) | PlatformKey.objects.filter(
        public_key=key.raw
    )
    require(not known.exists(), _("这把公钥已经登记过。每把秘钥只能使用一次，请重新生成。"))


def _replace(actor: User, base: TrainingBase, year: int, part: str, reason: str) -> None:
    old = PlatformKey.objects.filter(base=base, year=year, part=part, state=KeyState.ACTIVE).first()
    if old is not None:
        _end(PLATFORM_KEY.enter("replace", old, actor=actor, reason=reason))


def _end(step: Step[PlatformKey], **facts: object) -> PlatformKey:
    row = step.row
    row.ended_at, row.reason = row.ended_at or clock.now(), step.reason
    return step.leave(**facts)


def _first_b(key: PlatformKey) -> date:
    """The first deposit of the year decides; a key that replaces a lost one later does not make it late."""
    first = (
        PlatformKey.objects.filter(base=key.base_id, year=key.year, part=KeyPart.B)
        .order_by("deposited_at")
        .first()
    )
    return clock.day_of((first or key).deposited_at)


def _after(key: PlatformKey) -> None:
    """The other side learns of it; a key B frees the results that waited for it."""
    others = provincial_officers() if key.part == KeyPart.A else [*officers_of(key.base), *staff_of(key.base)]
    due = key_b_due(key.year)
    link = reverse("registry:keys-of-base", args=[key.base.public_id])
    tell(
        [one for one in others if one.pk != key.custodian_id],
        "platform_key_deposited",
        {"key": key, "due": due, "late": key.part == KeyPart.B and _first_b(key) > due},
        link=link,
    )
    if key.part == KeyPart.B:
        settle_later(base=key.base, year=key.year)


@service
def report_lost(*, actor: User, key: PlatformKey, reason: str) -> None:
    """Nothing is signed with it any more; what it signed stands."""
    _tell_ended(_end(PLATFORM_KEY.enter("lose", key, actor=actor, reason=reason)))


@service
def report_compromised(*, actor: User, key: PlatformKey, moment: datetime, reason: str) -> None:
    """From `moment` on nothing that it signed is believed; an earlier
    moment may be found later, never a later one."""
    step = PLATFORM_KEY.enter("compromise", key, actor=actor, reason=reason)
    row = step.row
    require(row.deposited_at <= moment <= clock.now(), _("泄露的时间应在秘钥登记之后、现在之前。"))
    known = row.compromised_from
    require(known is None or moment < known, _("该秘钥已登记泄露，只能把泄露时间提前，不能推后。"))
    row.compromised_from = moment
    _end(step, **{"from": moment.isoformat()})
    settle_later(base=row.base, year=row.year)
    _tell_ended(row)


def _tell_ended(key: PlatformKey) -> None:
    link = reverse("registry:keys-of-base", args=[key.base.public_id])
    people = [*officers_of(key.base), *staff_of(key.base), *provincial_officers()]
    tell(people, "platform_key_ended", {"key": key}, link=link)
