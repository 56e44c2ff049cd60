"""The page of one job: how far it is, and again when it failed."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.enums import JobState
from registry.http import SignedInRequest
from registry.models.job import Job
from registry.services import job as jobs

STATES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "finished",
    JobState.FAILED: "failed",
}


@require_safe
@login_required
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The progress of a job; htmx asks for the part alone until it is finished."""
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id)
    template = "ui/progress.html" if request.htmx else "registry/job.html"
    return render(request, template, {"job": job} | _progress(job))


@require_POST
@login_required
def retry(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id)
    jobs.retry(actor=request.user, job=job)
    return redirect("registry:job", public_id=public_id)


def _progress(job: Job) -> dict[str, Any]:
    """The variables of templates/ui/progress.html."""
    here = reverse("registry:job", args=[job.public_id])
    return {
        "title": _("办理进度"),
        "done": job.done,
        "total": job.total,
        "state": STATES[JobState(job.state)],
        "sentence": _sentence(job),
        "url": here,
        "page_url": here,
        "result": None,
    }


def _sentence(job: Job) -> str:
    if job.state == JobState.FAILED:
        return _("多次尝试后仍未能完成，已有结果均予保留。请点击“重新办理”；仍不成功的，请联系系统管理员。")
    if job.state == JobState.DONE:
        return _("已全部完成。")
    if job.error:
        return _("上一次没有完成，系统将自动再次办理，您不必停留在本页。")
    return _("系统正在后台办理，您可以离开本页。")
