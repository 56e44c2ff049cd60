"""A primary and a replica that follows it, each a process of its own, owned by a user that is not root."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2

NAME = "cejc"
DATABASE = "cejc"
# A small machine shared by all parts; what is acknowledged is on the disk, as everywhere.
SETTINGS = (
    "shared_buffers=256MB",
    "max_connections=120",
    "wal_level=replica",
    "max_wal_senders=8",
    "hot_standby=on",
    "wal_receiver_status_interval=1s",
    "wal_retrieve_retry_interval=500ms",
    "jit=off",
)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def binary(name: str) -> str:
    """The newest installed server's own binary (Debian keeps them out of the path)."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: float(path.split("/")[4]))
    path = found[-1] if found else shutil.which(name)
    if not path:
        raise SystemExit(f"PostgreSQL's {name} is missing. Please type: sudo apt-get install -y postgresql")
    return path


def as_servant() -> dict[str, Any]:
    """For subprocess: PostgreSQL and PgBouncer refuse to serve as root."""
    if os.getuid():
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def given_to_servant(path: Path) -> Path:
    if not os.getuid():
        user = pwd.getpwnam("postgres")
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


class Server:
    """One PostgreSQL in `folder`, which does not exist yet."""

    def __init__(self, folder: Path, name: str, settings: Sequence[str] = ()) -> None:
        self.folder, self.name, self.port = folder, name, free_port()
        self.settings = [*SETTINGS, *settings]
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        given_to_servant(folder)

    def begin(self) -> None:
        """A new cluster: UTF-8, open on loopback to whoever is on this machine."""
        line = ["--auth=trust", f"--username={NAME}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([binary("initdb"), f"--pgdata={self.folder}/data", *line])
        self.start()
        self.ask(f"CREATE DATABASE {DATABASE}", database="postgres")

    def follow(self, primary: "Server") -> None:
        """A copy of `primary` that goes on following it, under its own name."""
        source = f"host=127.0.0.1 port={primary.port} user={NAME} application_name={self.name}"
        copy = [f"--pgdata={self.folder}/data", "--checkpoint=fast", "--write-recovery-conf", "--no-sync"]
        _run([binary("pg_basebackup"), f"--dbname={source}", *copy])
        self.start()

    def start(self) -> None:
        own = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        line = [part for one in [*self.settings, *own] for part in ("-c", one)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [binary("postgres"), "-D", f"{self.folder}/data", *line],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                **as_servant(),
            )
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.answers():
                return
            if self.process and self.process.poll() is not None:
                break
            time.sleep(0.05)
        words = (self.folder / "log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{self.name} does not answer:\n{words}")

    def answers(self) -> bool:
        try:
            return self.ask("SELECT 1", database="postgres") == [(1,)]
        except psycopg2.OperationalError:
            return False

    def promote(self) -> None:
        """As docs/operations.md says."""
        _run([binary("pg_ctl"), "promote", "-D", f"{self.folder}/data", "-w"])

    def ask(self, sql: str, *values: Any, database: str = DATABASE) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.url(database), connect_timeout=3)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{database}"

    def kill(self) -> None:
        """As a machine that lost its power: no process of it says goodbye."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """An immediate stop: nothing in it is to be kept."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **as_servant())
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr[-2000:]}")
