"""The addresses of django-allauth that the portal uses, and no other: no
sign-up, no mail management, of social logins only the way back from the provider."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView

from cejc.lib.shelf import shelved
from registry.people import oidc
from registry.people.providers import providers
from registry.people.views import binding, password_reset, second_factor

login = account.LoginView.as_view(extra_context={"providers": providers})

urlpatterns = [
    path("login/", shelved(lambda _request: [])(login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", RedirectView.as_view(pattern_name="account_login"), name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", login_required(account.password_change), name="account_change_password"),
    path("password/reset/", password_reset.ask, name="account_reset_password"),
    path("oidc/<slug:provider_id>/login/", binding.start, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/keys/add/", second_factor.add, name="mfa_add_webauthn"),
    path("2fa/keys/<int:pk>/name/", second_factor.rename, name="mfa_edit_webauthn"),
    path("2fa/keys/<int:pk>/remove/", second_factor.remove, name="mfa_remove_webauthn"),
    path("2fa/keys/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate_webauthn"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
