"""A process that has loaded what it runs, and goes on for days."""

import gc

# New objects before the youngest are looked through; the interpreter's 700 are for scripts.
YOUNG, MIDDLE, OLD = 10_000, 10, 10


def settle() -> None:
    """Do not look again and again for garbage among modules and classes, which stay as long as the process.

    A tenth to a fifth of the time of a page, and of a piece of a long list, went into looking. Called where
    a process begins to serve: a web process, a worker.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
