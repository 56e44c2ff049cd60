from django.urls import path

from registry.desk.views import person
from registry.people.views import codes, find, people, people_bulk

urlpatterns = [
    path("find/", find.by_number, name="find"),
    path("people/", people.listing, name="people"),
    path("people/export/", people.export, name="people-export"),
    path("people/add/", people.add, name="person-add"),
    path("people/bulk/", people_bulk.preview, name="people-bulk"),
    path("people/bulk/confirm/", people_bulk.confirm, name="people-bulk-confirm"),
    path("people/bulk/codes/", people_bulk.codes, name="people-bulk-codes"),
    path("people/codes/", codes.codes, name="people-codes"),
    path("people/<uuid:public_id>/", person.detail, name="person"),
    path("people/<uuid:public_id>/identity/", people.reveal, name="person-reveal"),
    path("employments/<uuid:public_id>/confirm/", people.confirm, name="employment-confirm"),
    path("employments/<uuid:public_id>/refuse/", people.refuse, name="employment-refuse"),
    path("employments/<uuid:public_id>/end/", people.end, name="employment-end"),
    path("employments/<uuid:public_id>/degree/", people.degree, name="degree-change"),
    path("employments/<uuid:public_id>/code/", people.code, name="activation-code"),
]
