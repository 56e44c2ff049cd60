"""Addresses of courses: for those who work with them, and the public catalogue."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.training.views import catalogue, course

urlpatterns = [
    path("catalogue/", catalogue.listing, name="catalogue"),
    path("catalogue/<uuid:public_id>/", catalogue.course, name="catalogue-course"),
    path("catalogue/bases/<slug:code>/", catalogue.base, name="catalogue-base"),
    path("courses/", course.listing, name="courses"),
    path("courses/new/", course.new, name="course-new"),
    path("courses/<uuid:public_id>/", course.detail, name="course"),
    path("courses/<uuid:public_id>/edit/", course.edit, name="course-edit"),
    *steps("courses/<uuid:public_id>/", course.act, "course", "publish", "withdraw"),
    path("courses/<uuid:public_id>/materials/add/", course.material_add, name="course-material-add"),
    path(
        "courses/<uuid:public_id>/materials/<uuid:material>/remove/",
        course.material_remove,
        name="course-material-remove",
    ),
    path(
        "courses/<uuid:public_id>/materials/<uuid:material>/file/",
        course.material_file,
        name="course-material-file",
    ),
]
