"""A bare Django that says hello: what the machine and the server cost, whatever is served."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[])


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"hello")


urlpatterns = [path("", hello)]
application = WSGIHandler()
