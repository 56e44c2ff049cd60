"""The conditions of a list, kept under a name by the login that uses them."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.writing import identity
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import KeptFilter, User

MOST = 50  # of one login on one list
PASSING = ("page", "out")  # where one stood in the list


def list_at(address: str) -> tuple[str, str]:
    """Path and conditions of a list of this portal, as the address of its page says. Raises Refused for
    another address, and for one that holds an identity number."""
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in PASSING]
    query = urlencode(asked)
    if parts.scheme or parts.netloc or not _is_ours(parts.path) or len(parts.path) > 200 or len(query) > 1000:
        raise Refused(_("这个地址不是本系统的列表，请从列表页面打开。"))
    if any(identity.holds_number(value) for _name, value in asked):
        raise Refused(_("条件中含有证件号码，不能保存。请改用姓名筛选。"))
    return parts.path, query


def _is_ours(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@service
def keep_filter(*, actor: User, address: str, name: str) -> KeptFilter:
    """Keep the conditions in `address` under `name`; the same name on the same list is written anew."""
    path, query = list_at(address)
    if not query:
        raise Refused(_("列表还没有设定条件，请先筛选，再保存。"))
    User.objects.select_for_update().get(pk=actor.pk)  # two tabs at once: counted one after the other
    mine = KeptFilter.objects.filter(user=actor, path=path)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(_("一个列表最多保存%(most)s组条件，请先删去不用的。") % {"most": MOST})
    row, _made = KeptFilter.objects.update_or_create(
        user=actor, path=path, name=name, defaults={"query": query}
    )
    audit.record("filter.kept", row, actor=actor, after={"path": path})
    return row


@service
def forget_filter(*, actor: User, kept: KeptFilter) -> None:
    """Take a kept filter away; what is gone already stays gone."""
    row = KeptFilter.objects.select_for_update().filter(pk=kept.pk, user=actor).first()
    if row is not None:
        audit.record("filter.forgotten", row, actor=actor, after={"path": row.path})
        row.delete()
