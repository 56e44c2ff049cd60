"""What people tell others and keep for themselves: reminders that go out, conditions of lists kept by
name, rows taken from a list."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.people.views import kept_filter, reminding, taking

urlpatterns = [
    path("reminders/", reminding.listing, name="reminders"),
    path("reminders/new/", reminding.new, name="reminder-new"),
    path("reminders/<uuid:public_id>/", reminding.detail, name="reminder"),
    path("reminders/<uuid:public_id>/text/", reminding.write, name="reminder-write"),
    path("reminders/<uuid:public_id>/people/", reminding.choose, name="reminder-choose"),
    path("reminders/<uuid:public_id>/people/<uuid:letter_id>/", reminding.letter, name="reminder-letter"),
    *steps("reminders/<uuid:public_id>/", reminding.act, "reminder", "release", "drop"),
    path("filters/", kept_filter.filters, name="filters"),
    path("filters/<uuid:public_id>/forget/", kept_filter.forget, name="filter-forget"),
    path("lists/", taking.listing, name="taken-list"),
    path("lists/<uuid:public_id>/", taking.detail, name="taken"),
    path("lists/<uuid:public_id>/file/", taking.file, name="taken-file"),
    path("lists/<uuid:public_id>/drop/", taking.drop, name="taken-drop"),
    path("lists/<uuid:public_id>/letter/", taking.letter, name="taken-letter"),
    path("lists/<slug:name>/<slug:kind>/", taking.take, name="take"),
]
