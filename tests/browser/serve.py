"""One portal for one walk: `python -m tests.browser.serve PORT STAGE`
runs the stage's code, then web and worker.

Starting Python and Django is most of what a walk waits for: here it happens once for all three, and the
worker is a fork of the web process, which ends with it.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections


def main(port: str, stage: str) -> None:
    django.setup()
    exec(compile(Path(stage).read_text(), stage, "exec"), {"__name__": "stage"})
    connections.close_all()
    if os.fork() == 0:
        call_command("worker", child=True)
        os._exit(0)
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
