"""The commands as scripts use them: real processes for what touches streams and exit codes."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from credits.engine import BUNDLED, bundled_names
from credits.models import CalendarDay, PolicyVersion

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = {
    "records": [
        {
            "id": "r1",
            "kind": "training",
            "lines": [
                {"date": "2019-05-06", "slot": "day", "subject": "professional"},
                {"date": "2019-05-07", "slot": "morning", "subject": "public"},
            ],
        },
        {"id": "r2", "kind": "paper", "author_rank": 2, "cn_serial": True, "date": "2018-09-01"},
    ],
    "years": [2018, 2019],
    "certified": [{"year": 2017, "slip": "…"}],
    "exempt": [{"year": 2016, "reason": "…"}],
}


def convert(document: object, *args: str, folder: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """`manage.py convert - args` in a data folder of its own, with no database file."""
    given = document if isinstance(document, bytes) else json.dumps(document).encode()
    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    environment = {**os.environ, "CEJC_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": settings, **more}
    command = [sys.executable, "manage.py", "convert", "-", *args]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=environment, check=False)


def test_example_of_the_contract_from_standard_input(tmp_path):
    done = convert(EXAMPLE, folder=tmp_path, PYTHONIOENCODING="ascii")

    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(answer) == ["policy", "awards", "refused", "years"]
    assert [
        (a["record"], a["year"], a["subject"], a["hours"], a["clause"], a["deemed"]) for a in answer["awards"]
    ] == [
        ("r1", 2019, "professional", "10", "附二1", False),
        ("r1", 2019, "public", "4", "附二1", False),
        ("r2", 2018, "professional", "10", "附二3", False),
    ]
    assert answer["years"][1] == {
        "year": 2019,
        "status": "short",
        "public": "4",
        "professional": "10",
        "total": "14",
        "missing": {"public": "26", "professional": "50", "total": "76"},
    }
    assert not list(tmp_path.glob("*.sqlite3"))


def test_bad_fact_is_one_line_on_standard_error_and_status_2(tmp_path):
    done = convert(
        {"records": [{"id": "p9", "kind": "computer_exam", "modules": 1, "date": "2019-02-31"}]},
        folder=tmp_path,
    )

    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (2, b"", 1)
    assert "p9 的 date：日期 2019-02-31 不存在" in lines[0]


def answer(document: object, tmp_path: Path, **options: str) -> str:
    file, out = tmp_path / "in.json", StringIO()
    file.write_text(json.dumps(document), encoding="utf-8")
    call_command("convert", str(file), stdout=out, **options)
    return out.getvalue()


def test_policy_can_be_a_name_or_a_path(tmp_path):
    by_name = answer(EXAMPLE, tmp_path, policy="hunan-2024")
    by_path = answer(EXAMPLE, tmp_path, policy=str(BUNDLED / "hunan-2024.toml"))

    assert by_name == by_path
    assert json.loads(by_name)["policy"]["name"] == "hunan-2024"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["hunan-1999", "no/such/file.toml", "../hunan-2020"])
def test_unknown_policy_is_status_2(tmp_path, name):
    with pytest.raises(CommandError) as error:
        answer(EXAMPLE, tmp_path, policy=name)

    assert error.value.returncode == 2


def test_missing_file_is_status_2():
    with pytest.raises(CommandError, match="不存在或无法读取") as error:
        call_command("convert", "nowhere.json")

    assert error.value.returncode == 2


def test_check_policies_prints_a_line_a_policy_and_fails_with_every_fault(tmp_path):
    good, bad, out = tmp_path / "good.toml", tmp_path / "bad.toml", StringIO()
    text = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
    good.write_text(text.replace('"hunan-2020"', '"good"'), encoding="utf-8")
    bad.write_text(
        text.replace("format = 1", "format = 9").replace('same_work = "refuse"', "same_work = 1"),
        encoding="utf-8",
    )

    with pytest.raises(CommandError) as error:
        call_command("check_policies", str(good), str(bad), stdout=out)

    assert [line.split("\t")[0] for line in out.getvalue().splitlines()] == [
        *bundled_names(),
        "good",
    ]
    assert error.value.returncode == 1
    assert [line.split("：")[1] for line in str(error.value).splitlines()] == ["format", "same_work"]


@pytest.mark.django_db
def test_load_policy_twice_stores_one_row():
    first, second = StringIO(), StringIO()

    call_command("load_policy", "hunan-2020", "--publish", stdout=first)
    call_command("load_policy", "hunan-2020", "--publish", stdout=second)

    assert "已载入，已发布" in first.getvalue()
    assert "没有变化，已发布" in second.getvalue()
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_load_policy_refuses_a_bad_file(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("format = 1", encoding="utf-8")

    with pytest.raises(CommandError, match="缺少此项"):
        call_command("load_policy", str(bad))

    assert not PolicyVersion.objects.exists()


@pytest.mark.django_db
def test_load_calendar_is_safe_to_run_twice_and_refuses_a_year_without_data():
    call_command("load_calendar", "2020", stdout=StringIO())
    call_command("load_calendar", "2020", stdout=StringIO())
    with pytest.raises(CommandError, match="没有 2099 年的放假安排数据"):
        call_command("load_calendar", "2019", "2099")

    assert CalendarDay.objects.count() == 366
