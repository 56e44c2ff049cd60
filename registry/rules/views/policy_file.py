"""Policy files: the list, one of them, its draft, and the steps to and from being in force."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.paging import LongPaginator
from credits.engine.yearly_values import values_of
from registry.enums import PolicyState
from registry.machinery.forms.reason import EditForm, ReasonForm
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, form_page, lone_form, seen, tried
from registry.people.views.moving import Moving
from registry.rules.access import officers, policy_file_of
from registry.rules.forms.policy_file import AmendForm, NextForm, TextForm, ValuesForm
from registry.rules.models import PolicyFile
from registry.rules.moves.policy_file import POLICY_FILE
from registry.rules.queries.notice_page import notice_page
from registry.rules.queries.policy_file import can_be_base, forms_a_base, rows_for, shown_state
from registry.rules.queries.policy_text import readable
from registry.rules.services import policy_file as services
from registry.rules.services import policy_values, publishing
from registry.rules.views.policy_file_context import detail_context
from registry.rules.views.what_if import what_if_of

PAGE = 30


@officers.lists
def listing(request: SignedInRequest) -> HttpResponse:
    """What is in force, what is being drafted, what was before: the newest year first."""
    page = LongPaginator(rows_for(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"file": row, "said": shown_state(row, clock.today())} for row in page],
        "may_begin": can_be_base(request.user).exists(),
    }
    return render(request, "registry/rules/policy_file/list.html", context)


@officers.asks
def new(request: SignedInRequest) -> HttpResponse:
    """Draft the next year's notice out of an earlier one."""
    bases = can_be_base(request.user)
    form = NextForm(
        request.POST or None, base=bases, initial=forms_a_base(bases, request.GET.get("base", ""))
    )
    made = tried(form, lambda: policy_values.draft_next(actor=request.user, **form.cleaned_data))
    if made:
        said = _("已起草，请填写今年有变化的内容。")
        return done(request, said, "registry:policy-file-edit", made.public_id)
    return form_page(request, "registry/rules/policy_file/new.html", {"form": form})


@officers.asks
def upload(request: SignedInRequest) -> HttpResponse:
    """Draft out of a whole file."""
    form = TextForm(request.POST or None, request.FILES or None)
    made = tried(form, lambda: services.draft(actor=request.user, text=form.cleaned_data["text"]))
    if made:
        return done(request, _("已载入为草稿。"), "registry:policy-file", made.public_id)
    return lone_form(
        request,
        form,
        "registry:policy-files",
        title=_("载入政策文件"),
        lead=_("载入后是一份草稿，检查、试算并由另一位经办人签发后才执行。"),
    )


@officers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One file: where it is, what it changes clause by clause, what is wrong with it, its history."""
    row = policy_file_of(request.user, public_id)
    context = detail_context(request.user, row) | {"what_if": what_if_of(request.user, row)}
    return render(request, "registry/rules/policy_file/detail.html", context)


@officers.reads
def notice(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The notice word for word, with the data that each clause became."""
    row = policy_file_of(request.user, public_id)
    policy = readable(row)
    context = {
        "file": row,
        "policy": policy,
        "page": notice_page(policy) if policy else None,
        "may_write": POLICY_FILE["write"].is_open_to(request.user, row),
    }
    return render(request, "registry/rules/policy_file/notice.html", context)


@officers.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What changes every year, value by value."""
    row = policy_file_of(request.user, public_id)
    if not POLICY_FILE["write"].is_open_to(request.user, row):
        return done_elsewhere(request, row)
    try:
        whole = policy_values.whole_of(row)
    except Refused as refusal:
        return text_page(
            request, row, TextForm(initial={"text": row.text, "edit": row.edit}), refusal.sentence
        )
    form = ValuesForm(values_of(whole.tree), request.POST or None, initial={"edit": row.edit})
    call = lambda: policy_values.change_values(  # noqa: E731
        actor=request.user, file=row, values=form.wanted(), edit=seen(form)
    )
    if tried(form, call):
        return done(request, _("已保存，请核对下面与底本的不同之处。"), "registry:policy-file", row.public_id)
    context = {"form": form, "sections": form.sections(request.GET.get("at", "")), "file": row}
    return form_page(request, "registry/rules/policy_file/edit.html", context)


@officers.asks
def text(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The file itself, typed or uploaded."""
    row = policy_file_of(request.user, public_id)
    if not POLICY_FILE["write"].is_open_to(request.user, row):
        return done_elsewhere(request, row)
    form = TextForm(request.POST or None, request.FILES or None, initial={"text": row.text, "edit": row.edit})
    call = lambda: services.write(  # noqa: E731
        actor=request.user, file=row, text=form.cleaned_data["text"], edit=seen(form)
    )
    if tried(form, call):
        return done(request, _("文件已保存。"), "registry:policy-file", row.public_id)
    return text_page(request, row, form)


