"""The people of a unit as a list that can be taken home."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.enums import EmploymentState, Role
from registry.machinery.forms.choices import title_series_name
from registry.people.lists import Listed, Told
from registry.people.models import Employment, User
from registry.people.queries.people import with_login


def _places(actor: User) -> QuerySet[Employment]:
    """The places at the units whose HR `actor` is."""
    units = [seat.organisation_id for seat in actor.seats_as(Role.HR)]
    rows = Employment.objects.filter(organisation__in=units).exclude(state=EmploymentState.REFUSED)
    return with_login(rows.select_related("professional"))


def _columns() -> list[Told]:
    return [
        (_("姓名"), 14, "professional.name"),
        (_("证件号码"), 22, "professional.identity_masked"),
        (_("部门和岗位"), 26, "position"),
        (_("工号"), 12, "staff_number"),
        (_("现职称系列"), 22, lambda one: title_series_name(one.professional.title_series)),
        (_("现职称级别"), 14, "professional.get_title_level_display"),
        (_("最高学位"), 12, "professional.get_degree_display"),
        (_("入职日期"), 14, "valid_from", "date"),
        (_("离职日期"), 14, "valid_until", "date"),
        (_("账号"), 10, lambda one: _("已开通") if one.has_login else _("未开通")),
        (_("状态"), 12, state_of),
    ]


def state_of(place: Employment) -> str:
    """The state as the list shows it."""
    shown = place.shown_state
    return str(shown["label"]) if shown else place.get_state_display()


PEOPLE = Listed(
    name="people",
    title=gettext_lazy("人员名单"),
    unit=gettext_lazy("人"),
    roles=(Role.HR,),
    rows=_places,
    columns=_columns,
    back="registry:people",
    person="professional_id",
)
