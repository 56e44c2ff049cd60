"""How long things are kept, what went, what is held, and what is taken away."""

from django.urls import path

from registry.people.views import export_request, exporting, retention

urlpatterns = [
    path("retention/", retention.overview, name="retention"),
    path("retention/reports/", retention.reports, name="retention-reports"),
    path("retention/begin/<slug:name>/", retention.begin, name="retention-begin"),
    path("retention/holds/", retention.holds, name="holds"),
    path("retention/holds/<uuid:public_id>/lift/", retention.lift, name="hold-lift"),
    path("exports/", exporting.listing, name="exports"),
    path("exports/requests/", export_request.listing, name="export-requests"),
    path("exports/requests/new/", export_request.ask, name="export-ask"),
    path("exports/requests/<uuid:public_id>/", export_request.detail, name="export-request"),
    path("exports/requests/<uuid:public_id>/<slug:action>/", export_request.act, name="export-request-act"),
    path("exports/trace/", exporting.trace, name="export-trace"),
    path("people/<uuid:public_id>/hold/", retention.hold, name="hold-new"),
]
