"""How long the request at hand has waited for a thread; 0 where nobody measures."""

import threading

_thread = threading.local()


def note(seconds: float) -> None:
    """Called by the server (cejc/serving.py) in the thread that now begins with a request."""
    _thread.seconds = seconds


def seconds() -> float:
    found: float = getattr(_thread, "seconds", 0.0)
    return found
