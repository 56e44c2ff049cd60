"""The log for people: what it is, how far it is, who watches; and a checker of proofs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cejc.lib.shelf import shelved
from registry.public_log import keys
from registry.public_log.forms.check import ProofFileForm
from registry.public_log.queries import page as pages
from registry.public_log.queries.papers import NoFile, checked


@never_cache
@require_safe
@shelved(lambda _request: pages.rests_on())
def page(request: HttpRequest) -> HttpResponse:
    point = pages.newest().first()
    context = {
        "point": point,
        "watched": pages.watched(point),
        "keys": keys.told(),
        "form": ProofFileForm(),
    }
    return render(request, "public/log.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form; with a file, what it proves. The file is not kept."""
    form = ProofFileForm(request.POST, request.FILES) if request.method == "POST" else ProofFileForm()
    found = None
    if form.is_bound and form.is_valid():
        try:
            found = checked(form.cleaned_data["file"].read())
        except NoFile:
            form.add_error("file", _("这不是公开日志的存证文件。存证文件在查验结果页面下载。"))
    status = 422 if form.is_bound and found is None else 200
    return render(request, "public/log_check.html", {"form": form, "found": found}, status=status)
