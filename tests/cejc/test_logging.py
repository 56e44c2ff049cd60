"""A line of the log: one JSON object, its moment in UTC, nothing in it that should not be."""

import io
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from structlog.stdlib import ProcessorFormatter

from cejc.lib.uploads import limited


@pytest.fixture
def written():
    """What a logger writes through the formatter that the settings gave the process."""
    (own,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(own.formatter)
    log = logging.getLogger("cejc.tests.logging")
    log.addHandler(handler)
    yield lambda text: (log.warning(text), handler.stream.getvalue())[1]
    log.removeHandler(handler)


def test_line_is_json_with_its_moment_in_utc(written):
    said = json.loads(written("something happened"))

    assert said["timestamp"].endswith("Z")
    assert abs(datetime.fromisoformat(said["timestamp"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert (said["event"], said["level"], said["logger"]) == (
        "something happened",
        "warning",
        "cejc.tests.logging",
    )


def test_line_break_in_what_was_sent_begins_no_line(written):
    lines = written('a\n{"event": "forged"}\r\nb').splitlines()

    assert [json.loads(line)["event"] for line in lines] == ['a\n{"event": "forged"}\r\nb']


def test_refused_page_is_a_line_with_its_login(login, alice, caplog):
    answer = login(alice).get("/people/00000000-0000-4000-8000-000000000000/")

    assert answer.status_code == 404
    (line,) = [
        one.msg
        for one in caplog.records
        if isinstance(one.msg, dict) and one.msg.get("event") == "request_finished"
    ]
    assert (line["code"], line["level"], line["user_id"]) == (404, "warning", alice.pk)
    assert line["ip"] == "127.0.0.1"
    assert line["request_id"]


def test_numbers_are_masked_in_every_line(written):
    line = written("looked for 430102199003070011 and 13800138000")

    assert "430102199003070011" not in line
    assert "13800138000" not in line
    assert "430" in line


def test_look_at_a_strangers_signatures_leaves_the_log_on(tmp_path, written):
    paper = tmp_path / "x.pdf"
    paper.write_bytes(b"%PDF-1.7 no more")

    with limited.own_files(), suppress(limited.ChildFound):
        limited.run("signatures", str(paper), roots=[])

    assert "still here" in written("still here")
