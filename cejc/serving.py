"""gunicorn's worker of threads (`--worker-class cejc.serving.Worker`), which also says how long a request
waited for one of them: that more is asked than the machine can do is recognised by that alone."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from cejc.lib import waiting


class Pool(ThreadPoolExecutor):
    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        return super().submit(_begun, time.monotonic(), work, *args, **named)


def _begun(since: float, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    waiting.note(time.monotonic() - since)
    return work(*args, **named)


class Worker(ThreadWorker):
    def get_thread_pool(self) -> Pool:
        """What gunicorn asks for its threads."""
        return Pool(max_workers=self.cfg.threads)
