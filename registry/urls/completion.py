"""Addresses of reported results and missing-hours claims."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.results.views import completion_desk, completion_own, missing_hours

urlpatterns = [
    path("completions/", completion_desk.listing, name="completions"),
    path("completions/mine/", completion_own.mine, name="completion-mine"),
    path("completions/export/", completion_desk.export, name="completion-export"),
    path("completions/<uuid:public_id>/", completion_desk.detail, name="completion"),
    *steps("completions/<uuid:public_id>/", completion_desk.act, "completion", "withdraw", "overrule"),
    path("missing-hours/", missing_hours.listing, name="missing-hours"),
    path("missing-hours/new/", completion_own.ask, name="missing-hours-new"),
    path("missing-hours/<uuid:public_id>/", missing_hours.detail, name="missing-hours-detail"),
    path("missing-hours/<uuid:public_id>/withdraw/", completion_own.withdraw, name="missing-hours-withdraw"),
    path("missing-hours/<uuid:public_id>/file/", missing_hours.file, name="missing-hours-file"),
]
