"""Asking for a change of a person's file: by the person, by HR, by the province."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from cejc.lib import storage
from cejc.lib.formfields import without
from cejc.site import gettext as _
from registry.changes.forms.person_request import DeathForm, ErasureForm, IdentityChangeForm, MergeForm
from registry.changes.models import Erasure
from registry.changes.permissions import may_ask_for
from registry.changes.procedure import procedure_called
from registry.changes.services import death, erasure, identity_change, merge
from registry.changes.services.person_request import address
from registry.enums import Role
from registry.people import access
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Professional
from registry.people.queries.employment import current_unit_of, last_unit_of
from registry.people.views.answers import done, form_page, tried
from registry.people.views.kept_file import kept_file

Call = Callable[[dict[str, Any], dict[str, str] | None], Any]


def _asked(request: SignedInRequest, form: forms.Form, call: Call) -> Any:
    """The request made from a right form; None when the form, its file
    or the rule is not right: no file stays."""
    kept = tried(form, lambda: kept_file(form))
    made = tried(form, lambda: call(without(form.cleaned_data, "file"), kept))
    if made is None and kept:
        storage.delete(kept["stored_name"])
    return made


def _answer(request: SignedInRequest, form: forms.Form, call: Call, page: dict[str, Any]) -> HttpResponse:
    made = _asked(request, form, call)
    if made is not None:
        return done(request, page["said"], address(made))
    return form_page(request, "registry/changes/person_request/ask.html", {"form": form, **page})


@signed_in.asks
def own_identity(request: SignedInRequest) -> HttpResponse:
    """The person asks for another name or number."""
    person = access.own_professional(request.user)
    page = _identity_page(person, reverse("registry:profile"))
    page["said"] = _("已提交，由单位人事核对原件后报上级机关审批。")
    return _identity(request, person, page)


@access.role_required(Role.HR).asks
def identity_for(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """HR asks for a person of the unit."""
    person = access.professional_of(request.user, public_id)
    if not may_ask_for(request.user, current_unit_of(person)):
        raise Http404
    page = _identity_page(person, reverse("registry:person", args=[public_id]))
    page["said"] = _("已提交，由上级机关的另一位经办人审批；已通知本人。")
    return _identity(request, person, page)


def _identity(request: SignedInRequest, person: Professional, page: dict[str, Any]) -> HttpResponse:
    form = IdentityChangeForm(request.POST or None, request.FILES or None)

    def call(values: dict[str, Any], kept: dict[str, str] | None) -> Any:
        return identity_change.ask(actor=request.user, professional=person, file=kept or {}, **values)

    return _answer(request, form, call, page)


def _identity_page(person: Professional, back: str) -> dict[str, Any]:
    return {
        "title": _("改名或更正证件号码"),
        "cancel_url": back,
        "submit_label": _("提交申请"),
        "lead": _("单位人事核对原件后，由上级机关的另一位经办人审批。已经签发的认定单保持原样。"),
        "facts": [(_("现姓名"), person.name), (person.get_identity_type_display(), person.identity_masked)],
    }


@access.role_required(Role.HR).asks
def death_of(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """HR records the death of a person of the unit."""
    person = access.professional_of(request.user, public_id)
    if not may_ask_for(request.user, last_unit_of(person)):
        raise Http404
    form = DeathForm(request.POST or None, request.FILES or None)

    def call(values: dict[str, Any], kept: dict[str, str] | None) -> Any:
        return death.report(actor=request.user, professional=person, file=kept or {}, **values)

    page = {
        "title": _("去世登记"),
        "cancel_url": reverse("registry:person", args=[public_id]),
        "submit_label": _("报上级机关确认"),
        "lead": _("上级机关确认后，账号停用，正在办理的事项终止，记录保留可查。"),
        "facts": [(_("姓名"), person.name), (person.get_identity_type_display(), person.identity_masked)],
        "said": _("已登记，由上级机关确认。"),
    }
    return _answer(request, form, call, page)


@signed_in.asks
def own_erasure(request: SignedInRequest) -> HttpResponse:
    """The person asks to be forgotten; what that means, or what stands in the way, is said first."""
    person = access.own_professional(request.user)
    form = ErasureForm(request.POST or None)

    def call(values: dict[str, Any], kept: dict[str, str] | None) -> Any:
        return erasure.ask(actor=request.user, professional=person, reason=values["reason"])

    procedure = procedure_called("erasure")
    page = {
        "title": _("申请注销"),
        "cancel_url": reverse("registry:profile"),
        "submit_label": _("申请注销"),
        "official": True,
        "lead": _("由{office}的两位经办人核对、决定。须依法保存的，期满由系统自动删除。"),
        "facts": None,
        "consequences": procedure.consequences(Erasure(professional=person)) if procedure else [],
        "said": _("已提交，由{office}决定；决定以前可以撤回。"),
        "why": "" if form.is_bound else erasure.why_not(person),
    }
    return _answer(request, form, call, page)


@access.role_required(Role.PROVINCE, Role.ADMIN).asks
def merge_two(request: SignedInRequest) -> HttpResponse:
    """Propose that two files be one."""
    form = MergeForm(request.POST or None, request.FILES or None)

    def call(values: dict[str, Any], kept: dict[str, str] | None) -> Any:
        return merge.propose(actor=request.user, file=kept, reason=values["reason"], **_numbers(values))

    page = {
        "title": _("合并档案"),
        "cancel_url": reverse("registry:changes"),
        "submit_label": _("提出合并"),
        "facts": None,
        "lead": _("同一人有两份档案的，提出后由另一位经办人批准，重复档案的全部内容转到保留的档案。"),
        "said": _("已提出，由另一位经办人批准。"),
    }
    return _answer(request, form, call, page)


def _numbers(values: dict[str, Any]) -> dict[str, str]:
    return {name: values[name] for name in ("kept", "duplicate")}
