"""What every service stands on: one transaction, one flush of the audit entries, retried on a lock conflict."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction

from credits.queries import policy_held
from registry.machinery.services import audit

P = ParamSpec("P")
R = TypeVar("R")
_depth: ContextVar[int] = ContextVar("cejc_service_depth", default=0)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Open the transaction of a service and write its audit entries as the last thing in it.

    The chain's head is locked only then, after every row the service locks for itself, so that two services
    cannot wait for each other. A service called by a service joins the outer one.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if _depth.get():
            return function(*args, **kwargs)
        with transaction.atomic():
            token = _depth.set(1)
            try:
                with audit.collecting(), policy_held():
                    return function(*args, **kwargs)
            finally:
                # Before the commit, so that a service called by an on_commit hook opens a transaction of its own.
                _depth.reset(token)

    return wrapper
