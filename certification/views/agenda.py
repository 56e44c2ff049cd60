"""The days that lie ahead of a login: a page, a file for its calendar, an address that a calendar reads."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cejc import said
from certification.models import CalendarAddress
from certification.queries.own.agenda import agenda, as_file
from certification.services import agenda as services
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done

MIME = "text/calendar; charset=utf-8"


@signed_in.reads
def page(request: SignedInRequest) -> HttpResponse:
    return _page(request)


def _page(request: SignedInRequest, secret: str = "") -> HttpResponse:
    address = request.build_absolute_uri(reverse("certification:calendar", args=[secret])) if secret else ""
    row = CalendarAddress.objects.filter(user=request.user).first()
    context = {"coming": agenda(request.user), "known": row, "address": address}
    answer = render(request, "certification/agenda.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in.reads
def file(request: SignedInRequest) -> HttpResponse:
    """The same days as a file; 404 where there are none."""
    days = agenda(request.user)
    if not days:
        raise Http404
    return _sent(as_file(days), _("日程") + ".ics")


@signed_in.acts
def renew(request: SignedInRequest) -> HttpResponse:
    """A new address, shown this once."""
    secret = services.renew(actor=request.user)
    said.done(request, _("订阅地址已生成，请现在复制；以前的地址同时失效。"))
    return _page(request, secret)


@signed_in.acts
def end(request: SignedInRequest) -> HttpResponse:
    services.end(actor=request.user)
    return done(request, _("已停止订阅，原来的地址不再可用。"), "certification:agenda")


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For a calendar program, which cannot log in: whoever has the address reads the days, nothing else."""
    reader = services.reader_of(secret)
    if reader is None:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):  # a program speaks no language
        return _sent(as_file(agenda(reader)), "calendar.ics")


def _sent(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=MIME)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
