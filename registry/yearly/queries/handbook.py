"""Who is entitled to a handbook, who is left out and why; what stands on a claim list."""

from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from cejc.site import gettext_lazy as _
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.enums import ClaimState, TitleLevel
from registry.people.models import Employment, Organisation
from registry.yearly.models import Handbook, HandbookClaim, HandbookClaimEntry

# 二: 取得中级职称及以上人员.
ENTITLED = (TitleLevel.INTERMEDIATE, TitleLevel.SENIOR_ASSOCIATE, TitleLevel.SENIOR_FULL)
LEFT_OUT = {
    "has": _("已有登记手册"),
    "claimed": _("已列入另一份尚未核发的领取表"),
    "level": _("职称未到中级"),
}
ELIGIBLE = "eligible"


def title_words(level: str, series: str, policy: Policy | None = None) -> str:
    """Level and series as the official list has them: 中级 工程. `policy`, read once, for many."""
    known = (policy or policy_here()).series.get(series)
    name = known.name if known else series
    return " ".join(part for part in (str(TitleLevel(level).label), name) if part)


def standing(office: Organisation) -> QuerySet[Any]:
    """Everybody present at or under `office`, with `standing`: eligible, has, claimed or level.

    `handbook_number`, `claimed_by` and `claim_state` tell the particulars.
    """
    open_entry = HandbookClaimEntry.objects.filter(professional=OuterRef("professional"), is_open=True)
    rows = Employment.objects.current().filter(organisation__path__startswith=office.path)
    return rows.annotate(
        handbook_number=F("professional__handbook__number"),
        claimed_by=Subquery(open_entry.values("claim__organisation__name")[:1]),
        claim_state=Subquery(open_entry.values("claim__state")[:1]),
    ).annotate(
        standing=Case(
            When(handbook_number__isnull=False, then=Value("has")),
            When(claimed_by__isnull=False, then=Value("claimed")),
            When(professional__title_level__in=ENTITLED, then=Value(ELIGIBLE)),
            default=Value("level"),
            output_field=CharField(),
        )
    )


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("professional", "organisation").order_by(
        "organisation__path", "professional__name_key", "pk"
    )


def eligible(office: Organisation) -> QuerySet[Any]:
    return in_order(standing(office).filter(standing=ELIGIBLE))


def counts(office: Organisation) -> dict[str, int]:
    """How many stand where: one query."""
    found = standing(office).values("standing").annotate(count=Count("pk")).values_list("standing", "count")
    return dict.fromkeys((ELIGIBLE, *LEFT_OUT), 0) | dict(found)


def why(row: Any) -> str:
    """The sentence why a row of `standing` is left out."""
    if row.standing == "has":
        return _("已有登记手册%(number)s") % {"number": row.handbook_number}
    if row.standing == "claimed":
        state = ClaimState(row.claim_state).label
        return _("已列入%(office)s%(state)s的领取表") % {"office": row.claimed_by, "state": state}
    if row.standing == "level":
        return _("现职称为%(level)s，登记手册发给中级职称及以上人员{handbook_clause}") % {
            "level": row.professional.get_title_level_display()
        }
    return ""


def entries_of(claim: HandbookClaim) -> QuerySet[Any]:
    """The list in its printed order; `number` and `booklet` of those granted from it."""
    handbook = Handbook.objects.filter(professional=OuterRef("professional"), claim=claim)
    return claim.entries.annotate(
        number=Subquery(handbook.values("number")[:1]),
        booklet=Subquery(handbook.values("public_id")[:1]),
        booklet_state=Subquery(handbook.values("state")[:1]),
        received_by=Subquery(handbook.values("received_by")[:1]),
        handed_on=Subquery(handbook.values("handed_on")[:1]),
    ).order_by("position", "pk")


def no_longer_entitled(claim: HandbookClaim) -> list[HandbookClaimEntry]:
    """Those of the list who have left, fallen below intermediate or got a handbook since; one query."""
    present = Employment.objects.current().filter(
        professional=OuterRef("professional"),
        organisation__path__startswith=claim.organisation.path,
        professional__title_level__in=ENTITLED,
    )
    has = Handbook.objects.filter(professional=OuterRef("professional"))
    rows = claim.entries.filter(struck_reason="").filter(~Exists(present) | Exists(has))
    return list(rows.order_by("position", "pk"))


def with_counts(claims: QuerySet[HandbookClaim]) -> QuerySet[HandbookClaim]:
    return claims.annotate(
        people=Count("entries"), struck=Count("entries", filter=~Q(entries__struck_reason=""))
    )
