"""Addresses of the import of past years."""

from django.urls import path

from registry.activities.views import past_records

urlpatterns = [
    path("registrations/history/", past_records.listing, name="histories"),
    path("registrations/history/template/", past_records.template, name="history-template"),
    path("registrations/history/<uuid:public_id>/", past_records.detail, name="history"),
    path("registrations/history/<uuid:public_id>/scans/", past_records.scans, name="history-scans"),
    path("registrations/history/<uuid:public_id>/workbook/", past_records.replace, name="history-replace"),
    path("registrations/history/<uuid:public_id>/start/", past_records.start, name="history-start"),
]
