"""Addresses: noun then verb. Names are stable, paths may change."""

from django.urls import include, path

from cejc.views.health import health
from cejc.views.home import home, robots
from cejc.views.metrics import metrics

urlpatterns = [
    path("", home, name="home"),
    path("robots.txt", robots, name="robots"),
    path("health/", health, name="health"),
    path("metrics/", metrics, name="metrics"),
    path("accounts/", include("registry.urls.accounts")),
    path("api/", include("registry.urls.api")),
    path("", include("cejc.urls_pages")),
    path("", include("registry.urls")),
    path("", include("certification.urls")),
]

handler400 = "cejc.views.errors.bad_request"
handler403 = "cejc.views.errors.permission_denied"
handler404 = "cejc.views.errors.not_found"
handler429 = "cejc.views.errors.too_many"  # asked for by django-allauth
handler500 = "cejc.views.errors.server_error"
