"""Handing out activation codes to a unit, by department: the file is made in this answer and kept nowhere."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from registry.enums import Role
from registry.people import access
from registry.people.forms.codes import CodesForm
from registry.people.http import SignedInRequest
from registry.people.services import activation_slips as services
from registry.people.views.answers import form_page, tried
from registry.people.views.export import today, workbook

hr_only = access.role_required(Role.HR)


@never_cache
@hr_only.asks
def codes(request: SignedInRequest) -> HttpResponse:
    """Choose departments; the codes come as a workbook, or as slips to cut."""
    unit = access.hr_unit(request)
    departments = services.departments_of(services.waiting(unit))
    form = CodesForm(request.POST if request.method == "POST" else None, departments=departments)
    made = tried(form, lambda: _issued(request, form))
    if made is None:
        context = {"form": form, "unit": unit, "departments": departments}
        return form_page(request, "registry/people/people/codes_by_department.html", context)
    name = _("%(unit)s激活码%(today)s") % {"unit": unit.name, "today": today()}
    if form.cleaned_data["shape"] == "workbook":
        return workbook(services.workbook(made), name)
    return _pdf(services.slips(made, unit), name)


def _issued(request: SignedInRequest, form: CodesForm) -> services.Codes:
    data = form.cleaned_data
    return services.issue(
        actor=request.user,
        unit=access.hr_unit(request),
        departments=data["departments"],
        again=data["again"],
        most=services.MOST_SLIPS if data["shape"] == "slips" else None,
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.pdf"
    answer["Cache-Control"] = "no-store"
    return answer
