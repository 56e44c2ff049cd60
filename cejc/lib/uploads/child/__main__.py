"""`python -m cejc.lib.uploads.child TASK PATH`: read options on standard
input, set the limits, do one task, answer.

The answer is one line of JSON, then bytes. `{"fault": code, …}` is a finding; anything else that goes wrong
is a non-zero exit status, which the parent reads as "cannot be opened".
"""

import importlib
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from cejc.lib.uploads.child.faults import Fault

TASKS = {
    "pdf": ("pdf", "inspect"),
    "pdf_page": ("pdf", "page"),
    "image": ("image", "inspect"),
    "image_small": ("image", "small"),
    "image_clean": ("image", "clean"),
    "pdf_clean": ("clean_pdf", "clean"),
    "office_clean": ("clean_office", "clean"),
    "portrait": ("image", "portrait"),
    "office": ("office", "inspect"),
    "book": ("book", "rows"),
    "book_form": ("book", "form"),
    "book_marked": ("book_marked", "marked"),
    "table": ("sheet", "table"),
    "words": ("words", "text"),
    "look": ("alike", "look"),
    "same": ("alike", "same"),
    "signatures": ("signed", "look"),
}


def main(task: str, path: str) -> None:
    options = json.load(sys.stdin)
    _limit(options.pop("memory"), options.pop("cpu"), options.pop("written"))
    try:
        facts, body = work_of(task)(path, **options)
    except Fault as fault:
        facts, body = {"fault": fault.code, **fault.facts}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")
    for piece in (body,) if isinstance(body, bytes) else body:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def work_of(task: str) -> Callable[..., tuple[dict, Any]]:
    """The function that does `task`; its bytes may also come in pieces."""
    module, name = TASKS[task]
    return getattr(importlib.import_module(f"cejc.lib.uploads.child.{module}"), name)


def _limit(memory: int, cpu: int, written: int) -> None:
    """No more address space, processor seconds, open files; no file over `written` bytes (0: none at all)."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:3])
