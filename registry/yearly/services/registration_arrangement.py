"""How an office arranges the registration of a year: until when, whether it
confirms; and reminding people in time."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from cejc import clock
from cejc.site import gettext as _
from registry.enums import SUPERVISING, OrganisationKind, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import periodic
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.people.services.telling.message import tell_each
from registry.yearly.models import RegistrationArrangement
from registry.yearly.queries.registration import not_declared

OWN_ARRANGEMENT = (OrganisationKind.BUREAU, OrganisationKind.COUNTY)
LATEST = timedelta(days=366)


@service
def arrange(
    *,
    actor: User,
    organisation: Organisation,
    year: int,
    closes_on: date | None,
    office_confirms: bool = True,
) -> RegistrationArrangement:
    """Set closing date and confirmation of `year` for the units at or under the office.

    Only a city or county may leave the confirmation to the employers (二). Declarations made before keep what
    held then.
    """
    sits = any(one.organisation_id == organisation.pk for one in actor.seats_as(*SUPERVISING, Role.PROVINCE))
    require(sits, _("只有主管部门、{cities}和县市区人社部门或{authority}的经办人可以设定。"))
    own = organisation.kind in OWN_ARRANGEMENT
    require(
        own or office_confirms, _("{provincial_units}的年度登记须由主管部门审核确认{registration_clause}。")
    )
    if closes_on:
        first, last = date(year, 12, 1), date(year, 12, 31) + LATEST
        require(
            first <= closes_on <= last,
            _("%(year)s年度登记的截止日期应在该年12月1日至次年年底之间。") % {"year": year},
        )
    values = {"closes_on": closes_on, "office_confirms": office_confirms, "reminded_on": None}
    row, _made = RegistrationArrangement.objects.update_or_create(
        organisation=organisation, year=year, defaults=values
    )
    audit.record(
        "registration.arranged",
        organisation,
        actor=actor,
        after={"year": year, "closes": str(closes_on or _("未设定")), "office_confirms": office_confirms},
    )
    return row


@service
def _remind(actor: User | None, unit: Organisation, year: int, units: Q) -> None:
    people = not_declared(units, year).values("professional")
    logins = User.objects.filter(professional__in=people, is_active=True)
    link = reverse("registry:registration-year", args=[year])
    told = tell_each(((user, {"year": year, "unit": unit}, link) for user in logins), "registration_reminder")
    audit.record("registration.reminded", unit, actor=actor, after={"year": year, "count": told})


def remind_before_closing() -> int:
    """Remind everybody under an office whose closing date is near, once;
    how many arrangements. The worker's tick."""
    until = clock.today() + timedelta(days=settings.CEJC_REGISTRATION_REMIND_DAYS)
    rows = RegistrationArrangement.objects.filter(
        closes_on__gte=clock.today(), closes_on__lte=until, reminded_on=None
    )
    return sum(_remind_under(row) for row in rows.select_related("organisation"))


@service
def _remind_under(arranged: RegistrationArrangement) -> int:
    row = RegistrationArrangement.objects.select_for_update().get(pk=arranged.pk)
    if row.reminded_on:
        return 0
    row.reminded_on = clock.today()
    row.save(update_fields=["reminded_on"])
    unit = arranged.organisation
    _remind(None, unit, row.year, Q(organisation__path__startswith=unit.path))
    return 1


@periodic(seconds=3600)
def remind_of_registration() -> None:
    """Nobody misses the closing date of a year for not having heard of it."""
    remind_before_closing()
