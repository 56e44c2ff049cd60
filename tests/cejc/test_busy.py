"""Many at once and a machine in trouble, with real processes: a held lock,
a full disk, limits counted by several."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg2
import pytest
import requests
from django.conf import settings
from django.db import connection
from PIL import Image

from tests.cejc.web import STAGE, Forms, Visitor, is_ours, serve, served
from tests.factories import PASSWORD
from tests.processes import apart, wait_until

__all__ = ["apart"]
# SQLite keeps the database in the data folder; a server of its own goes on writing when that folder is full.
DATABASE_INSIDE = connection.vendor == "sqlite"
PUBLIC = ("/notices/", "/catalogue/", "/verify/2020/1/ABCDEFGH", "/handbook/verify/2020/1/ABCDEFGH")
FACTS = """
import json
from certification.models import Slip
from registry.models import Activity, AuditEntry, Evidence, Job, LoginAttempt, MailPreference
print(json.dumps([one.objects.count() for one in (Activity, AuditEntry, Evidence, Job, LoginAttempt, MailPreference, Slip)]
                 + [list(Activity.objects.values_list("edit", flat=True))]))
"""
EVIDENCE, CHOICES, EDITS = 2, 5, 7


def staged(apart):
    served(apart).python(STAGE + "print(1)")
    return apart


@contextmanager
def writing(apart):
    """Another process's transaction that lets nobody write a session meanwhile; everything can be read."""
    url = apart.env["CEJC_DATABASE_URL"]
    if connection.vendor == "sqlite":
        holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg2.connect(url)
        holder.cursor().execute("LOCK TABLE django_session IN SHARE MODE")
    try:
        yield
    finally:
        holder.close()


@contextmanager
def locked(apart):
    """Another process's transaction that holds everything, until the end of the block."""
    url = apart.env["CEJC_DATABASE_URL"]
    if connection.vendor == "sqlite":
        holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
    else:
        holder = psycopg2.connect(url)
        with holder.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            names = ", ".join(f'"{row[0]}"' for row in cursor.fetchall())
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.close()


def timed(call):
    begun = time.monotonic()
    return call(), time.monotonic() - begun


def test_locked_database_is_said_within_seconds_on_every_public_page(apart):
    visitor = Visitor(serve(staged(apart)))
    with locked(apart):
        answers = {path: timed(lambda path=path: visitor.get(path)) for path in PUBLIC}
        health, took = timed(lambda: visitor.get("/health/"))
        call, _seconds = timed(lambda: visitor.get("/api/v1/problems"))

    for path, (answer, seconds) in answers.items():
        assert (path, answer.status_code, answer.headers.get("Retry-After")) == (path, 503, "10")
        assert is_ours(answer), path
        assert "系统正忙" in answer.text
        assert seconds < 12, f"{path} took {seconds:.1f} s"
    assert (health.status_code, health.json()["database"], health.headers["Retry-After"]) == (
        503,
        "busy",
        "10",
    )
    assert took < 8
    assert call.status_code == 200  # asks nothing of the database
    assert [visitor.get(path).status_code for path in PUBLIC[:2]] == [200, 200]
    assert visitor.get("/health/").json()["database"] == "ok"


def test_login_and_logged_in_pages_say_that_the_database_is_locked(apart):
    visitor = Visitor(serve(staged(apart)))
    assert visitor.enter("bob", PASSWORD).status_code == 302
    stranger = Visitor(visitor.base)
    stranger.get("/accounts/login/")
    with locked(apart):
        page, took = timed(lambda: visitor.get("/account/"))
        entering, waited = timed(
            lambda: stranger.session.post(
                f"{visitor.base}/accounts/login/",
                {
                    "login": "alice",
                    "password": PASSWORD,
                    "csrfmiddlewaretoken": stranger.session.cookies["csrftoken"],
                },
                timeout=60,
            )
        )

    assert (page.status_code, entering.status_code) == (503, 503)
    assert is_ours(page)
    assert is_ours(entering)
    assert took < 12
    assert waited < 28
    assert visitor.get("/account/").status_code == 200


def test_page_is_read_though_the_session_cannot_note_it_just_now(apart):
    """An officer's session notes when it was last seen: a long write beside it is no bad request."""
    visitor = Visitor(serve(staged(apart)))
    assert visitor.enter("bob", PASSWORD).status_code == 302
    with writing(apart):
        first, second = visitor.get("/account/"), visitor.get("/account/")

    assert (first.status_code, second.status_code) == (200, 200)
    assert visitor.get("/account/").status_code == 200


