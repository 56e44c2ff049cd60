"""Addresses of the bureaus: settings, numbers, and records of results."""

from django.urls import path

from certification.views import allotment, bureau, record

urlpatterns = [
    path("bureau/setting/", bureau.setting, name="bureau-setting"),
    path("allotments/", allotment.allotment_list, name="allotment-list"),
    path("allotments/claim/", allotment.claim, name="allotment-claim"),
    path("allotments/void/", allotment.void, name="allotment-void"),
    path("allotments/<uuid:public_id>/", allotment.decide, name="allotment-decide"),
    path("records/", record.record, name="record"),
]
