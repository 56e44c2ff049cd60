"""What the rail has no room for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.machinery import places
from registry.people.http import SignedInRequest


@login_required
@require_safe
def more(request: SignedInRequest) -> HttpResponse:
    """The places beyond the first five of the seat acted from."""
    return render(request, "registry/desk/places.html", {"rest": places.beyond(request)})
