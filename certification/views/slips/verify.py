"""Public verification: by number and check code, by QR, by dropping the PDF (which is not kept)."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cejc.lib.paper.pdf_text import printed_text
from cejc.lib.shelf import shelved
from certification.forms.verify import VerifyFileForm, VerifyForm
from certification.queries.slips import verify as slips
from registry.keys.queries import verdict
from registry.public_log.views.files import proof_file
from registry.yearly.views import handbook_verify


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with number and code given, on to the slip's own address."""
    form = VerifyForm(request.GET if request.GET else None)
    if form.is_bound and form.is_valid():
        year, sequence = form.cleaned_data["number"]
        return redirect("certification:verify-slip", year, sequence, form.cleaned_data["code"])
    return render(request, "public/verify.html", {"form": form, "file_form": VerifyFileForm()})


@never_cache
@require_GET
@shelved(lambda _request, year, sequence, check_code: slips.rests_on(year, sequence))
def by_code(request: HttpRequest, year: int, sequence: int, check_code: str) -> HttpResponse:
    """What the QR code on the paper opens."""
    found = slips.by_code(year, sequence, check_code)
    if found is None:
        handbook_verify.count_miss(request)
        return render(request, "public/verify_unknown.html", status=404)
    return _private(render(request, "public/verify_slip.html", {"found": found}))


@never_cache
@require_GET
def proof(request: HttpRequest, year: int, sequence: int, check_code: str) -> HttpResponse:
    """The slip as a file, with the proof of each of its acts in the public log."""
    found = slips.by_code(year, sequence, check_code)
    if found is None:
        handbook_verify.count_miss(request)
        return render(request, "public/verify_unknown.html", status=404)
    return _private(proof_file(found.paper(), f"{found.slip.year}-{found.slip.sequence}"))


@never_cache
@require_http_methods(["GET", "POST"])
def by_file(request: HttpRequest) -> HttpResponse:
    """Unchanged, altered or unknown; the file is hashed as it arrived and not kept."""
    form = VerifyFileForm(request.POST, request.FILES) if request.method == "POST" else VerifyFileForm()
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "public/verify.html", {"form": VerifyForm(), "file_form": form}, status=status)
    upload = form.cleaned_data["file"]
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = verdict.first_of(digest.hexdigest())
    found = slips.by_sha256(sha256)
    if found:
        context = {"found": found, "unchanged": True, "signature": verdict.of_issued(sha256)}
        return _private(render(request, "public/verify_slip.html", context))
    text = printed_text(upload)
    # A handbook dropped here is answered as what it is.
    if answer := handbook_verify.answer_for(request, sha256, text, upload):
        return answer
    altered, signature = slips.by_printed_number(text), verdict.of_file(sha256, upload)
    context = {"altered": altered, "sha256": sha256, "signature": signature}
    return render(request, "public/verify_file.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    """A page about a person is for whoever holds the paper, not for search engines."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
