from django.urls import path

from registry.people.views import roster, sheet

urlpatterns = [
    path("people/roster/", roster.listing, name="rosters"),
    path("people/roster/template/", roster.template, name="roster-template"),
    path("sheets/<uuid:public_id>/", sheet.detail, name="sheet"),
    path("sheets/<uuid:public_id>/take/", sheet.take, name="sheet-take"),
    path("sheets/<uuid:public_id>/drop/", sheet.drop, name="sheet-drop"),
    path("sheets/<uuid:public_id>/reopen/", sheet.reopen, name="sheet-reopen"),
    path("sheets/<uuid:public_id>/undo/", sheet.undo, name="sheet-undo"),
    path("sheets/<uuid:public_id>/wrong/", sheet.returned, {"what": "wrong"}, name="sheet-wrong"),
    path("sheets/<uuid:public_id>/annotated/", sheet.returned, {"what": "whole"}, name="sheet-annotated"),
]
