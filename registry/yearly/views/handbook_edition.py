"""The digital handbook: ask for an edition, fetch its PDF; the portrait on its cover."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from registry.machinery.views.files import send_drawn
from registry.people import looking
from registry.people.access import own_professional, signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Portrait
from registry.people.services import portrait as portraits
from registry.people.views.answers import acted, done, form_page, tried
from registry.yearly.forms.handbook_own import PortraitForm
from registry.yearly.models import HandbookEdition
from registry.yearly.services import handbook_edition as services
from registry.yearly.views.handbook import book_of


@signed_in.acts
def ask(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The newest edition of a handbook; drawn by the worker."""
    book = book_of(request.user, public_id)
    call = lambda: services.ask(actor=request.user, handbook=book)  # noqa: E731
    return acted(
        request, call, _("正在生成电子登记手册，稍候刷新本页即可下载。"), "registry:handbook", public_id
    )


@never_cache
@signed_in.reads
def pdf(request: SignedInRequest, public_id: UUID) -> FileResponse:
    rows = HandbookEdition.objects.visible_to(request.user).select_related("handbook")
    edition = looking.note(get_object_or_404(rows, public_id=public_id))
    if not edition.pdf_name:
        raise Http404
    name = _("%(number)s第%(edition)s版.pdf") % {
        "number": edition.handbook.number,
        "edition": edition.edition,
    }
    return send_drawn(edition.pdf_name, name)


@signed_in.asks
def portrait(request: SignedInRequest) -> HttpResponse:
    """Upload one's own portrait; the one in use is shown."""
    person = own_professional(request.user)
    form = PortraitForm(request.POST or None, request.FILES or None)
    keep = lambda: portraits.keep(  # noqa: E731
        actor=request.user, professional=person, upload=form.cleaned_data["file"]
    )
    if tried(form, keep):
        return done(request, _("照片已保存，重新生成电子登记手册后印在封面上。"), "registry:handbook-mine")
    current = Portrait.objects.current().filter(professional=person).first()
    return form_page(request, "registry/yearly/handbook/portrait.html", {"form": form, "portrait": current})


@never_cache
@signed_in.reads
def picture(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The portrait, for the person and those who answer for the person."""
    row = looking.note(get_object_or_404(Portrait.objects.visible_to(request.user), public_id=public_id))
    return send_drawn(row.stored_name, "", "image/jpeg", save=False)
