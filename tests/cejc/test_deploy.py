"""What operators copy from deploy/ is true: the commands exist, the variables are read, the programs take the files."""

import configparser
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from scale import parts
from tests.cejc.test_operations import read_by_settings

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = ("cejc-web.service", "cejc-worker.service")
GUNICORN = re.compile(r"gunicorn cejc\.wsgi:application (.*?) --bind")


def text_of(name):
    return (settings.BASE_DIR / name).read_text(encoding="utf-8")


def test_gunicorn_is_started_everywhere_as_documented():
    told = {
        name: set(GUNICORN.findall(text_of(name)))
        for name in ("docs/operations.md", "deploy/cejc-web.service", "deploy/compose.yaml")
    }

    assert len(set.union(*told.values())) == 1
    assert all(told.values())


def test_every_variable_of_the_example_is_one_that_the_settings_read():
    named = re.findall(r"^(CEJC_[A-Z0-9_]+?)(?:_FILE)?=", text_of("deploy/environment.example"), flags=re.M)

    assert len(named) > 15
    assert set(named) - read_by_settings() == set()


def test_every_command_that_a_unit_or_compose_names_exists():
    named = set(
        re.findall(
            r"manage\.py (\w+)",
            "".join(text_of(f"deploy/{one}") for one in (*UNITS, "compose.yaml", "Dockerfile")),
        )
    )

    assert "worker" in named
    assert named - set(get_commands()) == set()


def test_compose_has_the_parts_of_the_picture():
    parts_of = yaml.safe_load(text_of("deploy/compose.yaml"))["services"]

    assert set(parts_of) == {"web-a", "web-b", "worker", "primary", "replica", "pgbouncer", "cache", "nginx"}
    hosts = {one["networks"]["default"]["ipv4_address"] for one in parts_of.values() if "networks" in one}
    named = set(re.findall(r"10\.0\.0\.\d+", text_of("deploy/nginx.conf") + text_of("deploy/pgbouncer.ini")))
    assert named <= hosts


def test_the_pooler_keeps_no_session_and_the_portal_is_told():
    ini = configparser.ConfigParser()
    ini.read(DEPLOY / "pgbouncer.ini")

    assert ini["pgbouncer"]["pool_mode"] == "transaction"
    assert "CEJC_POOLER=true" in text_of("deploy/environment.example")


def test_what_a_person_may_send_passes_the_proxy():
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", text_of("deploy/nginx.conf"))

    assert int(megabytes) * 1024 * 1024 > settings.CEJC_PICTURE_LIMIT


def test_proxy_says_of_its_own_files_what_the_portal_says():
    (static,) = re.findall(r"location /static/ \{(.*?)\n    \}", text_of("deploy/nginx.conf"), flags=re.S)
    said = dict(re.findall(r'add_header ([\w-]+) "?([^";]*(?:;[^";]*)*?)"? always;', static))

    assert re.fullmatch(r"max-age=31536000; includeSubDomains; preload", said["Strict-Transport-Security"])
    assert "frame-ancestors 'none'" in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY


def test_program_is_not_led_from_http_to_https():
    (plain,) = re.findall(r"server \{\s+listen 80;(.*?)\n\}\n", text_of("deploy/nginx.conf"), flags=re.S)

    assert "location /api/ { return 403; }" in plain
    assert "location / { return 301 https://" in plain


def test_proxy_speaks_tls_with_forward_secrecy_alone():
    conf = text_of("deploy/nginx.conf")
    (suites,) = re.findall(r"ssl_ciphers ([\w:-]+);", conf)

    assert re.findall(r"ssl_protocols (.*);", conf) == ["TLSv1.2 TLSv1.3"]
    assert len(suites.split(":")) == 6
    assert [one for one in suites.split(":") if not re.match(r"ECDHE-.*(GCM|POLY1305)", one)] == []


def test_history_of_the_code_is_out_of_reach():
    units = [text_of(f"deploy/{name}") for name in UNITS]

    assert all("InaccessiblePaths=-/srv/cejc/.git\n" in unit for unit in units)
    assert {".git", "var", ".venv"} <= set(text_of(".dockerignore").split())


@pytest.mark.skipif(
    not shutil.which("nginx", path="/usr/sbin:/usr/bin"), reason="nginx is not on this machine"
)
def test_nginx_takes_its_file(tmp_path):
    (tmp_path / "nginx").mkdir()
    part = parts.nginx(tmp_path, 8160, [8161, 8162], tmp_path)
    done = subprocess.run([*part.command, "-t"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_its_units(name, tmp_path):
    unit = tmp_path / name
    unit.write_text(text_of(f"deploy/{name}").replace("/srv/cejc", str(settings.BASE_DIR)))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )

    assert [line for line in done.stderr.splitlines() if name in line] == []
