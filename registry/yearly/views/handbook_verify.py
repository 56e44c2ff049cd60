"""Public verification of a digital handbook: by number and check code,
by QR, by dropping the PDF (not kept)."""

import hashlib
from typing import Any, BinaryIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cejc.errors import TooMany
from cejc.lib.paper.pdf_text import printed_text
from cejc.lib.writing.dates import cn_day
from registry.keys.queries import verdict
from registry.machinery.services import throttle
from registry.people.address import client_address
from registry.public_log.views.files import proof_file
from registry.yearly.forms.handbook_own import BookVerifyFileForm, BookVerifyForm
from registry.yearly.models import Handbook
from registry.yearly.queries import handbook_verify as books
from registry.yearly.queries.registration import STATUS

# Guessing a check code: after this many misses an hour from one address the next miss is told
# to wait; a right number and code are always answered, for a whole office may check its
# papers from one address. Shared with the slips.
MISSES_AN_HOUR = 30


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with number and code given, on to the edition's own address."""
    form = BookVerifyForm(request.GET if request.GET else None)
    if form.is_bound and form.is_valid():
        year, sequence = form.cleaned_data["number"]
        return redirect("registry:handbook-verify-code", year, sequence, form.cleaned_data["code"])
    return render(request, "public/handbook_verify.html", {"form": form, "file_form": BookVerifyFileForm()})


@never_cache
@require_GET
def by_code(request: HttpRequest, year: int, sequence: int, check_code: str) -> HttpResponse:
    """What the QR code on the cover opens."""
    found = books.by_code(year, sequence, check_code)
    if found is None:
        count_miss(request)
        return render(request, "public/handbook_unknown.html", status=404)
    return shown(request, found)


@never_cache
@require_GET
def proof(request: HttpRequest, year: int, sequence: int, check_code: str) -> HttpResponse:
    """The edition as a file, with the proof of each of its acts in the public log."""
    found = books.by_code(year, sequence, check_code)
    if found is None:
        count_miss(request)
        return render(request, "public/handbook_unknown.html", status=404)
    answer = proof_file(found.paper(), f"{year}-{sequence}-{found.edition.edition}")
    answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def by_file(request: HttpRequest) -> HttpResponse:
    """Unchanged, altered or unknown; the file is hashed as it arrived and not kept."""
    post = request.method == "POST"
    form = BookVerifyFileForm(request.POST, request.FILES) if post else BookVerifyFileForm()
    if not form.is_bound or not form.is_valid():
        context = {"form": BookVerifyForm(), "file_form": form}
        return render(request, "public/handbook_verify.html", context, status=422 if form.is_bound else 200)
    upload = form.cleaned_data["file"]
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = verdict.first_of(digest.hexdigest())
    answer = answer_for(request, sha256, printed_text(upload), upload)
    return answer or _file_page(request, None, sha256, upload)


def answer_for(request: HttpRequest, sha256: str, text: str, upload: BinaryIO) -> HttpResponse | None:
    """The page about a file that is, or says that it is, a handbook; None when it is neither."""
    if found := books.by_sha256(sha256):
        return shown(request, found, unchanged=True, signature=verdict.of_issued(sha256))
    if altered := books.by_printed_number(text):
        return _file_page(request, altered, sha256, upload)
    return None


def _file_page(request: HttpRequest, altered: Handbook | None, sha256: str, upload: BinaryIO) -> HttpResponse:
    context = {"altered": altered, "sha256": sha256, "signature": verdict.of_file(sha256, upload)}
    return render(request, "public/handbook_file.html", context)


def count_miss(request: HttpRequest) -> None:
    """A number and a check code did not fit together. Raises TooMany from the limit on."""
    key = f"verify-misses:{client_address(request)}"
    if throttle.count(key) > MISSES_AN_HOUR:
        raise TooMany(
            _(
                "您所在的网络在一小时内多次填写了不相符的编号或校验码，这一次填写的也不相符。编号和校验码都正确的，查验不受影响；"
                "手中有PDF原件的，也可以用比对文件的方式查验。"
            ),
            throttle.seconds_left(key),
        )


def shown(
    request: HttpRequest,
    found: books.VerifiedBook,
    *,
    unchanged: bool = False,
    signature: verdict.Verdict | None = None,
) -> HttpResponse:
    content = found.content
    context: dict[str, Any] = {
        "found": found,
        "content": content,
        "unchanged": unchanged,
        "signature": signature,
        "drawn": cn_day(content["drawn_on"]),
        "titles": [(row, cn_day(row["since"])) for row in content["titles"]],
        "years": [
            {
                "row": row,
                "reopened": row["year"] in found.reopened,
                "made_good": row.get("certified") and row["status"] == STATUS["short"],
                "confirmations": [
                    (stage, office, cn_day(day)) for stage, office, day in row["confirmations"]
                ],
            }
            for row in content["years"]
        ],
    }
    answer = render(request, "public/handbook_found.html", context)
    answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer
