"""Take an approval back: a page that says what follows, then the act."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from cejc import clock
from registry.activities.forms.taking_back import TakeBackForm
from registry.activities.models import Activity
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import may_take_back
from registry.activities.services import taking_back as services
from registry.machinery.services.holds import with_what_followed
from registry.people import looking
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, lone_form, tried


@signed_in.asks
def take_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    rows = Activity.objects.visible_to(request.user).select_related("organisation", "professional")
    row = looking.note(get_object_or_404(rows, public_id=public_id))
    if not may_take_back(request.user, row):
        raise Http404
    form = TakeBackForm(request.POST or None)
    since = clock.now()
    if tried(form, lambda: services.take_back(actor=request.user, activity=row, **form.cleaned_data)):
        told = [row.professional_id]
        return done(
            request,
            with_what_followed(ACTIVITY["take_back"].said, told, since),
            "registry:activity",
            public_id,
        )
    return lone_form(request, form, "registry:activity", public_id, lead=row.title)
