from django.urls import path

from registry.people.views import organisation

urlpatterns = [
    path("organisations/", organisation.listing, name="organisations"),
    path("organisations/add/", organisation.add, name="organisation-add"),
    path("organisations/<uuid:public_id>/", organisation.detail, name="organisation"),
    path("organisations/<uuid:public_id>/people/", organisation.people, name="organisation-people"),
    path("organisations/<uuid:public_id>/edit/", organisation.edit, name="organisation-edit"),
    path("organisations/<uuid:public_id>/move/", organisation.move, name="organisation-move"),
]
