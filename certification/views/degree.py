"""A degree that the register does not have: the certificate, and the employer's word on it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cejc import clock
from certification.access import own_case, visible_case
from certification.forms.case import DegreeForm
from certification.models import DegreeProof
from certification.queries.degree import standing_of
from certification.services import degree as services
from certification.views.desk import OFFICES
from registry.machinery.services.holds import with_what_followed
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, refusal_at, tried
from registry.people.views.kept_file import kept_file


@signed_in.asks
def prove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Hand in the certificate."""
    case = own_case(request.user, public_id)
    standing = standing_of(case)
    if standing is None:
        raise Http404
    form = DegreeForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: services.prove_degree(actor=request.user, case=case, file=kept_file(form))):
        return done(request, _("学位证书已提交，由单位在初审时核对。"), "certification:case", public_id)
    return form_page(
        request, "certification/case/degree.html", {"form": form, "case": case, "degree": standing}
    )


@role_required(*OFFICES).acts
@refusal_at("certification:lane-item", "public_id")
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The employer's word: right or not."""
    case = visible_case(request.user, public_id)
    if request.POST.get("genuine") not in ("yes", "no") or not DegreeProof.objects.filter(case=case).exists():
        raise Http404
    genuine, note = request.POST["genuine"] == "yes", request.POST.get("note", "")
    since = clock.now()
    services.decide_degree(actor=request.user, case=case, genuine=genuine, note=note)
    said = (
        _("已核对学位证书，登记的学位随之更正。") if genuine else _("已记录核对不符，按单位登记的学位计算。")
    )
    said = with_what_followed(said, [case.professional_id], since)
    return done(request, said, "certification:lane-item", public_id)


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    case = visible_case(request.user, public_id)
    return send_attachment(get_object_or_404(DegreeProof, case=case))
