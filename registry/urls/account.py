from django.contrib.auth.decorators import login_required
from django.urls import path

from registry.desk.views import places
from registry.people.views import account, activation, deputy, password_reset, profile
from registry.yearly.views import registration

urlpatterns = [
    path("more/", places.more, name="places"),
    path("account/", account.overview, name="account"),
    path("account/role/<str:key>/", account.switch_role, name="role-switch"),
    path("account/deputies/", deputy.deputies, name="deputies"),
    path("account/deputies/<uuid:public_id>/end/", deputy.end, name="deputy-end"),
    path("profile/", profile.profile, name="profile"),
    path("profile/identity/", profile.reveal, name="identity-reveal"),
    path("profile/employer/", login_required(registration.find_employer), name="employment-request"),
    path("profile/employer/<uuid:public_id>/", registration.request_employment, name="employment-request-at"),
    path("activate/", activation.activate, name="activate"),
    path("register/", registration.find_employer, name="register"),
    path("register/<uuid:public_id>/", registration.register, name="register-at"),
    path("password/sent/", password_reset.sent, name="password-sent"),
    path("password/<uuid:public_id>/<str:token>/", password_reset.choose, name="password-set"),
]
