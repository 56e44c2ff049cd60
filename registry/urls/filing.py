"""Addresses of filings of face-to-face public-subject training."""

from django.urls import path

from registry.training.views import filing

urlpatterns = [
    path("filings/", filing.listing, name="filings"),
    path("filings/new/", filing.new, name="filing-new"),
    path("filings/<uuid:public_id>/", filing.detail, name="filing"),
    path("filings/<uuid:public_id>/edit/", filing.edit, name="filing-edit"),
    path("filings/<uuid:public_id>/plan/", filing.plan, name="filing-plan"),
    path("filings/<uuid:public_id>/pdf/", filing.pdf, name="filing-pdf"),
    path("filings/<uuid:public_id>/draw/", filing.draw, name="filing-draw"),
    path("filings/<uuid:public_id>/<slug:action>/", filing.act, name="filing-act"),
]
