"""The page of one job: how far it is, what became of each, and again when it
was given up; and those nobody waits for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from registry.enums import JobState, Role
from registry.machinery.models.job import Job
from registry.machinery.queries import jobs as listed
from registry.machinery.services import job as jobs
from registry.people import access
from registry.people.http import SignedInRequest
from registry.people.services import many
from registry.people.services.many import Act, Result, Shown
from registry.people.views.answers import done
from registry.people.views.imports import STATES
from registry.people.views.many import act_on_many

PAGE = 200


@require_safe
@login_required
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The progress of a job; htmx asks for the part alone until it is finished."""
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id)
    if job.state == JobState.PREPARED:
        return redirect("registry:job-before", public_id)
    found = many.result(job)
    template = "ui/progress.html" if request.htmx else "registry/desk/job.html"
    context = {"job": job} | _progress(job, found)
    # Whose the job is has seen these names; an administrator, who only minds the machine, has not.
    if found and job.owner_id == request.user.pk:
        context |= _lists(request, found)
    return render(request, template, context)


@require_POST
@login_required
def retry(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id)
    was = job.state
    jobs.retry(actor=request.user, job=job)
    if was != JobState.FAILED:
        return redirect("registry:job", public_id=public_id)
    return done(request, _("已重新排入办理，您可以离开本页。"), "registry:job", public_id)


@access.signed_in.acts
def stop(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """End an act on many after the piece it is at: the rest is not done, and is named."""
    job = get_object_or_404(Job.objects.filter(owner=request.user, kind__in=many.ACTS), public_id=public_id)
    if not jobs.stop(actor=request.user, job=job).stopping:
        return redirect("registry:job", public_id)
    return done(
        request,
        _("已通知系统停止：正在办的几项办完为止，其余不再办理。"),
        "registry:job",
        public_id,
    )


@access.signed_in.acts
def undo(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The list before taking back what an act on many has done."""
    job = get_object_or_404(Job.objects.filter(owner=request.user, kind__in=many.ACTS), public_id=public_id)
    act, found = many.undo_of(job), many.result(job)
    if act is None or found is None:
        messages.error(request, _("已过可以收回的时间，不能一并收回。请逐项办理。"))
        return redirect("registry:job", public_id)
    shown = [Shown(one) for one in found.done]
    return act_on_many(request, act, shown, nothing=_("没有可以收回的事项。"))


@access.role_required(Role.ADMIN).reads
def listing(request: SignedInRequest) -> HttpResponse:
    """What the system could not do and nobody waits for; of people's own jobs, how many."""
    page = Paginator(listed.given_up(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [{"job": one, "fault": listed.kind_of_fault(one)} for one in page]
    context = {
        "page": page,
        "rows": rows,
        "personal": listed.personal_given_up(),
        "waiting": listed.waiting(),
    }
    return render(request, "registry/people/admin/jobs.html", context)


def _progress(job: Job, found: Result | None) -> dict[str, Any]:
    """The variables of templates/ui/progress.html."""
    here = reverse("registry:job", args=[job.public_id])
    # Who was left out before it began was asked for too: every count of the page is of the whole list.
    named = len(found.named) if found else 0
    return {
        "title": found.act.verb if found else _("办理进度"),
        "unit": found.act.unit if found else _("份"),
        "done": job.done,
        "total": job.total + named,
        "handled": job.total + named - found.waiting if found else job.done,
        "state": STATES[JobState(job.state)],
        "sentence": _sentence(job, found),
        "stopped": found.stopped if found else "",
        "url": here,
        "page_url": here,
        "result": {"label": _("返回"), "url": job.payload.get("back") or reverse(found.act.back)}
        if found
        else None,
        "stops": bool(found) and job.state in (JobState.QUEUED, JobState.RUNNING) and not job.stopping,
        "undoes": many.undo_of(job) is not None,
    }


def _sentence(job: Job, found: Result | None) -> str:
    if job.state == JobState.FAILED:
        return _("多次尝试后仍未能完成，已有结果均予保留。请点击“重新办理”；仍不成功的，请联系系统管理员。")
    if job.state == JobState.DONE:
        return _done(job, found)
    if job.error:
        return _("上一次没有完成，系统将自动再次办理，您不必停留在本页。")
    # The try that is under way is no interruption.
    times = jobs.cuts(job) - (1 if job.state == JobState.RUNNING else 0)
    if times > 0:
        said = ngettext("办理曾中断%d次，系统会自动接着办理", "办理曾中断%d次，系统会自动接着办理", times)
        return (said % times) + _("，您可以离开本页。")
    return _("系统正在后台办理，您可以离开本页，办完后会发消息告诉您。")


def _done(job: Job, found: Result | None) -> str:
    """“All done” is said only where nothing was left out and nothing is outstanding."""
    if found is None:
        return _("已全部完成。") if job.done >= job.total else ""
    if found.left_out or found.named:
        return found.sentence + found.later
    return found.later or _("已全部完成。")


def _lists(request: SignedInRequest, found: Result) -> dict[str, Any]:
    """What became of each, by pages: first whom it left out and why, then those that are done."""
    page = Paginator(found.done, PAGE).get_page(request.GET.get("page"))
    out = Paginator([*found.left_out, *found.named], PAGE).get_page(request.GET.get("out"))
    rows = _rows(found.act, [*page.object_list, *(one["id"] for one in out if one["id"])])
    lines = [rows[one] for one in page.object_list if one in rows]
    left = [{"label": one["name"], "reason": one["why"]} | rows.get(one["id"], {}) for one in out]
    return {"page": page, "lines": lines, "left": left, "out": out, "did": found.act.did}


def _rows(act: Act, ids: list[str]) -> dict[str, dict[str, Any]]:
    return {str(row.public_id): {"label": act.name(row), "url": act.url(row)} for row in act.rows(ids)}
