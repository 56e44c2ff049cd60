"""The nodes of one portal work with the same keys, or do not start.

The database keeps the names of the keys by which something was sealed, signed or computed. A node must have
every one of them; a new one in front of them is a rotation and is noted. Where only one key can be (`ONE`),
another is never taken for a rotation. docs/operations.md, "Keys", says how each is changed.
"""

import os
import sys
import threading
import time

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from cejc.lib import crypto
from registry.machinery.models.key_in_use import KeyInUse
from registry.machinery.services import site_in_use

log = structlog.get_logger("cejc.keys")
ONE = ("secret", "index", "check")
SEVERAL = ("field", "log")
PURPOSES = (*ONE, *SEVERAL)
AGAIN_SECONDS = 2.0
# What gunicorn takes for "could not begin": it does not start such a process again.
NOT_BEGUN = 3
Names = dict[str, list[str]]


class KeysDiffer(RuntimeError):
    """This node has other keys than the portal works with. gunicorn prints it and ends."""


def of_this_node() -> Names:
    """Purpose -> the names of its keys here, the one that is used first."""
    own = {purpose: crypto.key_ids(purpose) for purpose in PURPOSES if purpose != "secret"}
    own["secret"] = [crypto.key_id(settings.SECRET_KEY)]
    return {purpose: names if purpose in SEVERAL else names[:1] for purpose, names in own.items()}


def kept() -> Names:
    return dict(KeyInUse.objects.values_list("purpose", "keys"))


def lacking(known: Names, own: Names) -> Names:
    """Purpose -> the names of the keys in use that are not here."""
    missing = {purpose: [one for one in names if one not in own[purpose]] for purpose, names in known.items()}
    return {purpose: names for purpose, names in missing.items() if names}


def agree() -> None:
    """Note the keys of the first node, and what a rotation put in front. Raises `KeysDiffer`, and then
    changes nothing. Nodes that start at once take turns."""
    own = of_this_node()
    known = kept()
    _require(known, own)
    if any(own[purpose][0] not in known.get(purpose, ()) for purpose in PURPOSES):
        with transaction.atomic():
            for purpose in PURPOSES:
                _note(purpose, own[purpose])
            _require(kept(), own)


def renew(purpose: str) -> None:
    """What was in use before is not needed any more: from now on the keys of this node are."""
    KeyInUse.objects.update_or_create(purpose=purpose, defaults={"keys": of_this_node()[purpose][:1]})


def at_start() -> None:
    """Called where a process begins to serve: it has the keys, and the site, of the database. One that is
    away ends nothing: as soon as it answers it is asked, and a process with others ends then."""
    try:
        _agree_on_all()
    except DatabaseError as fault:
        log.warning("keys are compared when the database answers", fault=str(fault))
        connection.close()
        threading.Thread(target=_agree_later, name="keys", daemon=True).start()


def _agree_on_all() -> None:
    agree()
    site_in_use.agree()


def sentence(found: Names) -> str:
    """What an operator reads on the console, in both languages."""
    return "\n".join(line for purpose in found for line in _lines(purpose, ", ".join(found[purpose])))


def _note(purpose: str, own: list[str]) -> None:
    KeyInUse.objects.get_or_create(purpose=purpose, defaults={"keys": own})
    row = KeyInUse.objects.select_for_update().get(purpose=purpose)
    if purpose in SEVERAL and own[0] not in row.keys:
        row.keys = [own[0], *row.keys]
        row.save(update_fields=["keys"])


def _require(known: Names, own: Names) -> None:
    if found := lacking(known, own):
        raise KeysDiffer(sentence(found))


def _lines(purpose: str, names: str) -> tuple[str, str]:
    variable = f"CEJC_{purpose.upper()}_KEY"
    english = (
        f"{variable} of this node is not the key that the portal works with ({names}). Give every node the "
        f'same keys; to change a key see "Keys" in docs/operations.md. Nothing was started.'
    )
    chinese = _(
        "本节点的 %(variable)s 与系统正在使用的密钥（%(names)s）不一致，未启动。"
        "请为各节点配置相同的密钥；更换密钥的步骤见 docs/operations.md 的“Keys”一节。"
    ) % {"variable": variable, "names": names}
    return english, chinese


def _agree_later() -> None:
    while True:
        time.sleep(AGAIN_SECONDS)
        try:
            _agree_on_all()
            return
        except DatabaseError:
            continue
        except (KeysDiffer, site_in_use.SiteDiffers) as fault:
            print(fault, file=sys.stderr, flush=True)  # noqa: T201  (the console is where an operator looks)
            os._exit(NOT_BEGUN)
        finally:
            connection.close()
