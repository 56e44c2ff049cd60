"""Addresses of the import of past years."""

from django.urls import path

from registry.activities.views import history

urlpatterns = [
    path("registrations/history/", history.listing, name="histories"),
    path("registrations/history/template/", history.template, name="history-template"),
    path("registrations/history/<uuid:public_id>/", history.detail, name="history"),
    path("registrations/history/<uuid:public_id>/scans/", history.scans, name="history-scans"),
    path("registrations/history/<uuid:public_id>/workbook/", history.replace, name="history-replace"),
    path("registrations/history/<uuid:public_id>/start/", history.start, name="history-start"),
    path("registrations/history/<uuid:public_id>/annotated/", history.annotated, name="history-annotated"),
]
