"""The workbook of a session as clerks write it: every tick arrives, or its
column is named before anything is written."""

import pytest
from django.urls import reverse

from registry.machinery.services.job import run_all
from registry.models import Attendee, SheetAnswer, SheetImport, SignIn
from registry.training.services.attendance_headings import slot_meant
from tests import factories
from tests.certification.rows import on
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


def sent(client, row, *lines, headings, moment="2020-06-15 18:00"):
    """The import of a workbook with these lines, as it was read at that hour."""
    with on(moment):
        client.cookies.clear()  # the login of an earlier hour is over
        client.force_login(client.clerk)
        address = reverse("registry:session-sheet", args=[row.public_id])
        answer = client.post(address, {"file": book(lines, headings)})
        assert answer.status_code == 302, answer.context["form"].errors
        run_all()
    return SheetImport.objects.order_by("-pk").first()


def answered(client, made, *answers, moment="2020-06-15 18:00"):
    with on(moment):
        data = {f"q{place}": answer for place, answer in enumerate(answers)}
        client.post(reverse("registry:sheet", args=[made.public_id]), data)
        run_all()
    made.refresh_from_db()
    return made


def taken(client, made, moment="2020-06-15 18:00"):
    with on(moment):
        client.post(reverse("registry:sheet-take", args=[made.public_id]), {"choice": "right"})
        run_all()
        made.refresh_from_db()
        return made, client.get(reverse("registry:sheet", args=[made.public_id])).content.decode()


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

    made = sent(clerk, running, *lines, headings=(*HEADINGS, heading))
    assert (made.counts, SignIn.objects.count()) == ({"new": 2}, 0)
    made, page = taken(clerk, made)

    assert (made.state, made.counts["done"]) == ("done", 2)
    assert list(SignIn.objects.values_list("slot__slot", "way")) == [("morning", "sheet")] * 2
    assert f"“{heading}”一列读作2020-06-15上午" in page


@pytest.mark.parametrize(
    ("headings", "cells", "words", "held"),
    [
        (("6月17日上午",), ["√"], "不认识“6月17日上午”这一列（D列）", ["√"]),
        (("第一讲",), ["√"], "不认识“第一讲”这一列（D列）", ["√"]),
        (("",), ["√"], "D列没有表头而下面有内容", ["√"]),
        (("工作单位",), ["水利厅"], "不认识“工作单位”这一列（D列）", ["水利厅"]),
        (("6月15日上午请假",), ["是"], "不认识“6月15日上午请假”这一列（D列）", ["是"]),
    ],
)
def test_what_cannot_be_told_is_asked_before_anything_is_written(
    clerk, running, headings, cells, words, held
):
    line = ["李小四", "", factories.resident_number(555), *cells]

    made = sent(clerk, running, line, headings=(*HEADINGS, *headings))

    assert (made.state, made.questions[0]["held"]) == ("asking", held)
    assert made.questions[0]["label"].startswith(words)
    assert (Attendee.objects.count(), SignIn.objects.count()) == (1, 0)


def test_two_columns_for_one_slot_are_named(clerk, running):
    line = ["李小四", "", factories.resident_number(555), "√", ""]

    made = sent(clerk, running, line, headings=(*HEADINGS, "上午", "6月15日上午"))

    assert (made.state, "E1“6月15日上午”与前面的“上午”是同一列" in made.sentence) == ("unread", True)


def test_a_column_is_given_its_slot_or_left_out_by_the_answer(clerk, running):
    line = ["1", "李小四", factories.resident_number(555), "水利厅", "√"]
    made = sent(clerk, running, line, headings=("序号", "*姓名", "身份证号码", "工作单位", "第一讲"))
    morning = running.slots.get(slot="morning")

    made = answered(clerk, made, "-", f"slot-{morning.pk}")
    made, page = taken(clerk, made)

    assert (made.state, list(SignIn.objects.values_list("slot", flat=True))) == ("done", [morning.pk])
    assert "“工作单位”一列" in page
    assert list(SheetAnswer.objects.values_list("question", "answer")) == [("heading:工作单位", "")]


def test_ticks_wait_for_their_slot(clerk, running):
    line = ["李小四", "", factories.resident_number(555), "√", ""]
    headings = (*HEADINGS, "6月15日上午", "6月15日下午")

    early = sent(clerk, running, line, headings=headings, moment="2020-06-15 08:00")
    words = "2020年6月15日上午于08:30开始，开始之后才能登记签到"
    assert (early.counts, words in early.rows.get().faults[0][1]) == ({"wrong": 1}, True)
    made = sent(clerk, running, line[:4], headings=headings[:4], moment="2020-06-15 08:45")
    made, _page = taken(clerk, made, moment="2020-06-15 08:46")

    assert (made.state, SignIn.objects.count()) == ("done", 1)
