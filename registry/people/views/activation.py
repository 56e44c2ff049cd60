"""Taking over the account that an employer's list prepared."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from registry.people.address import client_address
from registry.people.forms.account import ActivationForm
from registry.people.models import User
from registry.people.services import account, activation
from registry.people.views.answers import done, form_page, tried

BACKEND = "registry.people.auth.PortalBackend"


@sensitive_post_parameters("password1", "password2", "code", "number")
@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    form = ActivationForm(request.POST or None)
    if request.method == "POST":
        account.refuse_flood(client_address(request))
    if form.is_valid():
        user = _activated(request, form)
        if user:
            login(request, user, backend=BACKEND)
            return done(request, _("账号已开通。您可以开始填报继续教育活动。"), "/")
    return form_page(request, "account/activate.html", {"form": form})


def _activated(request: HttpRequest, form: ActivationForm) -> User | None:
    data = form.cleaned_data
    wanted = ("name", "identity_type", "number", "code", "username", "email")
    user = tried(
        form, lambda: activation.activate(**{name: data[name] for name in wanted}, password=data["password1"])
    )
    if user is None and not form.non_field_errors():
        account.count_attempt(address=client_address(request))
        account.slow_down(
            client_address(request),
            _(
                "您所在的网络在15分钟内多次开通或登录没有成功，这一次填写的姓名、证件或激活码也不相符。请核对后再试，或请单位人事重新发放激活码。"
            ),
        )
        form.add_error(None, activation.MISMATCH)
    return user
