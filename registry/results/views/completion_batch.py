"""Batches of certificates: collected, frozen, signed with A and then with B
over the same bytes; and the certificate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cejc import clock
from cejc.lib.dual_key import MOST
from cejc.lib.paging import LongPaginator
from cejc.lib.sealed_key import LEAST_PASSPHRASE
from registry.activities.views.activity_context import timeline_of
from registry.enums import ManifestState, Role
from registry.machinery.queries import audit
from registry.people.access import fetching, role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, refusal_at, succeeded
from registry.people.views.moving import Moving
from registry.results.access import visible_completion
from registry.results.forms.platform_key import SignForm
from registry.results.models import CompletionBatch
from registry.results.moves.batch import BATCH, UNSIGNED
from registry.results.permissions_platform_key import may_batch
from registry.results.queries.course_hours import doubtful
from registry.results.queries.key_desk import waiting_results
from registry.results.queries.platform_key import batch_is_signed, file_of
from registry.results.services import completion_batch as services
from registry.training.models import TrainingBase

READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)
PAGE = 50


@role_required(*READERS).asks
@refusal_at("registry:key-batches", "public_id")
def batches(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The batches of a base; whoever may, collects what waits into the open one of this year."""
    bases = TrainingBase.objects.visible_to(request.user).select_related("organisation")
    base = get_object_or_404(bases, public_id=public_id)
    year = clock.today().year
    if request.method == "POST":
        return _collected(request, base, year)
    rows = CompletionBatch.objects.filter(base=base).defer("manifest").order_by("-year", "-number")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "base": base,
        "page": page,
        "found": page.paginator.count,
        "may_batch": may_batch(request.user, base),
        "year": year,
        "waiting": waiting_results(base, year).count(),
    }
    return render(request, "registry/results/platform_key/batches.html", context)


def _collected(request: SignedInRequest, base: TrainingBase, year: int) -> HttpResponse:
    before = waiting_results(base, year).count()
    made = services.collect(actor=request.user, base=base, year=year)
    left = waiting_results(base, year).count()
    if left:
        words = {"left": left, "most": MOST}
        messages.warning(
            request, _("还有%(left)s条没有收集：一个批次最多%(most)s条，封存后再收集下一批。") % words
        )
    if before == left:
        messages.info(request, _("没有新的学习结果可以收集。"))
        return redirect("registry:key-batch", made.public_id)
    return done(request, _("已收集%s条学习结果。") % (before - left), "registry:key-batch", made.public_id)


_batch = fetching(
    CompletionBatch,
    "base__organisation",
    "key_a__custodian",
    "key_b__custodian",
    "key_a__person",
    "key_b__person",
    "key_a__base",
    "key_b__base",
    "signed_a_by",
    "signed_b_by",
    "frozen_by",
)


@role_required(*READERS)
@sensitive_post_parameters("passphrase")
@never_cache
@require_http_methods(["GET", "POST"])
def batch(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One batch: what is in it, who signed, and for whose turn it is the form to sign."""
    row = _batch(request.user, public_id)
    moves = BATCH.open_to(request.user, row)
    turn = row.key_a if "sign_a" in moves else row.key_b if "sign_b" in moves else None
    form = SignForm(
        request.POST if request.method == "POST" and turn else None,
        initial={"seen": row.sha256},
        kept=turn is not None and bool(turn.sealed_private),
    )
    if form.is_bound and succeeded(
        form, lambda: services.sign(actor=request.user, batch=row, **form.cleaned_data)
    ):
        return done(request, _("已签署。"), "registry:key-batch", row.public_id)
    fault = batch_is_signed(row) if row.state == ManifestState.SIGNED else ""
    results = row.completions.select_related("course").order_by("pk")
    page = LongPaginator(results, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "batch": row,
        "form": form,
        "turn": turn,
        "fault": fault,
        "page": page,
        "found": page.paginator.count,
        "moves": moves,
        "timeline": timeline_of(audit.of_object(row)),
        "least": LEAST_PASSPHRASE,
        "doubtful": doubtful(row) if row.state in UNSIGNED else [],
    }
    return form_page(request, "registry/results/platform_key/batch.html", context)


MOVING = Moving(
    BATCH,
    "batch",
    {"freeze": services.freeze, "void": services.void},
    lambda row: {"cancel_url": reverse("registry:key-batch", args=[row.public_id])},
    lambda _action, row: ("registry:key-batch", row.public_id),
)


@role_required(*READERS).acts
def freeze(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.press(request, _batch(request.user, public_id), "freeze")


@role_required(*READERS).asks
def void(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.answer(request, _batch(request.user, public_id), "void")


@role_required(*READERS).reads
def manifest(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The very bytes that both keys sign."""
    row = _batch(request.user, public_id)
    if not row.manifest:
        raise Http404
    answer = HttpResponse(bytes(row.manifest), content_type="application/json")
    answer["Content-Disposition"] = (
        f'attachment; filename="manifest-{row.base.code}-{row.year}-{row.number}.json"'
    )
    return answer


@signed_in.reads
def certificate(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The certificate of one result with both signatures, for off-line
    verification; for its person and its base."""
    row = visible_completion(request.user, public_id)
    content = file_of(row)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{row.public_id}.json"'
    return answer
