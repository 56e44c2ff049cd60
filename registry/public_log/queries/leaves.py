"""The rows of the log as it holds them."""

from django.db.models import CharField, Count, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Replace

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
    found = LogLeaf.objects.filter(noun=row._meta.model_name or "", subject=acts.subject_of(row))
    return found.order_by("pk")


def placed(noun: str, public_id: str = "public_id") -> Subquery:
    """How many acts of each row of a query stand in the log, None where there are none: for pages that rest
    on it. Of rows with a public id."""
    subject = Replace(Cast(OuterRef(public_id), CharField()), Value("-"), Value(""))
    rows = LogLeaf.objects.filter(noun=noun, subject=subject).order_by().values("noun")
    return Subquery(rows.annotate(placed=Count("place")).values("placed"))
