"""The parts of a portal on several machines, each a process on loopback with the files of deploy/."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import boto3
import psycopg2

from scale.postgres import DATABASE, NAME, Server, as_servant, free_port, given_to_servant

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
RESTART_SECONDS = 1.0
BUCKET = "cejc"


class Part:
    """One process and all that it starts; with `kept` it is started again when it ends, as systemd does."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], log: Path, *, kept: bool = False, **options
    ):
        self.name, self.command, self.env, self.log = name, command, env, log
        self.kept, self.options = kept, options
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = threading.Event()

    def start(self) -> None:
        self._start()
        if self.kept:
            threading.Thread(target=self._keep, name=self.name, daemon=True).start()

    def _start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **({"cwd": ROOT} | self.options),
            )

    def _keep(self) -> None:
        while not self.stopped.wait(RESTART_SECONDS):
            if self.process and self.process.poll() is not None and not self.stopped.is_set():
                self._start()

    def kill(self) -> None:
        """As the loss of a machine: it and its children, without a word."""
        if self.process and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        self.stopped.set()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process:  # what it started and did not end itself
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Pooler(Part):
    """PgBouncer, with the databases of deploy/pgbouncer.ini where they are now."""

    def __init__(self, folder: Path, primary: Server, replica: Server) -> None:
        self.port, self.ini = free_port(), folder / "pgbouncer.ini"
        self.point(primary, replica)
        super().__init__(
            "pgbouncer",
            ["/usr/sbin/pgbouncer", str(self.ini)],
            dict(os.environ),
            folder / "pgbouncer.log",
            kept=True,
            **(as_servant() | {"cwd": "/"}),
        )

    def point(self, primary: Server, replica: Server) -> None:
        text = (DEPLOY / "pgbouncer.ini").read_text()
        for name, server in (("cejc", primary), ("cejc_replica", replica)):
            where = f"{name} = host=127.0.0.1 port={server.port} dbname={DATABASE} user={NAME}"
            text = re.sub(rf"^{name} = .*$", where, text, flags=re.M)
        own = {"listen_addr": "127.0.0.1", "listen_port": str(self.port), "auth_type": "any"}
        for name, value in own.items():
            text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.M)
        text = re.sub(r"^auth_file.*\n", "unix_socket_dir =\n", text, flags=re.M)
        self.ini.write_text(text)
        self.ini.chmod(0o644)

    def reload(self) -> None:
        with closing(psycopg2.connect(self.url("pgbouncer"))) as connection:
            connection.autocommit = True
            connection.cursor().execute("RELOAD")

    def url(self, database: str) -> str:
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{database}"


def cache(folder: Path, port: int) -> Part:
    (folder / "redis.conf").write_text(
        re.sub(r"^port .*$", f"port {port}", (DEPLOY / "redis.conf").read_text(), flags=re.M)
    )
    program = shutil.which("valkey-server") or "/usr/bin/redis-server"
    line = [program, str(folder / "redis.conf"), "--dir", str(folder)]
    return Part("cache", line, dict(os.environ), folder / "cache.log", kept=True)


def bucket(folder: Path) -> tuple[Part, dict[str, str]]:
    """The S3 of the tests, with an empty bucket, and how nodes are told of it."""
    from tests import s3_server_keys as keys

    (folder / "s3").mkdir()
    said = folder / "s3.log"
    line = [sys.executable, "-W", "ignore", "-m", "tests.s3_server", str(folder / "s3")]
    part = Part("s3", line, dict(os.environ), said)
    part.start()
    until(lambda: said.read_text().strip().isdigit(), 60, "the S3 of the tests")
    url = f"http://127.0.0.1:{said.read_text().strip()}"
    access = {"aws_access_key_id": keys.ACCESS, "aws_secret_access_key": keys.SECRET}
    with closing(boto3.client("s3", endpoint_url=url, region_name="us-east-1", **access)) as client:
        client.create_bucket(Bucket=BUCKET)
    return part, {
        "CEJC_S3_BUCKET": BUCKET,
        "CEJC_S3_ENDPOINT": url,
        "CEJC_S3_REGION": "us-east-1",
        "CEJC_S3_ACCESS_KEY": keys.ACCESS,
        "CEJC_S3_SECRET_KEY": keys.SECRET,
    }


def command_of(unit: str, **changed: str) -> list[str]:
    """What systemd would start, with other values of some options."""
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(), flags=re.M)
    words = line.replace("/srv/cejc", str(ROOT)).split()
    for name, value in changed.items():
        words[words.index(f"--{name}") + 1] = value
    return words


def web(folder: Path, name: str, env: dict[str, str], port: int) -> Part:
    line = command_of("cejc-web.service", workers="2", bind=f"127.0.0.1:{port}")
    return Part(name, [*line, "--no-control-socket"], env, folder / f"{name}.log", kept=True)


def worker(folder: Path, name: str, env: dict[str, str]) -> Part:
    line = command_of("cejc-worker.service", processes="1")
    return Part(name, line, env, folder / f"{name}.log", kept=True)


def nginx(folder: Path, port: int, nodes: list[int], static: Path) -> Part:
    """deploy/nginx.conf without TLS, in a place of its own; no part of it needs root."""
    place = given_to_servant(folder / "nginx")
    site = (DEPLOY / "nginx.conf").read_text()
    servers = iter(nodes)
    site = re.sub(r"server 10\.[\d.]+:8000", lambda _found: f"server 127.0.0.1:{next(servers)}", site)
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, flags=re.S)
    site = re.sub(r"^\s+ssl_.*\n", "", site, flags=re.M)
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    site = site.replace("server_name portal.example.org;", "server_name 127.0.0.1;")
    site = site.replace("/srv/cejc/var/static/", f"{static}/")
    (place / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
    (place / "nginx.conf").write_text(f"""
daemon off;
pid {place}/pid;
error_log {place}/error.log warn;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    {temporary}
    include {place}/site.conf;
}}
""")
    line = ["/usr/sbin/nginx", "-p", str(place), "-e", f"{place}/error.log", "-c", f"{place}/nginx.conf"]
    servant = as_servant() | {"cwd": "/"}
    return Part("nginx", line, dict(os.environ), folder / "nginx.log", kept=True, **servant)


def until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for it; how long that took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise RuntimeError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begun
