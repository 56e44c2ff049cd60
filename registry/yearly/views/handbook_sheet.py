"""The claim list from a workbook that an office sends."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cejc.lib.paging import LongPaginator
from registry.people.forms.sheet import SheetForm
from registry.people.http import SignedInRequest
from registry.people.looking import taken
from registry.people.models import SheetImport
from registry.people.services import sheet
from registry.people.views.answers import form_page, tried
from registry.people.views.export import leaving, today, workbook
from registry.yearly.queries.handbook import eligible
from registry.yearly.services import handbook_columns
from registry.yearly.services.handbook_sheet import CLAIM_LIST
from registry.yearly.views.handbook_claim import claimers, office_of


@claimers.asks
def listing(request: SignedInRequest) -> HttpResponse:
    """Send a workbook, and see the earlier ones."""
    office, name = office_of(request), CLAIM_LIST.name
    form = SheetForm(request.POST or None, request.FILES or None)
    call = lambda: sheet.upload(actor=request.user, kind=name, organisation=office, **form.sent)  # noqa: E731
    if row := tried(form, call):
        return redirect("registry:sheet", row.public_id)
    rows = SheetImport.objects.filter(organisation=office, kind=name).order_by("-created_at", "-pk")
    page = LongPaginator(rows, 20).get_page(request.GET.get("page"))
    context = {"form": form, "office": office, "page": page}
    return form_page(request, "registry/yearly/handbook/sheet.html", context)


@claimers.reads
def template(request: SignedInRequest) -> HttpResponse:
    office_of(request)
    return workbook(handbook_columns.listing().template(), _("登记手册领取表模板"))


@claimers.reads
def people(request: SignedInRequest) -> HttpResponse:
    """Who can be listed now, to be narrowed and sent in again."""
    rows = eligible(office_of(request))
    sheet = handbook_columns.fillable(taken(rows.iterator(chunk_size=1000)))
    return leaving(request, _("登记手册领取表可列入人员%(day)s") % {"day": today()}, sheet, rows.count())
