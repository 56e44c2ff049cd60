"""Messages to oneself: the list, one of them with the others about the same
thing, all read, how they come by mail."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cejc.lib.faults import reading_goes_on
from registry.enums import ALWAYS_AT_ONCE
from registry.people import access
from registry.people.access import signed_in
from registry.people.forms.message import MailForm
from registry.people.http import SignedInRequest
from registry.people.models import Message
from registry.people.queries import messages as found
from registry.people.services.telling import message as service
from registry.people.views.answers import done, form_page, succeeded

PAGE = 30


@signed_in.reads
def listing(request: SignedInRequest) -> HttpResponse:
    page = Paginator(found.threads(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": found.lines(list(page))}
    return render(request, "registry/desk/messages/list.html", context)


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Opening a message reads it and the others about the same thing, which stand below it."""
    row = access.message_of(request.user, public_id)
    others = list(found.of_thread(row).exclude(pk=row.pk)[: found.MOST_SHOWN])
    # How they stood before this page read them.
    unread = {one.pk for one in others if one.read_at is None}
    with reading_goes_on():
        service.mark_read(actor=request.user, messages=[row, *others])
    context = {"row": row, "others": [{"row": one, "unread": one.pk in unread} for one in others]}
    return render(request, "registry/desk/messages/detail.html", context)


@signed_in.acts
def read_all(request: SignedInRequest) -> HttpResponse:
    count = service.mark_read(actor=request.user, messages=Message.objects.visible_to(request.user).unread())
    if not count:
        return redirect("registry:messages")
    said = _("已将%d条消息标为已读。") % count
    return done(request, said, "registry:messages")


@signed_in.asks
def settings(request: SignedInRequest) -> HttpResponse:
    form = MailForm(request.POST if request.method == "POST" else None, user=request.user)
    call = lambda: service.choose_mail(actor=request.user, ways=form.cleaned_data)  # noqa: E731
    if succeeded(form, call):
        return done(request, _("邮件通知方式已保存，从下一条消息起按此发送。"), "registry:messages-settings")
    context = {
        "form": form,
        "always": "；".join(str(topic.label) for topic in ALWAYS_AT_ONCE),
        "address": request.user.email,
        "waiting": service.waiting_for_digest(request.user),
    }
    return form_page(request, "registry/desk/messages/settings.html", context)
