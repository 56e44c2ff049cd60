"""Workbooks that the worker reads: how far it is."""

from typing import Any

from django.utils.translation import gettext as _

from registry.enums import JobState
from registry.machinery.models.job import Job

# What templates/ui/progress.html calls the states of a job.
STATES = {
    JobState.PREPARED: "waiting",
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "finished",
    JobState.FAILED: "failed",
}


def progress(
    job: Job | None, title: str, here: str, failed: str, *, going: str = "", parts: int = 1
) -> dict[str, Any]:
    """The variables of templates/ui/progress.html; the job counts each row
    `parts` times. `failed` is said of one that was given up, `going` of one that is not a list whose owner
    gets a message in the end."""
    state = STATES[JobState(job.state)] if job else "waiting"
    going = going or _("系统正在逐行核对，您可以离开本页，完成后会给您发消息。")
    return {
        "title": title,
        "url": here,
        "page_url": here,
        "result": None,
        "done": job.done // parts if job else 0,
        "total": job.total // parts if job else 0,
        # A job that is done has a page that says so by itself.
        "state": "running" if state == "finished" else state,
        "sentence": failed if state == "failed" else going,
    }
