"""The workbook of a session as clerks write it: every tick arrives, or its
column is named before anything is written."""

import pytest
from django.urls import reverse

from registry.models import AttendanceSheet, Attendee, SignIn
from registry.training.services.attendance_headings import slot_meant
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.training import session_factories as make
from tests.registry.training.test_session import base, book, running

__all__ = ["base", "running"]
pytestmark = pytest.mark.django_db
HEADINGS = ("姓名", "证件类型", "证件号码")


@pytest.fixture
def long(base):
    """15 June morning and afternoon, 16 June afternoon."""
    parts = [
        ("2020-06-15", "morning", "public"),
        ("2020-06-15", "afternoon", "public"),
        ("2020-06-16", "afternoon", "public"),
    ]
    return make.make_session(base.staff, *parts, base=base.base)


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("6月15日上午", "15 morning"),
        ("6/15上午", "15 morning"),
        ("2020年6月15日 下午", "15 afternoon"),
        ("06-15 上午（周一）", "15 morning"),
        ("6.15下午", "15 afternoon"),
        ("２０２０／６／１５　上午", "15 morning"),
        ("20200615上午", "15 morning"),
        ("6月15号早上", "15 morning"),
        ("六月十五日下午", "15 afternoon"),
        ("周一上午", "15 morning"),
        ("第1天下午", "15 afternoon"),
        ("第二天下午", "16 afternoon"),
        ("6月16日", "16 afternoon"),
        ("上午", "15 morning"),
        ("6月15日上午签到", "15 morning"),
        ("6月15日 08:30-12:00 上午", "15 morning"),
        ("15/6 AM", ""),
        ("6-15 AM", "15 morning"),
        ("星期二", "16 afternoon"),
        ("20-6-15上午", "15 morning"),
        # more than one, none, or something else
        ("下午", ""),
        ("6月15日", ""),
        ("6月17日上午", ""),
        ("6月16日上午", ""),
        ("2019年6月15日上午", ""),
        ("6月15日上午请假", ""),
        ("签到", ""),
        ("单位", ""),
        ("6月15日上午作业成绩", ""),
        ("周三上午", ""),
    ],
)
def test_heading_means_one_slot_or_none(long, heading, meant):
    found = slot_meant(heading, list(long.slots.all()))

    assert (f"{found.date.day} {found.slot}" if found else "") == meant


def sent(client, row, *lines, headings, moment="2020-06-15 18:00", **more):
    with on(moment):
        client.cookies.clear()  # the login of an earlier hour is over
        client.force_login(client.clerk)
        address = reverse("registry:session-sheet", args=[row.public_id])
        answer = client.post(address, {"file": book(lines, headings), **more}, follow=True)
    return answer, answer.content.decode()


@pytest.fixture
def clerk(client, base):
    client.clerk = base.staff
    return client


@pytest.mark.parametrize("heading", ["6月15日上午", "6/15上午", "周一上午", "2020.6.15上午"])
def test_every_tick_under_a_heading_written_otherwise_arrives_and_the_page_says_how_it_was_read(
    clerk, running, heading
):
    lines = [
        ["李小四", "", factories.resident_number(555), "√"],
        ["王小五", "", factories.resident_number(556), "✔"],
    ]

    answer, page = sent(clerk, running, *lines, headings=(*HEADINGS, heading))

    outcome(
        answer,
        "工作簿已导入（工作表“学员名单”）：2人，其中新列入名单2人；新登记签到2次，取消0次。",
        lambda: list(SignIn.objects.values_list("slot__slot", "way")) == [("morning", "sheet")] * 2,
    )
    assert f"“{heading}”一列按2020年6月15日上午登记。" in page


@pytest.mark.parametrize(
    ("headings", "cells", "place", "words"),
    [
        (("6月17日上午",), ["√"], "D1", "“6月17日上午”不是本班日程中的时段"),
        (("上午", "6月15日上午"), ["√", ""], "E1", "这一列与前面的“2020-06-15上午”重复"),
        (("第一讲",), ["√"], "D1", "看不出“第一讲”是本班的哪一个时段，而这一列中有人打了勾"),
        (("",), ["√"], "D1", "看不出“D1”是本班的哪一个时段"),
        (("工作单位",), ["水利厅"], "D1", "不认识“工作单位”这一列"),
        (("",), ["水利厅"], "D1", "D列没有表头而下面有内容"),
        (("6月15日上午请假",), ["是"], "D1", "“6月15日上午请假”不是本班日程中的时段"),
    ],
)
def test_what_cannot_be_read_is_named_before_anything_is_written(
    clerk, running, headings, cells, place, words
):
    line = ["李小四", "", factories.resident_number(555), *cells]

    answer, page = sent(clerk, running, line, headings=(*HEADINGS, *headings))

    assert answer.status_code == 422
    assert (Attendee.objects.count(), SignIn.objects.count()) == (1, 0)
    assert f"{place}：" in page
    assert words in page


def test_columns_that_are_not_wanted_are_left_out_when_said_so_but_no_tick_is(clerk, running):
    line = ["1", "李小四", factories.resident_number(555), "水利厅", "√"]
    headings = ("序号", "*姓名", "身份证号码", "工作单位", "6月15日上午")
    before, _page = sent(clerk, running, line, headings=headings)
    _after, page = sent(clerk, running, line, headings=headings, leave_out="on")
    ticked, _page = sent(clerk, running, [*line, "√"], headings=(*headings, "晚自习"), leave_out="on")

    assert (before.status_code, ticked.status_code) == (422, 422)
    assert SignIn.objects.count() == 1
    assert "“工作单位”一列没有导入。" in page
    assert AttendanceSheet.objects.filter(faults=[]).count() == 1


def test_ticks_wait_for_their_slot(clerk, running):
    line = ["李小四", "", factories.resident_number(555), "√", ""]

    answer, page = sent(
        clerk, running, line, headings=(*HEADINGS, "6月15日上午", "6月15日下午"), moment="2020-06-15 08:00"
    )
    late, _page = sent(
        clerk, running, line, headings=(*HEADINGS, "6月15日上午", "6月15日下午"), moment="2020-06-15 08:45"
    )

    assert answer.status_code == 422
    assert "D1：2020年6月15日上午于08:30开始，开始之后才能登记签到" in page
    assert late.status_code == 200
    assert SignIn.objects.count() == 1
