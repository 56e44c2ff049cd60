"""What people tell others and keep for themselves: reminders that go out, conditions of lists kept by
name."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.people.views import kept_filter, reminding

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
]
