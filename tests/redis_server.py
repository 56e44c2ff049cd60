"""A Redis of its own on loopback, which keeps nothing on disk and is gone at the end."""

import socket
import subprocess
from contextlib import contextmanager

from tests.processes import wait_until


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def redis_server(folder, port):
    line = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(port), what="Redis")
        yield server
    finally:
        server.kill()
        server.wait()


def _answers(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
