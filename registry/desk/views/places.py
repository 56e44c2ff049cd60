"""What the rail has no room for."""

from django.http import HttpResponse
from django.shortcuts import render

from registry.machinery import places
from registry.people.access import signed_in
from registry.people.http import SignedInRequest


@signed_in.reads
def more(request: SignedInRequest) -> HttpResponse:
    """The places beyond the first five of the seat acted from."""
    return render(request, "registry/desk/places.html", {"rest": places.beyond(request)})
