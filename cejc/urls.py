"""Addresses: noun then verb. Names are stable, paths may change."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("registry.urls")),
    path("", include("certification.urls")),
]
