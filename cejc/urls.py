"""Addresses: noun then verb. Names are stable, paths may change."""

from django.urls import include, path

from cejc.views.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("", include("registry.urls")),
    path("", include("certification.urls")),
]
