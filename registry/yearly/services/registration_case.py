"""What an application does with the years of its span; its own door has checked seats and R23 (ADR 0004)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cejc.lib.pieces import PIECE
from registry.enums import RegistrationState
from registry.people.models import Professional, User
from registry.yearly.models import AnnualRegistration
from registry.yearly.moves.registration import REGISTRATION
from registry.yearly.queries.registration import contents
from registry.yearly.services.registration import CHANGED, confirm_row, declared, open_again, row_of, settle

OPEN, DECLARED = RegistrationState.OPEN, RegistrationState.DECLARED
CONFIRMED, LOCKED = RegistrationState.CONFIRMED, RegistrationState.LOCKED


def declare_with_case(
    actor: User | None, professional: Professional, years: Iterable[int], case: str
) -> None:
    """Declare with an application the years that are not declared yet; said on the row as a late entry."""
    wanted = list(years)
    held = contents([(professional, year) for year in wanted])
    for year in wanted:
        row = row_of(professional, year)
        if row.state == OPEN:
            why = _("随职称申报的学时认定一并登记")
            step = REGISTRATION.enter("declare", row, actor=actor, reason=why, checked=True)
            settle(step.row)
            step.row.case, step.row.late_reason = case, why
            declared(step, held[professional.pk, year])


def confirm_with_case(
    actor: User | None, professional: Professional, years: Iterable[int], *, lock: bool
) -> None:
    """Confirm for the employer, or lock, the years that the office has
    just reviewed within an application."""
    confirm_all_with_case(actor, {professional.pk: (set(years), lock)})


def confirm_all_with_case(actor: User | None, passed: Mapping[int, tuple[Collection[int], bool]]) -> None:
    """The same for many: by person, the years and whether they are locked. In a constant number of
    statements."""
    rows = AnnualRegistration.objects.select_for_update(of=("self",)).select_related("professional")
    rows = rows.filter(professional__in=passed).exclude(state=LOCKED).order_by("pk")
    open_ones = [row for row in rows if row.year in passed[row.professional_id][0]]
    held = contents([(row.professional, row.year) for row in open_ones])
    for row in open_ones:
        if row.state == DECLARED:
            confirm_row(actor, row, held[row.professional_id, row.year])
        if passed[row.professional_id][1] and row.state == CONFIRMED:
            confirm_row(actor, row, held[row.professional_id, row.year])
    AnnualRegistration.objects.bulk_update(open_ones, CHANGED, PIECE)


def unconfirm_with_case(
    actor: User, professional: Professional, years: Iterable[int], since: datetime
) -> None:
    """What `actor` confirmed from `since` on within an application that
    he passed by mistake waits for him again."""
    rows = AnnualRegistration.objects.select_for_update(of=("self",)).select_related("professional")
    by_unit = Q(employer_by=actor, employer_at__gte=since)
    mine = rows.filter(by_unit | Q(office_by=actor, office_at__gte=since), year__in=list(years))
    for row in mine.filter(professional=professional).exclude(state=OPEN):
        kept = (row.employer_by, row.employer_person, row.employer_at)
        stands = row.employer_at is not None and row.employer_at < since
        # A locked row opens first and stands at its step afterwards.
        open_again(REGISTRATION.step("unconfirm", row, actor, _("收回刚才的确认")))
        row.state, row.note = CONFIRMED if stands else DECLARED, ""
        if stands:
            row.employer_by, row.employer_person, row.employer_at = kept
        row.save()


def release_with_case(actor: User | None, professional: Professional, case: str, reason: str) -> None:
    """The application went back to the person: so do the years that
    were declared with it and are not locked."""
    rows = AnnualRegistration.objects.select_for_update(of=("self",)).filter(
        professional=professional, case=case
    )
    for row in rows.exclude(state__in=(OPEN, LOCKED)):
        open_again(REGISTRATION.step("release", row, actor, reason))
