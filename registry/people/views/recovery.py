"""Logins that two officers open again: asked for, confirmed, used."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cejc.lib.paging import LongPaginator
from registry.enums import SUPERVISING, Role
from registry.machinery.forms.reason import ReasonForm
from registry.people import access
from registry.people.address import client_address
from registry.people.forms.recovery import ConfirmForm, UseForm
from registry.people.http import SignedInRequest
from registry.people.models import Membership, Recovery
from registry.people.moves.recovery import RECOVERY
from registry.people.services import account
from registry.people.services import recovery as service
from registry.people.views.answers import confirm_page, done, form_page, tried
from registry.people.views.moving import Moving

readers = access.role_required(Role.HR, *SUPERVISING, Role.PROVINCE, Role.SECURITY)
PER_PAGE = 30
JOINED = ("user__professional", "organisation", "asked_by", "decided_by")


@readers.reads
def listing(request: SignedInRequest) -> HttpResponse:
    offices = Membership.objects.in_force().filter(user=OuterRef("user"))
    rows = Recovery.objects.visible_to(request.user).select_related(*JOINED)
    rows = rows.annotate(holds_office=Exists(offices)).order_by("-asked_at", "-pk")
    page = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"row": row, "moves": RECOVERY.open_to(request.user, row)} for row in page]
    return render(request, "registry/people/recoveries.html", {"page": page, "lines": lines})


@never_cache
@access.role_required(Role.HR).asks
def ask(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    place = access.hr_employment(request.user, public_id)
    form = ReasonForm(request.POST or None)
    given = tried(form, lambda: service.ask(actor=request.user, employment=place, **form.cleaned_data))
    if given:
        return _half(request, *given, part=_("前半段"))
    follows = [
        _("上级主管部门会看到申请，核实后确认。有经办角色的人员，由安全管理员确认。"),
        _("您会看到恢复码的前半段，只显示一次，请当面告知本人。后半段由确认的人告知本人。"),
        _("本人设置新密码后，原来的密码和二次验证失效。"),
    ]
    facts = [(_("姓名"), place.professional.name), (_("单位"), place.organisation.name)]
    back = ("registry:person", place.professional.public_id)
    return confirm_page(request, form, _("申请账号找回"), back, facts=facts, consequences=follows)


def _half(request: HttpRequest, row: Recovery, half: str, *, part: str) -> HttpResponse:
    """Shown in this answer and nowhere else."""
    return render(request, "registry/people/recovery_half.html", {"row": row, "half": half, "part": part})


MOVING = Moving(
    RECOVERY,
    "row",
    {"refuse": service.refuse},
    lambda row: {"facts": _facts(row), "cancel_url": reverse("registry:recoveries")},
    lambda action, row: ("registry:recoveries",),
)


def _facts(row: Recovery) -> list[tuple[str, str]]:
    return [
        (_("姓名"), str(row.user)),
        (_("单位"), row.organisation.name),
        (_("申请人"), str(row.asked_by)),
        (_("事由"), row.reason),
    ]


@never_cache
@readers.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    rows = Recovery.objects.visible_to(request.user).select_related(*JOINED)
    row = get_object_or_404(rows, public_id=public_id)
    return _confirm(request, row) if action == "confirm" else MOVING.answer(request, row, action)


def _confirm(request: SignedInRequest, row: Recovery) -> HttpResponse:
    move = RECOVERY["confirm"]
    if not move.who.may(request.user, row):
        raise Http404
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    given = tried(form, lambda: service.confirm(actor=request.user, row=row))
    if given:
        return _half(request, *given, part=_("后半段"))
    back = ("registry:recoveries",)
    return confirm_page(request, form, move.label, back, facts=_facts(row), consequences=list(move.follows))


@sensitive_post_parameters("password1", "password2", "code", "number")
@never_cache
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest) -> HttpResponse:
    """Both halves, and a new password."""
    form = UseForm(request.POST or None)
    if request.method == "POST":
        account.refuse_flood(client_address(request))
    if form.is_valid() and _used(request, form):
        return done(request, _("密码已重设，请用新密码登录。"), "account_login")
    return form_page(request, "account/recovery.html", {"form": form})


def _used(request: HttpRequest, form: UseForm) -> bool:
    data = form.cleaned_data
    wanted = ("identity_type", "number", "code")
    call = lambda: service.use(**{name: data[name] for name in wanted}, password=data["password1"])  # noqa: E731
    if tried(form, call):
        return True
    if not form.non_field_errors():
        account.count_attempt(address=client_address(request))
        account.slow_down(client_address(request), service.MISMATCH)
        form.add_error(None, service.MISMATCH)
    return False