def test_limits_of_two_processes_are_one_limit(apart):
    visitor = Visitor(serve(staged(apart), workers=2))

    misses = [visitor.get(f"/verify/2020/1/GUESS{number:03d}").status_code for number in range(34)]

    assert misses == [404] * 30 + [429] * 4


def test_right_login_passes_while_forty_wrong_ones_come_from_its_address(apart):
    visitor = Visitor(serve(staged(apart), workers=2))
    wrong = [visitor.enter(f"nobody{number}", "x") for number in range(34)]

    assert [one.status_code for one in wrong] == [200] * 29 + [429] * 5
    assert all(is_ours(one) and one.headers["Retry-After"] == "900" for one in wrong[29:])
    assert Visitor(visitor.base).enter("alice", PASSWORD).status_code == 302


def as_root(*command):
    """Mounting is root's; bin/setup asks for the same right."""
    subprocess.run([*([] if os.geteuid() == 0 else ["sudo", "-n"]), *command], check=True)


@pytest.fixture
def small_disk(apart, tmp_path):
    """The data folder of `apart` moved onto a disk of its own, of 24 MB;
    where the database is a file, it lies there."""
    folder = tmp_path / "disk"
    folder.mkdir()
    owner = f"size=24m,uid={os.getuid()},gid={os.getgid()},mode=700"
    as_root("mount", "-t", "tmpfs", "-o", owner, "tmpfs", str(folder))
    try:
        apart.env |= {"CEJC_DATA_DIR": str(folder)}
        if DATABASE_INSIDE:
            shutil.copy(apart.env["CEJC_DATABASE_URL"].removeprefix("sqlite:///"), folder / "cejc.sqlite3")
            apart.env |= {"CEJC_DATABASE_URL": f"sqlite:///{folder / 'cejc.sqlite3'}"}
        yield folder
        apart.end()
    finally:
        as_root("umount", "-l", str(folder))


def read_only(folder):
    """Once nobody is writing there: a file that is open for it keeps the mount busy."""

    def done():
        command = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "mount", "-o", "remount,ro", str(folder)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    wait_until(done, what="a moment without a writer")


def proof():
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(out, "PDF")
    return out.getvalue()


def fill(folder):
    """Write until the disk itself refuses."""
    with open(folder / "filler", "wb", buffering=0) as out:

        def without_end():
            while True:
                out.write(b"0" * 4096)

        with pytest.raises(OSError, match="No space left"):
            without_end()
    assert os.statvfs(folder).f_bavail == 0


WORK = (
    STAGE
    + """
import json
from registry.models import Organisation, User
from tests.certification.rows import make_case
from tests.registry.activities.activity_factories import make_draft
alice = User.objects.get(username="alice")
province = Organisation.objects.get(kind="province")
factories.province_of(province, "petra", "彭悦")
case = make_case(alice.professional, state="issue")
print(json.dumps({"draft": str(make_draft(alice, "paper").public_id), "case": str(case.public_id)}))
"""
)


def test_full_disk_refuses_what_is_sent_in_words_and_shows_what_is_there(apart, small_disk):
    made = served(apart).python(WORK)
    base = serve(apart)
    alice, petra, stranger = Visitor(base), Visitor(base), Visitor(base)
    assert [alice.enter("alice", PASSWORD).status_code, petra.enter("petra", PASSWORD).status_code] == [
        302,
        302,
    ]
    door, choice = stranger.get("/accounts/login/"), alice.get("/messages/settings/")
    draft = alice.get(f"/activities/{made['draft']}/edit/")
    ticked = petra.session.post(
        f"{base}/slips/issue/",
        Forms(petra.get("/slips/issue/").text).forms[-1]["fields"] | {"cases": made["case"]},
        timeout=60,
    )
    before = apart.python(FACTS)
    fill(small_disk)

    health = alice.get("/health/")
    file = {"files": ("a.pdf", proof(), "application/pdf")}
    refused = {
        "login": stranger.press(door, "登录", {"login": "bob", "password": PASSWORD}),
        "settings": alice.press(choice, "保存", {"progress": "daily"}),
        "save": alice.press(draft, "保存草稿", {"title": "水文站网规划研究"}),
        "upload": alice.press(draft, "上传材料", files=file),
        "issue": petra.press(ticked, "签发认定单（1份）"),
    }
    pages = {
        path: alice.get(path)
        for path in ("/", "/account/", "/messages/", "/activities/", "/notices/", "/verify/")
    }
    pages |= {path: petra.get(path) for path in ("/slips/", "/slips/issue/", "/desk/")}

    assert health.status_code == 503
    assert (health.json()["database"], health.json()["storage"]) == (
        "full" if DATABASE_INSIDE else "ok",
        "full",
    )
    done = {} if DATABASE_INSIDE else dict.fromkeys(("login", "settings", "save", "issue"), 302)
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(
        refused, 507
    ) | done
    for answer in refused.values():
        if answer.status_code == 507:
            assert answer.headers["Retry-After"] == "300"
            assert is_ours(answer)
            assert "存储空间已满" in answer.text
    assert {path: answer.status_code for path, answer in pages.items()} == dict.fromkeys(pages, 200)
    after = apart.python(FACTS)
    if DATABASE_INSIDE:
        assert after == before
    else:  # what needs no file was done, what needs one was not
        assert after[EVIDENCE] == before[EVIDENCE]
        assert before[CHOICES] == 0 < after[CHOICES]
        assert after[EDITS] == [edit + 1 for edit in before[EDITS]]
    (small_disk / "filler").unlink()
    if DATABASE_INSIDE:  # what was refused is sent once more
        assert stranger.press(door, "登录", {"login": "bob", "password": PASSWORD}).status_code == 302
    health, draft = alice.get("/health/"), alice.get(f"/activities/{made['draft']}/edit/")
    assert (health.json()["database"], health.json()["storage"]) == ("ok", "ok")
    assert alice.press(draft, "上传材料", files=file).status_code == 302
    assert apart.python(FACTS)[EVIDENCE] == before[EVIDENCE] + 1


