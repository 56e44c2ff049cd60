"""Public verification of a training certificate under keys A and B, from its file (which is not kept)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.results.forms.certificate_verify import CertificateFileForm
from registry.results.queries.certificate_verify import verified


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with a file, what it is worth today."""
    form = (
        CertificateFileForm(request.POST, request.FILES)
        if request.method == "POST"
        else CertificateFileForm()
    )
    if not form.is_bound or not form.is_valid():
        context = {"file_form": form}
        return render(
            request, "public/certificate_verify.html", context, status=422 if form.is_bound else 200
        )
    answer = render(
        request, "public/certificate_found.html", {"found": verified(form.cleaned_data["file"].read())}
    )
    answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer
