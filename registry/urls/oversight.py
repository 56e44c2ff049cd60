"""Addresses of the provincial office's watch over training bases."""

from django.urls import path

from registry.results.views import oversight

urlpatterns = [
    path("oversight/", oversight.bases, name="oversight"),
    path("oversight/export/", oversight.export, name="oversight-export"),
    path("oversight/<slug:kind>/", oversight.flags, name="oversight-flags"),
]
