"""The request of a view behind `login_required`: types only, nothing happens at run time."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from registry.people.models.account import User
from registry.people.models.organisation import Membership


class SignedInRequest(HttpRequest):
    """`user` is a login for certain; `acting` is the seat chosen in the role switch."""

    user: User
    acting: Membership | None
    htmx: HtmxDetails
