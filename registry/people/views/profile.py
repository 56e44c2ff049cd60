"""One's own particulars."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.people import access
from registry.people.access import signed_in
from registry.people.forms.account import ProfileForm
from registry.people.http import SignedInRequest
from registry.people.queries.employment import years_of_employers
from registry.people.services import professional as people
from registry.people.views.answers import done, form_page, succeeded


@signed_in.asks
def profile(request: SignedInRequest) -> HttpResponse:
    person = access.own_professional(request.user)
    initial = {name: getattr(person, name) for name in people.EDITABLE} | {"email": request.user.email}
    form = ProfileForm(request.POST or None, initial=initial, degree_settled=people.degree_is_settled(person))
    if succeeded(form, lambda: people.update(actor=request.user, professional=person, **form.cleaned_data)):
        return done(request, _("个人信息已保存。"), "registry:profile")
    places = person.employments.select_related("organisation").order_by("-valid_from", "-pk")
    context = {
        "form": form,
        "person": person,
        "employments": places,
        "employers": years_of_employers(person),
    }
    return form_page(request, "registry/people/people/profile.html", context)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def reveal(request: SignedInRequest) -> HttpResponse:
    """The whole identity number, once, after the password was typed again; the look is on record."""
    person = access.own_professional(request.user)
    number = people.reveal_identity(actor=request.user, professional=person)
    return render(request, "registry/people/people/identity.html", {"person": person, "number": number})
