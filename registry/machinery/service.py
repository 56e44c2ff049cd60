"""What every service stands on: one transaction, one flush of the audit
entries, tried again after a deadlock."""

import functools
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import translation

from cejc.lib.faults import undone_for_another
from credits.queries import policy_held
from registry.machinery.services import audit

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger("cejc.service")
_depth: ContextVar[int] = ContextVar("cejc_service_depth", default=0)
# Seconds, at most, before the second try and each later one; by chance, so that two do not meet again.
PAUSES = (0.05, 0.1, 0.2)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Open the transaction of a service and write its audit entries as the last thing in it.

    They take no lock (the worker links them), so that no two services wait for each other at the log. Where
    PostgreSQL undoes the transaction for another one (a deadlock, a serialisation failure), it is done again
    from the start, a few times; then the fault goes on, and is what a busy machine answers
    (`cejc.lib.faults`). A service called by a service joins the outer one.

    What it keeps is Chinese, whoever asks; a refusal that a stranger may
    read is a lazy text, put into words outside.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if _depth.get():
            return function(*args, **kwargs)
        work = functools.partial(function, *args, **kwargs)
        with translation.override(settings.LANGUAGE_CODE):
            if _once_only(*args, *kwargs.values()):
                return _whole(work)
            return _patiently(work, function.__qualname__)

    return wrapper


def _once_only(*given: object) -> bool:
    """In a caller's transaction, which is undone as well, nothing is done
    again; nor with what can be read but once."""
    read_once = any(hasattr(one, "__next__") or hasattr(one, "read") for one in given)
    return read_once or transaction.get_connection().in_atomic_block


def _patiently(work: Callable[[], R], name: str) -> R:
    for pause in PAUSES:
        committed: list[bool] = []
        try:
            return _whole(work, committed)
        except OperationalError as fault:
            # What comes of a hook after the commit is no fault of a transaction that stands.
            if committed or not undone_for_another(fault):
                raise
            log.warning("undone for another transaction; trying again", service=name, fault=str(fault))
        time.sleep(random.uniform(0, pause))  # noqa: S311 (chance, no secret)
    return _whole(work)


def _whole(work: Callable[[], R], committed: list[bool] | None = None) -> R:
    with transaction.atomic():
        if committed is not None:
            # The first of the hooks: the service may add others.
            transaction.on_commit(lambda: committed.append(True))
        token = _depth.set(1)
        try:
            with audit.collecting(), policy_held():
                return work()
        finally:
            # Before the commit, so that a service called by an on_commit hook opens a transaction of its own.
            _depth.reset(token)
