"""`manage.py convert` as scripts run it: the contract byte for byte, many documents in one process, exit codes."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from credits import services
from credits.command_line import without_portal
from credits.engine import load_bytes
from credits.kept import stored_base
from credits.models import PolicyVersion
from tests.credits.build import policy
from tests.credits.test_governing import amended

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = Path(__file__).parent / "contract"
PAPER = {"id": "r", "kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2018-09-01"}
GOOD, BAD = json.dumps({"records": [PAPER]}), json.dumps({"records": [{**PAPER, "author_rank": 0}]})


def process(folder: Path, *args: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "CEJC_DATA_DIR": str(folder), **more}
    command = [sys.executable, "manage.py", "convert", *args]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=environment, check=False)


@pytest.fixture
def called(capsysbinary):
    """The command in this process, without the portal: status, output, error output."""

    def call(*args: str) -> tuple[int | None, bytes, str]:
        status = without_portal(list(args))
        out, err = capsysbinary.readouterr()
        return status, out, err.decode()

    return call


def test_document_without_additions_is_answered_byte_for_byte_as_ever(tmp_path, called):
    answer = (CONTRACT / "answer.json").read_bytes()

    assert called(str(CONTRACT / "request.json")) == (0, answer, "")
    done = process(tmp_path, "-", given=(CONTRACT / "request.json").read_bytes(), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout, done.stderr) == (0, answer, b"")


def test_the_portal_is_not_loaded_for_a_policy_that_stands_in_a_file(tmp_path):
    """What takes seconds, and settings that make keys, are not needed to count hours."""
    folder = tmp_path / "data"

    done = process(folder, "-", given=GOOD.encode(), DJANGO_SETTINGS_MODULE="no.such.settings")

    assert (done.returncode, done.stderr) == (0, b"")
    assert not folder.exists()


def test_both_ways_say_the_same(tmp_path, called):
    file, out = tmp_path / "in.json", StringIO()
    file.write_text(f"{GOOD}\n{BAD}\n{GOOD}", encoding="utf-8")

    with pytest.raises(CommandError) as error:
        call_command("convert", str(file), lines=True, stdout=out)

    quick = called("--lines", str(file))
    assert (error.value.returncode, out.getvalue()) == (quick[0], quick[1].decode())
    assert quick[2] == f"CommandError: {error.value}\n"


def test_stream_ends_with_3_where_some_lines_could_not_be_read(tmp_path):
    lines = f"\n{GOOD}\n{BAD}\n{GOOD}\n?"

    done = process(tmp_path, "--lines", "-", given=lines.encode())

    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [one.get("line") for one in found] == [None, 3, None, 5]
    assert [one["awards"][0]["hours"] for one in found if "awards" in one] == ["30", "30"]
    assert done.stderr.decode() == "CommandError: 有 2 行未能读取，首先是第 3 行，其余各行均已答复\n"


def test_stream_is_answered_line_by_line_while_more_may_come(tmp_path):
    command = [sys.executable, "manage.py", "convert", "--lines", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as running:
        for rank, hours in ((1, "30"), (2, "10")):
            running.stdin.write(json.dumps({"records": [{**PAPER, "author_rank": rank}]}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["awards"][0]["hours"] == hours
        running.stdin.close()
        assert running.wait(30) == 0


def test_reader_who_goes_away_ends_the_stream_in_one_line():
    command = [sys.executable, "manage.py", "convert", "--lines", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as running:
        running.stdout.close()
        running.stdin.write(f"{GOOD}\n".encode())
        running.stdin.close()
        assert running.wait(30) == 2
        assert running.stderr.read().decode() == "CommandError: 读取方提前关闭了输出\n"


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("no/such.json",), "不存在或无法读取"),
        (("--policy", "no/such.toml", "-"), "不存在或无法读取"),
        (("--lines", "."), "不存在或无法读取"),
    ],
)
def test_where_nothing_can_be_read_the_status_is_2_and_one_line_says_why(called, args, word):
    status, out, err = called(*args)

    assert (status, out, err.count("\n")) == (2, b"", 1)
    assert word in err


@pytest.mark.parametrize("args", [(), ("--help",), ("-", "--traceback"), ("--policy", "hunan-2020@2", "-")])
def test_what_is_not_plain_is_left_to_the_portal(called, args):
    assert called(*args) == (None, b"", "")


def test_usual_policy_is_the_sites(called, tmp_path, monkeypatch):
    file = tmp_path / "in.json"
    file.write_text('{"records": []}', encoding="utf-8")
    monkeypatch.setenv("SITE", "lanchuan")

    _status, out, _err = called(str(file))

    assert json.loads(out)["policy"]["name"] == "lanchuan-2020"


def answered_under(reference: str, tmp_path: Path) -> dict:
    file, out = tmp_path / "in.json", StringIO()
    file.write_text('{"records": []}', encoding="utf-8")
    call_command("convert", str(file), policy=reference, stdout=out)
    return json.loads(out.getvalue())["policy"]


@pytest.mark.django_db
def test_published_edition_is_taken_by_its_number_and_stays_when_it_is_amended(tmp_path):
    services.load_policy(policy=policy(), publish=True)
    services.load_policy(policy=amended()[1], publish=True)
    kept = dict(PolicyVersion.objects.values_list("edition", "sha256"))

    assert answered_under("hunan-2020@2", tmp_path)["sha256"] == kept[2]
    assert answered_under("hunan-2020@1", tmp_path)["sha256"] == kept[1]
    assert answered_under("hunan-2020", tmp_path)["sha256"] == kept[1]


@pytest.mark.django_db
def test_policy_that_was_only_drafted_is_unknown(tmp_path):
    text = b'format = 1\nextends = "hunan-2020"\nname = "changsha-2020"\n'
    services.load_policy(policy=load_bytes(text, "changsha-2020.toml"))
    with pytest.raises(CommandError, match="没有名为 changsha-2020 的政策"):
        answered_under("changsha-2020", tmp_path)

    services.load_policy(policy=load_bytes(text, "changsha-2020.toml"), publish=True)

    assert answered_under("changsha-2020", tmp_path)["name"] == "changsha-2020"


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["hunan-2020@", "hunan-2020@0", "hunan-2020@二", "hunan-2020@²", "@1"])
def test_edition_that_is_no_number_is_unknown(reference, tmp_path):
    with pytest.raises(CommandError, match="没有名为") as error:
        answered_under(reference, tmp_path)

    assert error.value.returncode == 2
    with pytest.raises(LookupError):
        stored_base(reference)
