from django.urls import path

from registry.desk.views import audit
from registry.people.views import accounts, membership

urlpatterns = [
    path("admin/", accounts.home, name="admin-home"),
    path("admin/accounts/", accounts.listing, name="accounts"),
    path("admin/accounts/add/", accounts.add, name="account-add"),
    path("admin/accounts/<uuid:public_id>/", accounts.detail, name="account-detail"),
    path("admin/accounts/<uuid:public_id>/lift/", accounts.lift, name="account-lift-lock"),
    path("admin/accounts/<uuid:public_id>/deactivate/", accounts.deactivate, name="account-deactivate"),
    path("admin/accounts/<uuid:public_id>/reactivate/", accounts.reactivate, name="account-reactivate"),
    path(
        "admin/accounts/<uuid:public_id>/second-factor/", accounts.reset_factor, name="account-reset-factor"
    ),
    path("admin/accounts/<uuid:public_id>/roles/add/", membership.add, name="membership-add"),
    path("admin/memberships/", membership.listing, name="memberships"),
    path("admin/memberships/<uuid:public_id>/end/", membership.end, name="membership-end"),
    path("admin/audit/", audit.listing, name="audit"),
]