def text_page(request: SignedInRequest, row: PolicyFile, form: TextForm, why: str = "") -> HttpResponse:
    context = {"form": form, "file": row, "why": why}
    return form_page(request, "registry/rules/policy_file/text.html", context)


def done_elsewhere(request: SignedInRequest, row: PolicyFile) -> HttpResponse:
    """The draft went on meanwhile: its page says where it is."""
    messages.error(request, _("这份政策文件目前为“%s”，不能修改。") % row.get_state_display())
    return redirect("registry:policy-file", row.public_id)


@officers.acts
def rework(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Write what the examples come to into the draft."""
    row = policy_file_of(request.user, public_id)
    call = lambda: policy_values.rework_examples(actor=request.user, file=row)  # noqa: E731
    said = _("算例已按本文件的结果改写，请逐条核对。")
    return acted(request, call, said, "registry:policy-file", row.public_id)


@officers.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The text as a file."""
    row = policy_file_of(request.user, public_id)
    answer = HttpResponse(row.text, content_type="application/toml; charset=utf-8")
    name = row.name if row.edition == 1 else f"{row.name}-{row.edition}"
    answer["Content-Disposition"] = f'attachment; filename="{name or "policy"}.toml"'
    return answer


@officers.asks
def amend(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Draft the next edition of what is in force."""
    row = policy_file_of(request.user, public_id)
    form = AmendForm(request.POST or None)
    call = lambda: policy_values.draft_amendment(  # noqa: E731
        actor=request.user, base=row, **form.cleaned_data
    )
    made = tried(form, call) if row.state == PolicyState.PUBLISHED else None
    if made:
        said = _("已起草修订，请填写要改动的内容。")
        return done(request, said, "registry:policy-file-edit", made.public_id)
    if row.state != PolicyState.PUBLISHED:
        return done_elsewhere(request, row)
    return lone_form(
        request,
        form,
        "registry:policy-file",
        row.public_id,
        title=_("修订“%s”") % row,
        lead=_("修订是同一份通知的新一版。已作出的审核和已签发的认定单不受影响。"),
    )


def _page(row: PolicyFile) -> dict[str, Any]:
    here = reverse("registry:policy-file", args=[row.public_id])
    facts = [
        (_("标题"), row.title),
        (_("文号"), row.document_number or "—"),
        (_("申报年度"), row.application_year or "—"),
        (_("标识"), row.name),
        (_("版次"), row.edition),
    ]
    crumbs = [
        {"label": _("政策文件"), "url": reverse("registry:policy-files")},
        {"label": str(row), "url": here},
    ]
    return {"facts": facts, "crumbs": crumbs, "cancel_url": here}


MOVING = Moving(
    POLICY_FILE,
    "file",
    {
        "check": services.check,
        "drop": services.drop,
        "propose": publishing.propose,
        "return": publishing.return_,
        "publish": publishing.publish,
        "ask_withdrawal": publishing.ask_withdrawal,
        "keep": publishing.keep,
        "withdraw": publishing.withdraw,
    },
    _page,
    lambda action, row: ("registry:policy-file", row.public_id),
    {
        "propose": EditForm,
        "publish": EditForm,
        "withdraw": EditForm,
        "keep": EditForm,
        "return": ReasonForm,
        "ask_withdrawal": ReasonForm,
    },
    presses=("check",),
)


@signed_in.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, policy_file_of(request.user, public_id), action)
