"""What a slip says, as a plain dict: frozen at issue, drawn on paper, shown by the verify page."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cejc import clock
from certification.models import Case, CaseYear, NoticeEntry
from certification.queries.bureau import setting_of
from certification.queries.degree import counted_degree
from certification.queries.policy import policy_of, route_of, table_of
from certification.queries.yearly import subject_hours
from credits.engine import Policy, show
from credits.governing import numbered
from registry.enums import Degree, Office


def content_of(
    case: Case, *, number: str, check_code: str, issued_at: datetime, supersedes: str = ""
) -> dict:
    """The printed fields of the slip of `case`; all values are text, numbers or lists of them, fit for JSON.

    `supersedes` is the number of the slip that this one replaces.
    """
    policy, person = policy_of(case), case.professional
    return {
        "document_title": policy.slip.title,
        "number": number,
        "check_code": check_code,
        "name": person.name,
        "identity": person.identity_masked,
        "unit": case.organisation.name,
        "title_series": policy.series[case.title_series].name,
        "title_level": case.get_title_level_display(),
        "title_name": case.title_name,
        "degree": str(Degree(counted_degree(case)).label),
        "application_year": case.application_year,
        "span": [case.span_first, case.span_last],
        "span_why": case.span_why,
        **subject_hours.frozen_names(policy),
        "years": [_year(row, policy) for row in case.years.all()],
        "unit_of_hours": policy.unit,
        "route": route_of(case).name,
        "notice": _notice_period(case),
        "reviews": _offices(case),
        "policy": policy.name,
        "policy_title": policy.title,
        "policy_document": numbered(policy),
        "policy_sha256": case.policy_sha256,
        "conclusion": _conclusion(case, policy.unit),
        "supersedes": supersedes,
        "issued_on": issued_at.date().isoformat(),
        "issuer": issuer_of(case),
    }


def issuer_of(case: Case) -> str:
    """Who signs: the policy's issuer, or the bureau, under the name that it has settled."""
    stage = table_of(case).first_of_kind("issue") or table_of(case).first_of_kind("record")
    if stage is None or stage.office != Office.BUREAU or case.bureau is None:
        return policy_of(case).issuer
    setting = setting_of(case.bureau, case.application_year)
    return (setting.signatory if setting else "") or case.bureau.name


def _conclusion(case: Case, unit: str) -> str:
    """What is attested: every year of the span, for no case with a short year reaches this point."""
    return _("%(first)s年至%(last)s年各年度继续教育%(unit)s均符合要求，予以认定。") % {
        "first": case.span_first,
        "last": case.span_last,
        "unit": unit,
    }


def _year(row: CaseYear, policy: Policy) -> dict:
    return {
        "year": row.year,
        **subject_hours.frozen_year(row, policy),
        "total": show(row.total_hours),
        "basis": row.get_basis_display(),
        "basis_note": row.basis_note,
        "result": row.get_result_display(),
    }


def _notice_period(case: Case) -> dict:
    """First and last day of the notice that the case passed, and who published it."""
    entry = (
        NoticeEntry.objects.filter(case=case, taken_out_at=None, notice__state="closed")
        .select_related("notice__organisation")
        .defer("notice__frozen")
        .order_by("pk")
        .last()
    )
    if entry is None:
        return {}
    notice, published = entry.notice, entry.notice.published_at
    return {
        "from": f"{published.astimezone(clock.SHANGHAI):%Y-%m-%d}"
        if (published := notice.published_at)
        else "",
        "until": f"{notice.last_day:%Y-%m-%d}",
        "working_days": notice.working_days,
        "unit": notice.organisation.name,
    }


def _offices(case: Case) -> list[dict]:
    """Stage name, office and date of each passing review of the last round, in order."""
    table = table_of(case)
    passed = (
        case.reviews.standing()
        .filter(round=case.round, decision__in=["pass", "issue"])
        .select_related("organisation")
    )
    return [
        {
            "stage": stage.name,
            "office": row.organisation.name,
            "on": timezone.localtime(row.at).date().isoformat(),
        }
        for row in passed
        if (stage := table.stage(row.stage))
    ]
