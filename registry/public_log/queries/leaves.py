"""The rows of the log as it holds them."""

from collections.abc import Iterable, Sequence

from django.db.models import Model, QuerySet

from cejc.lib import merkle
from registry.public_log import acts
from registry.public_log.models import LogLeaf


class Gap(RuntimeError):
    """A place of the log without a row: somebody was at the database."""


def entries(first: int, end: int) -> list[bytes]:
    """The leaves from `first` to before `end`. Raises Gap."""
    rows = LogLeaf.objects.filter(place__gte=first, place__lt=end).order_by("place")
    found = [acts.entry(*one) for one in rows.values_list("act", "day", "digest")]
    if len(found) != end - first:
        raise Gap(f"of the leaves {first} to {end - 1} there are {len(found)}")
    return found


def hashes(first: int, end: int) -> list[bytes]:
    return [merkle.leaf_hash(one) for one in entries(first, end)]


def of_subject(row: Model) -> QuerySet[LogLeaf]:
    """What of `row` was published, the oldest first."""
    return of_key(row._meta.model_name or "", [acts.subject_of(row)])


def of_key(noun: str, subjects: Sequence[str]) -> QuerySet[LogLeaf]:
    return LogLeaf.objects.filter(noun=noun, subject__in=subjects).order_by("pk")


def states_of(rows: Iterable[Model]) -> QuerySet[LogLeaf, tuple[str, int | None]]:
    """For pages that rest on it: which acts of `rows` the log holds."""
    kept = list(rows)
    noun = kept[0]._meta.model_name or "" if kept else ""
    return of_key(noun, [acts.subject_of(one) for one in kept]).values_list("digest", "place")
