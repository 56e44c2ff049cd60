"""Where a person's case stands, in one sentence for the first screen of the records."""

from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import Case
from certification.queries.policy import table_of
from certification.workflow.table import state_label
from registry.models import Professional
from registry.queries.application import Application


def application_of(professional: Professional, year: int) -> Application:
    """The live case of application year `year`, or the address where one is begun."""
    case = Case.objects.live().filter(professional=professional, application_year=year).first()
    if case is None:
        return Application("", reverse("certification:case-new"))
    label = state_label(table_of(case), case.state)
    sentence = _("%(year)d年度认定申请：%(state)s") % {"year": year, "state": label}
    return Application(sentence, reverse("certification:case", args=[case.public_id]))
