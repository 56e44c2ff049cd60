from django.urls import path

from registry.people.views import roster

urlpatterns = [
    path("people/roster/", roster.listing, name="rosters"),
    path("people/roster/template/", roster.template, name="roster-template"),
    path("people/roster/<uuid:public_id>/", roster.detail, name="roster"),
    path("people/roster/<uuid:public_id>/annotated/", roster.annotated, name="roster-annotated"),
]
