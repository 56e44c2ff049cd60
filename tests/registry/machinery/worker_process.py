"""manage.py with one more kind of job, `slow`, which writes into a file what it does and who does it."""

import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from registry.machinery.services import job  # noqa: E402


@job.handles("slow")
def slow(row):
    """Take `payload["seconds"]`, without a word in between: only the
    worker's own thread keeps the heartbeat."""
    note("begun")
    time.sleep(row.payload["seconds"])
    note("done")


def note(what):
    with open(Path(os.environ["CEJC_DATA_DIR"], "notes"), "a") as notes:
        notes.write(f"{what} {os.getpid()}\n")


if __name__ == "__main__":
    execute_from_command_line(sys.argv)
