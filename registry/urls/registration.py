"""Addresses of the annual registration."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.yearly.views import registration_arrangement, registration_desk, registration_own

urlpatterns = [
    path("years/", registration_own.mine, name="registration-mine"),
    path("years/<int:year>/", registration_own.year, name="registration-year"),
    *steps("years/<uuid:public_id>/", registration_own.act, "registration", "withdraw", "ask"),
    path("registrations/", registration_desk.listing, name="registrations"),
    path("registrations/export/", registration_desk.export, name="registration-export"),
    path("registrations/bulk/", registration_desk.bulk, name="registration-bulk"),
    path("registrations/remind/<int:year>/", registration_desk.remind, name="registration-remind"),
    path(
        "registrations/arrangements/", registration_arrangement.arrangements, name="registration-arrangements"
    ),
    path("registrations/<uuid:public_id>/", registration_desk.detail, name="registration"),
    path("registrations/<uuid:public_id>/confirm/", registration_desk.confirm, name="registration-confirm"),
    *steps("registrations/<uuid:public_id>/", registration_desk.act, "registration", "return", "reopen"),
    path("registrations/<uuid:public_id>/file/", registration_desk.file, name="registration-file"),
]
