"""PgBouncer in transaction mode between a test's processes and their database: whoever begins a transaction gets
any session that is free, with whatever the one before left in it."""

import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from scale.postgres import as_servant
from tests.processes import wait_until

INI = """
[databases]
* = host={host} port={port} user=cejc
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 100
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pooled(apart, *, sessions):
    """`apart` behind a pooler of so many sessions; the address of the server itself is given."""
    direct = apart.env["CEJC_DATABASE_URL"]
    with psycopg2.connect(direct) as known:
        host, port, name = known.info.host, known.info.port, known.info.dbname
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        own = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="cejc-pooler-", dir="/tmp"))
    server = _start(folder, INI.format(host=host, port=port, own=own, sessions=sessions))
    try:
        with socket.socket() as asked:
            wait_until(lambda: asked.connect_ex(("127.0.0.1", own)) == 0, what="PgBouncer")
        apart.env |= {
            "CEJC_DATABASE_URL": f"postgres://cejc@127.0.0.1:{own}/{name}",
            "CEJC_POOLER": "true",
        }
        yield direct
    finally:
        apart.end()
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)


def _start(folder, text):
    """It does not serve as root."""
    folder.chmod(0o755)
    ini = folder / "pgbouncer.ini"
    ini.write_text(text)
    ini.chmod(0o644)
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(["/usr/sbin/pgbouncer", ini], stdout=log, stderr=log, cwd="/", **as_servant())
