"""Objections from anyone: a form, a receipt code, a page to follow it."""

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cejc.errors import Refused, TooMany
from cejc.lib.uploads.files import FileFault
from certification.forms.objection import FollowForm, ObjectionForm
from certification.models import Notice, NoticeEntry, Objection
from certification.services.notices.objection import file_objection, receipt_code, receipt_hash
from registry.machinery.services import throttle
from registry.machinery.services.uploads import kept_by
from registry.people.address import client_address
from registry.people.services.attachment import keep_attachment
from registry.people.views.answers import form_page

OBJECTIONS_AN_HOUR = 20
MISSES_AN_HOUR = 30  # receipt codes that are none, from one address


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Object to one entry of a notice that is on the wall."""
    entry = get_object_or_404(_entries(request), public_id=public_id)
    form = ObjectionForm(
        request.POST or None, request.FILES or None, initial={"submission_key": uuid.uuid4()}
    )
    if form.is_bound and form.is_valid():
        try:
            return _filed(request, entry, form.cleaned_data)
        except (Refused, FileFault) as refusal:
            form.add_error("file" if isinstance(refusal, FileFault) else None, str(refusal))
            form.wait = getattr(refusal, "wait", 0)  # type: ignore[attr-defined]
    context = {"form": form, "entry": entry, "is_open": _on_the_wall().filter(pk=entry.pk).exists()}
    response = form_page(request, "public/objection_new.html", context)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _on_the_wall() -> QuerySet[NoticeEntry]:
    return NoticeEntry.objects.filter(notice__in=Notice.objects.public(), taken_out_at=None)


def _entries(request: HttpRequest) -> QuerySet[NoticeEntry]:
    """Open ones. For a form that was opened in time also those over by now: it
    comes back with its text and the reason."""
    rows = (
        _on_the_wall() if request.method == "GET" else NoticeEntry.objects.exclude(notice__published_at=None)
    )
    return rows.select_related("notice__organisation")


def _filed(request: HttpRequest, entry: NoticeEntry, values: dict) -> HttpResponse:
    address = f"objections:{client_address(request)}"
    if throttle.is_over(address, OBJECTIONS_AN_HOUR):
        raise TooMany(
            _("您所在的网络在一小时内提交了较多异议，请一小时后再提交，或直接联系受理单位。"),
            throttle.seconds_left(address),
        )
    key = str(values["submission_key"])
    file = keep_attachment(values["file"]) if values["file"] else {}
    values |= {"submission_key": key, "file": file}
    # Refused, or posted twice: the file belongs to no objection.
    kept_by(file.get("stored_name", ""), lambda: file_objection(entry=entry, **values))
    throttle.count(address)
    request.session["receipt"] = receipt_code(key)
    return redirect("certification:public-objection-done")


@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The receipt code, to be written down."""
    code = request.session.get("receipt")
    if not code:
        return redirect("certification:public-objection-follow")
    return render(request, "public/objection_done.html", {"code": code})


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """How an objection stands. The code travels in the body, never in the address."""
    form = FollowForm(request.POST or None)
    found = None
    if form.is_bound and form.is_valid():
        wanted = Objection.objects.select_related("entry__notice__organisation")
        found = wanted.filter(receipt_hash=receipt_hash(form.cleaned_data["code"])).first()
        if found is None:
            _count_miss(request)
            form.add_error(
                "code", _("没有找到这个回执码，请核对后再试。字母O和数字0、字母I和数字1不会出现在回执码里。")
            )
    status = 422 if form.errors else 200
    return render(request, "public/objection_follow.html", {"form": form, "found": found}, status=status)


def _count_miss(request: HttpRequest) -> None:
    """A receipt code that is none. Raises TooMany from the limit on; a right code is always answered."""
    key = f"receipt-misses:{client_address(request)}"
    if throttle.count(key) > MISSES_AN_HOUR:
        raise TooMany(
            _(
                "您所在的网络在一小时内多次填写了不存在的回执码，这一次填写的也没有找到。请核对后再试；回执码正确的，查询不受影响。"
            ),
            throttle.seconds_left(key),
        )
