"""Evidence that its reviewer has not looked at: a decision for it is asked a second time."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.ids import uuids_of
from registry.activities.models import Evidence

MOST_NAMED = 3


class Unopened(Refused):
    """The files that were not opened, by name; who asks again without them is not asked again."""

    def __init__(self, names: list[str]) -> None:
        sentence = _("还有%(count)s份材料没有打开看过：%(names)s。请先查看；确实不必看的，再按一次即办理。")
        named = "、".join(names[:MOST_NAMED]) + (_("等") if len(names) > MOST_NAMED else "")
        super().__init__(sentence % {"count": len(names), "names": named}, code="unopened")


def require_opened(rows: QuerySet[Evidence], unopened: Iterable[str]) -> None:
    """Raises Unopened when some of `rows` are among the public ids that the page says it has not shown."""
    keys = uuids_of(unopened)
    if not keys:
        return
    found = rows.filter(public_id__in=keys).order_by("pk")
    if names := list(dict.fromkeys(found.values_list("file_name", flat=True))):
        raise Unopened(names)
