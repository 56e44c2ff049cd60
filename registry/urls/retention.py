"""How long things are kept, what went, and what is held."""

from django.urls import path

from registry.people.views import exporting, retention

urlpatterns = [
    path("retention/", retention.overview, name="retention"),
    path("retention/reports/", retention.reports, name="retention-reports"),
    path("retention/begin/<slug:name>/", retention.begin, name="retention-begin"),
    path("retention/holds/", retention.holds, name="holds"),
    path("retention/holds/<uuid:public_id>/lift/", retention.lift, name="hold-lift"),
    path("exports/", exporting.listing, name="exports"),
    path("exports/trace/", exporting.trace, name="export-trace"),
    path("people/<uuid:public_id>/hold/", retention.hold, name="hold-new"),
]