def test_read_only_folder_is_red_and_reading_goes_on(apart, small_disk):
    made = served(apart).python(WORK)
    visitor = Visitor(serve(apart))
    assert visitor.enter("alice", PASSWORD).status_code == 302
    page, draft = visitor.get("/messages/settings/"), visitor.get(f"/activities/{made['draft']}/edit/")
    read_only(small_disk)

    health = visitor.get("/health/")
    sent = visitor.press(page, "保存", {"progress": "daily"})
    file = visitor.press(draft, "上传材料", files={"files": ("a.pdf", proof(), "application/pdf")})

    assert health.status_code == 503
    written = ("read-only" if DATABASE_INSIDE else "ok", "read-only")
    assert (health.json()["database"], health.json()["storage"]) == written
    assert (sent.status_code, file.status_code) == (503 if DATABASE_INSIDE else 302, 503)
    for answer in (sent, file):
        if answer.status_code == 503:
            assert is_ours(answer)
            assert "目前不能写入数据" in answer.text
    assert visitor.get("/account/").status_code == 200


def test_every_refusal_of_the_server_itself_is_our_page(apart):
    base = serve(staged(apart), workers=1)

    answers = {
        400: requests.get(base, headers={"Host": "elsewhere.example"}, timeout=20),
        404: requests.get(f"{base}/nowhere/", timeout=20),
        405: requests.get(f"{base}/large-text/", timeout=20),
        414: requests.get(f"{base}/notices/?q={'长' * 900}", timeout=20),
        403: requests.post(f"{base}/accounts/login/", timeout=20),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert all(is_ours(answer) for answer in answers.values())
    assert answers[405].headers["Allow"]


def test_check_fails_where_the_cache_is_none_that_nodes_share_and_where_the_proxy_is_not_named(apart):
    def said(**variables):
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy"],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            env=apart.env | {"DJANGO_SETTINGS_MODULE": "cejc.settings"} | variables,
            check=False,
        )
        return done.returncode, done.stderr

    alone = said(CEJC_CACHE_URL="locmemcache://")
    unnamed = said()
    named = said(CEJC_BEHIND_PROXY="true", CEJC_CACHE_URL="valkey://127.0.0.1:6379/0")

    assert alone[0] == 1
    assert "cejc.E004" in alone[1]
    assert "cejc.E005" in unnamed[1]
    assert "cejc.E004" not in unnamed[1]
    assert "cejc.E005" not in named[1]
    assert "cejc.E004" not in named[1]


def test_cookies_of_production_are_of_this_host_alone(apart):
    apart.env |= {"DJANGO_SETTINGS_MODULE": "cejc.settings"}
    *names, secure, path, domain = apart.python(
        "import json\nfrom django.conf import settings as s\nfrom cejc.views import large_text\n"
        "from cejc.lib.message_storage import _Cookie\n"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, large_text.COOKIE, "
        "_Cookie.cookie_name, "
        "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN]))"
    )

    assert names == ["__Host-sessionid", "__Host-csrftoken", "__Host-large_text", "__Host-messages"]
    assert (secure, path, domain) == (True, "/", None)
