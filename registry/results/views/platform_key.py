"""Keys A and B of a base's platform: what is there, what is missing and
by when; making, bringing, ending one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cejc import clock
from cejc.lib.sealed_key import LEAST_PASSPHRASE
from cejc.site import gettext as _
from cejc.templatetags.cejc_ui import cn_date
from registry.enums import KeyPart, KeyState, Role
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, lone_form, succeeded
from registry.results.forms.platform_key import DepositForm, EndKeyForm, GenerateForm
from registry.results.moves.platform_key import PLATFORM_KEY
from registry.results.permissions_platform_key import may_hold
from registry.results.queries.platform_key import public_key
from registry.results.services import platform_key as services
from registry.training.access import base_of
from registry.training.models import PlatformKey, TrainingBase
from registry.training.queries.key_notice import came_late
from registry.training.queries.recognition import key_b_due

READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)


@role_required(*READERS).reads
def keys(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Each year with its two keys, and the last day of key B."""
    base, today = base_of(request.user, public_id), clock.today()
    rows = base.keys.select_related("custodian", "holder").order_by("-year", "part", "-serial")
    years: dict[int, dict[str, Any]] = {
        year: _year(request, base, year, today) for year in (today.year + 1, today.year)
    }
    for row in rows:
        year = years.setdefault(row.year, _year(request, base, row.year, today))
        row.base = base
        year["keys"].append({"key": row, "moves": PLATFORM_KEY.open_to(request.user, row)})
    for found in years.values():
        parts = {one["key"].part for one in found["keys"] if one["key"].state == KeyState.ACTIVE}
        found["late"] = came_late(
            found["year"],
            [one["key"].deposited_at for one in found["keys"] if one["key"].part == KeyPart.B],
            today,
        )
        found["missing"] = [part for part in KeyPart.values if part not in parts]
    context = {
        "base": base,
        "years": sorted(years.values(), key=lambda found: _place(found["year"], today.year)),
    }
    return render(request, "registry/results/platform_key/keys.html", context)


def _place(year: int, this: int) -> tuple[bool, bool, int]:
    """This year first, for what is owed is owed in it; then the next one, then those that are over."""
    return year != this, year < this, -year


def _year(request: SignedInRequest, base: TrainingBase, year: int, today: date) -> dict[str, Any]:
    """From 1 February on the days to key B's date are counted (四(五))."""
    due = key_b_due(year)
    open_ = today.year <= year <= today.year + 1
    return {
        "year": year,
        "due": due,
        "counting": date(year, 2, 1) <= today <= due,
        "keys": [],
        "makes": [part for part in KeyPart.values if open_ and may_hold(request.user, base, part)],
    }


@role_required(*READERS)
@sensitive_post_parameters("passphrase", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest, public_id: UUID, year: int, part: str) -> HttpResponse:
    """A key made here under a passphrase, or the public half of one made elsewhere."""
    base = base_of(request.user, public_id)
    if part not in KeyPart.values or not may_hold(request.user, base, part):
        raise Http404
    elsewhere = request.GET.get("way") == "deposit"
    replaces = base.keys.filter(year=year, part=part, state=KeyState.ACTIVE).exists()
    kind = DepositForm if elsewhere else GenerateForm
    form = kind(request.POST if request.method == "POST" else None, replaces=replaces)
    if form.is_bound and succeeded(form, lambda: _made(request, form, base, year, part, elsewhere)):
        return done(request, _registered(base, year, part), "registry:keys-of-base", base.public_id)
    context = {
        "late": part == KeyPart.B and not _has_b(base, year) and clock.today() > key_b_due(year),
        "due": key_b_due(year),
        "form": form,
        "base": base,
        "year": year,
        "part": KeyPart(part),
        "elsewhere": elsewhere,
        "least": LEAST_PASSPHRASE,
    }
    return form_page(request, "registry/results/platform_key/make.html", context)


def _has_b(base: TrainingBase, year: int) -> bool:
    return base.keys.filter(year=year, part=KeyPart.B).exists()


def _registered(base: TrainingBase, year: int, part: str) -> str:
    """Which key of which year, and what a late one does not change."""
    said = _("%(year)s年的%(part)s已登记。") % {"year": year, "part": KeyPart(part).label}
    deposited = base.keys.filter(year=year, part=KeyPart.B).values_list("deposited_at", flat=True)
    if part == KeyPart.B and came_late(year, deposited, clock.today()):
        said += _("因未在%s前交{authority}，该年网络培训结果仍不予认可{key_clause}。") % cn_date(
            key_b_due(year)
        )
    return said


def _made(
    request: SignedInRequest, form: Any, base: TrainingBase, year: int, part: str, elsewhere: bool
) -> PlatformKey:
    known = {
        "actor": request.user,
        "base": base,
        "year": year,
        "part": part,
        "reason": form.cleaned_data.get("reason", ""),
    }
    if elsewhere:
        return services.deposit(**known, key=form.cleaned_data["pem"])
    return services.generate(**known, passphrase=form.cleaned_data["passphrase"])


@role_required(*READERS).asks
def end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Report a key lost, or compromised from a moment on."""
    rows = PlatformKey.objects.filter(base__in=TrainingBase.objects.visible_to(request.user))
    key = get_object_or_404(rows.select_related("base__organisation"), public_id=public_id)
    if not PLATFORM_KEY.open_to(request.user, key):
        raise Http404
    form = EndKeyForm(request.POST if request.method == "POST" else None)
    if succeeded(form, lambda: _ended(request, form, key)):
        what = _("已登记%(year)s年%(part)s的遗失或泄露，有关人员会收到消息。")
        sentence = what % {"year": key.year, "part": key.get_part_display()}
        return done(request, sentence, "registry:keys-of-base", key.base.public_id)
    return lone_form(
        request,
        form,
        "registry:keys-of-base",
        key.base.public_id,
        about=[key.base, key.year, key.get_part_display()],
    )


def _ended(request: SignedInRequest, form: EndKeyForm, key: PlatformKey) -> None:
    values = form.cleaned_data
    if values["what"] == "lost":
        services.report_lost(actor=request.user, key=key, reason=values["reason"])
    else:
        services.report_compromised(
            actor=request.user, key=key, moment=values["moment"], reason=values["reason"]
        )


@role_required(*READERS).reads
def public(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The public half in PEM, for whoever verifies off line."""
    rows = PlatformKey.objects.filter(base__in=TrainingBase.objects.visible_to(request.user))
    key = get_object_or_404(rows.select_related("base"), public_id=public_id)
    answer = HttpResponse(public_key(key).pem, content_type="application/x-pem-file")
    answer["Content-Disposition"] = f'attachment; filename="{key.base.code}-{key.year}-{key.part}.pem"'
    return answer
