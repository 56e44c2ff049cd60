"""Registering at an employer: find the unit, fill in, wait for its confirmation."""

from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cejc.lib.formfields import without
from registry.people import access
from registry.people.access import signed_in
from registry.people.address import client_address
from registry.people.forms.account import EmployerSearchForm, EmploymentRequestForm, RegistrationForm
from registry.people.http import SignedInRequest
from registry.people.models import Organisation
from registry.people.queries import people
from registry.people.services import account, employment
from registry.people.views.activation import BACKEND
from registry.people.views.answers import done, form_page, succeeded, tried


@require_safe
def find_employer(request: HttpRequest) -> HttpResponse:
    """The first step of both: of a registration, and of asking for a place with a login."""
    form = EmployerSearchForm(request.GET if "q" in request.GET else None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    next_step = "registry:employment-request-at" if request.user.is_authenticated else "registry:register-at"
    context = {"form": form, "typed": typed, "units": people.employers_like(typed), "next_step": next_step}
    return render(request, "registry/people/people/find_employer.html", context)


def _employer(public_id: UUID) -> Organisation:
    return get_object_or_404(Organisation.objects.employers(), public_id=public_id)


@sensitive_post_parameters("password1", "password2", "number")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    unit = _employer(public_id)
    form = RegistrationForm(request.POST or None)
    if request.method == "POST":
        account.refuse_flood(client_address(request))
    if form.is_valid():
        user = tried(form, lambda: employment.register(organisation=unit, **_registration(form)))
        if user:
            login(request, user, backend=BACKEND)
            return done(
                request, _("注册已提交，正在等待%s确认。确认后会给您发消息。") % unit.name, "registry:profile"
            )
        account.count_attempt(address=client_address(request))
        account.slow_down(
            client_address(request),
            _(
                "您所在的网络在15分钟内多次注册或登录没有成功，这一次注册也没有受理。请核对后再试，或联系单位人事。"
            ),
        )
    return form_page(request, "registry/people/people/register.html", {"form": form, "unit": unit})


def _registration(form: RegistrationForm) -> dict[str, Any]:
    wanted = without(form.cleaned_data, "password1", "password2")
    return wanted | {"password": form.cleaned_data["password1"]}


@signed_in.asks
def request_employment(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    access.own_professional(request.user)
    unit = _employer(public_id)
    form = EmploymentRequestForm(request.POST or None)
    if succeeded(
        form,
        lambda: employment.apply(
            actor=request.user, organisation=unit, position=form.cleaned_data["position"]
        ),
    ):
        return done(request, _("申请已提交，正在等待%s确认。") % unit.name, "registry:profile")
    return form_page(request, "registry/people/people/request_employment.html", {"form": form, "unit": unit})
