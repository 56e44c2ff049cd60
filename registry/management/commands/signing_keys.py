"""`manage.py signing_keys`: which certificates sign which papers, with the login that acts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.errors import Refused
from cejc.lib.signing.algorithms import NotNow
from registry.enums import KeyPlace, PaperKind, SigningState
from registry.keys.models import SigningKey
from registry.keys.services import beginning, lists, renewal, signing_key
from registry.people.models import User

DEVICE = ("library", "token", "label", "certificates")
PAPERS = ",".join(PaperKind.values)


class Command(BaseCommand):
    help = "Lists, adds, rotates, assigns, retires and revokes certificates; fetches lists; renews papers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["list", "begin", "refresh", "renew", *STEPS])
        parser.add_argument("name", nargs="?", default="", help="of the certificate")
        parser.add_argument("--actor", default="", help="the login that acts")
        parser.add_argument("--reason", default="", help="of rotate, retire and revoke")
        parser.add_argument("--papers", default="", help=f"what it signs, of {PAPERS}")
        parser.add_argument("--as", dest="new_name", default="", help="of rotate: the name of the new one")
        parser.add_argument("--file", default="", help="PKCS#12 or PEM, below the folder of keys")
        for name in DEVICE:
            parser.add_argument(f"--{name}", default="", help="of a key behind PKCS#11")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        try:
            getattr(self, f"_{step}", self._act)(step, options)
        except (Refused, NotNow) as fault:
            raise CommandError(str(fault)) from None

    def _act(self, step: str, options: dict[str, Any]) -> None:
        self.stdout.write(_line(STEPS[step](_actor(options["actor"]), options)))

    def _list(self, _step: str, _options: dict[str, Any]) -> None:
        for row in SigningKey.objects.prefetch_related("uses").order_by("state", "-pk"):
            self.stdout.write(_line(row))

    def _begin(self, _step: str, options: dict[str, Any]) -> None:
        beginning.begin()
        self._list("list", options)

    def _refresh(self, _step: str, _options: dict[str, Any]) -> None:
        failed = lists.refresh()
        if failed:
            raise CommandError("\n".join(failed))
        self.stdout.write("吊销列表和时间戳证书已更新")

    def _renew(self, _step: str, options: dict[str, Any]) -> None:
        done, failed = renewal.renew(renewal.due(), actor=_actor(options["actor"]))
        self.stdout.write(f"续签{done}份")
        if failed:
            raise CommandError("\n".join(failed))


def _line(row: SigningKey) -> str:
    papers = "、".join(str(use.get_kind_display()) for use in row.uses.all())
    until = f"{row.not_after:%Y-%m-%d}"
    state = SigningState(row.state).label
    return f"{row.name}　{state}　{row.algorithm}　{papers}　有效期至{until}　{row.fingerprint}"


def _actor(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError("请用 --actor 写明办理的账号，该账号须存在且未停用")
    return found


def _key(options: dict[str, Any]) -> SigningKey:
    found = SigningKey.objects.filter(name=options["name"]).first()
    if found is None:
        raise CommandError(f"没有名为“{options['name']}”的证书")
    return found


def _held(options: dict[str, Any]) -> dict[str, Any]:
    if options["file"]:
        return {"place": KeyPlace.FILE, "held": {"file": options["file"]}}
    return {"place": KeyPlace.DEVICE, "held": {name: options[name] for name in DEVICE}}


def _papers(options: dict[str, Any]) -> list[str]:
    return [one.strip() for one in options["papers"].split(",") if one.strip()]


def _add(actor: User, options: dict[str, Any]) -> SigningKey:
    return signing_key.add(actor=actor, name=options["name"], papers=_papers(options), **_held(options))


def _rotate(actor: User, options: dict[str, Any]) -> SigningKey:
    names = {"name": options["new_name"], "reason": options["reason"]}
    return signing_key.rotate(actor=actor, key=_key(options), **names, **_held(options))


STEPS: dict[str, Any] = {
    "add": _add,
    "rotate": _rotate,
    "assign": lambda actor, options: signing_key.assign(
        actor=actor, key=_key(options), papers=_papers(options)
    ),
    "retire": lambda actor, options: signing_key.retire(
        actor=actor, key=_key(options), reason=options["reason"]
    ),
    "revoke": lambda actor, options: signing_key.revoke(
        actor=actor, key=_key(options), reason=options["reason"]
    ),
}
