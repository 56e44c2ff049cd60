"""Addresses of sessions of face-to-face training, their lists, and signing in."""

from django.urls import path

from registry.results.views import session_close  # noqa: F401  (closing and correcting are steps of a session)
from registry.training.views import attendance, attendance_code, session

urlpatterns = [
    path("sessions/", session.listing, name="sessions"),
    path("sessions/new/", session.new, name="session-new"),
    path("sessions/<uuid:public_id>/", session.detail, name="session"),
    path("sessions/<uuid:public_id>/edit/", session.edit, name="session-edit"),
    path("sessions/<uuid:public_id>/people/add/", attendance.add, name="session-person-add"),
    path("sessions/<uuid:public_id>/people/staff/", attendance.staff, name="session-staff"),
    path(
        "sessions/<uuid:public_id>/people/<uuid:attendee>/remove/",
        attendance.remove,
        name="session-person-remove",
    ),
    path("sessions/<uuid:public_id>/results/", attendance.results, name="session-results"),
    path("sessions/<uuid:public_id>/sheet/", attendance.sheet, name="session-sheet"),
    path("sessions/<uuid:public_id>/sheet/template/", attendance.template, name="session-sheet-template"),
    path("sessions/<uuid:public_id>/slots/<uuid:slot>/", attendance.mark, name="session-mark"),
    path(
        "sessions/<uuid:public_id>/slots/<uuid:slot>/screen/", attendance_code.screen, name="session-screen"
    ),
    path("sessions/<uuid:public_id>/versions/<int:number>/", session.version, name="session-version"),
    path("sessions/<uuid:public_id>/<slug:action>/", session.act, name="session-act"),
    path("sign-in/", attendance_code.mine, name="sign-in-mine"),
    path("sign-in/<uuid:slot>/<slug:code>/", attendance_code.sign_in, name="sign-in"),
]
