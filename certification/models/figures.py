from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.enums import FigureName, YearState
from registry.enums import Role
from registry.people.models.organisation import covered_by_seats


class PersonYearQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those counted at the units at or under one's seats; all for the provincial office."""
        if user.has_role(Role.PROVINCE):
            return self
        return self.filter(covered_by_seats(user, "organisation__"))


class PersonYear(models.Model):
    """How one year of a person stands, by approved hours; counted for the last employer of that year.

    Derived from employments, awards, slips and exemptions (certification.services.figures); never edited.
    """

    professional = models.ForeignKey("registry.Professional", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(max_length=10, choices=YearState.choices)
    public_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    professional_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    missing_public = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    missing_professional = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    registered = models.BooleanField(default=False)

    objects = PersonYearQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["professional", "year"], name="person_year_once"),
        ]
        indexes: ClassVar = [
            # The people behind a number of a unit, and the counting of a unit.
            models.Index(fields=["organisation", "year", "state"], name="person_year_of_unit"),
            # The people behind a number of the province.
            models.Index(fields=["year", "state", "id"], name="person_year_of_province"),
        ]

    @property
    def settled(self) -> bool:
        return self.state != YearState.SHORT


class StageStayQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those of the cases that `user` may see (certification.models.Case)."""
        found = covered_by_seats(user, "organisation__") & ~Q(case__submitted_at=None)
        if user.has_role(Role.PROVINCE):
            found |= Q(case__reached_province=True)
        return self.filter(found)


class StageStay(models.Model):
    """One ended stay of a case at a stage of its route: how many calendar days the office had it, and how
    many working days after the one on which it came (None where the calendar is not loaded).

    `organisation` is the unit of the person, `office` who had it (None: the province).
    """

    case = models.ForeignKey("certification.Case", on_delete=models.CASCADE, related_name="stays")
    left_by = models.OneToOneField("certification.Transition", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # of the application
    stage = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    office = models.ForeignKey(
        "registry.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    workdays = models.PositiveIntegerField(null=True)

    objects = StageStayQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "year", "stage"], name="stage_stay_of_unit"),
            # How long it takes there: counted from the index alone.
            models.Index(fields=["stage", "office", "year", "workdays"], name="stage_stay_pace"),
        ]


class YearFigure(models.Model):
    """A counter of one unit and year: `name`, its `part` (a state,
    stage or subject), and for days their number.

    Zero is no row. The figures of a department, a city or the province are sums of these.
    """

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=12, choices=FigureName.choices)
    part = models.CharField(max_length=40, blank=True)
    days = models.PositiveIntegerField(default=0)
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "name", "part", "days"], name="year_figure_once"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="year_figure_positive"),
        ]
        indexes: ClassVar = [
            # A year of the whole province.
            models.Index(fields=["year", "name", "organisation"], name="year_figure_of_year"),
        ]


class FigureDirty(models.Model):
    """Something about this person changed: their figures are to be
    counted anew (a mark a change, drained)."""

    professional = models.ForeignKey("registry.Professional", on_delete=models.CASCADE, related_name="+")


class FigureCount(models.Model):
    """The one row of the counting: its lock, what the whole was last counted under, and when."""

    basis = models.CharField(max_length=80, blank=True)  # policy and range of years
    counted_at = models.DateTimeField(null=True, blank=True)
