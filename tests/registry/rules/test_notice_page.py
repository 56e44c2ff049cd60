"""The notice as text beside its data: who may read it, what stands there, where it leads."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.urls import reverse

from registry.rules.queries.policy_text import readable
from registry.rules.services import policy_file, publishing
from tests import factories
from tests.registry.rules import policy_factories as make

pytestmark = pytest.mark.django_db
NAME = "registry:policy-file-notice"
QUERIES = 8


@pytest.fixture
def of_2020(world):
    return make.of_2020()


def page(client, user, row, name=NAME):
    client.force_login(user)
    return client.get(reverse(name, args=[row.public_id]))


def html(answer) -> str:
    return unescape(answer.content.decode())


def test_every_clause_stands_word_for_word_with_its_data(client, of_2020, petra):
    said = html(page(client, petra, of_2020))

    for clause in readable(of_2020).clauses:
        assert f'id="clause-{clause.id}"' in said
        assert clause.text in said
    assert said.count("本条没有转为数据") == 7
    assert "学时折算“发表论文”" in said
    assert "有国内统一刊号的论文，独立或第一作者" in said


def test_each_link_in_the_page_leads_to_a_place_in_it(client, of_2020, petra):
    said = html(page(client, petra, of_2020))

    places = re.findall(r'\bid="([^"]+)"', said)
    assert len(places) == len(set(places))
    assert {unquote(one) for one in re.findall(r'href="#([^"]+)"', said)} <= set(places)


def test_public_notice_in_force_offers_no_form(client, of_2020, petra):
    assert reverse("registry:policy-file-edit", args=[of_2020.public_id]) not in html(
        page(client, petra, of_2020)
    )


def test_draft_leads_from_a_value_to_its_field(client, of_2020, petra):
    row = make.drafted(petra)

    said = html(page(client, petra, row))

    edit = reverse("registry:policy-file-edit", args=[row.public_id])
    assert f'href="{edit}?at=spans__general__first#id_spans__general__first"' in said
    form = html(client.get(f"{edit}?at=points__R7__text"))
    fields = set(re.findall(r'\bid="(id_[^"]+)"', form))
    assert set(re.findall(rf'{edit}\?at=[^"#]*#([^"]+)"', said)) <= fields
    opened = re.findall(r'<details class="card-sheet"( open)?>\s*<summary>\s*<h2>([^<]+)', form)
    assert (" open", "条文和说明") in opened


def test_draft_of_the_next_year_says_what_was_and_what_is(client, of_2020, petra):
    said = html(page(client, petra, make.drafted(petra)))

    assert "这份文件没有载入通知的原文" in said
    assert "底本：《" in said
    span = said.split("认定跨度“一般人员”", 1)[1].split("</dl>", 1)[0]
    assert re.sub(r"<[^>]+>|\s+", "", span).count("原来2015→现在2016") == 1
    assert "以往通知中这一条的原文：" in said


def test_file_that_makes_no_sense_but_can_be_read_is_shown(client, of_2020, petra):
    row = make.drafted(petra)
    row = policy_file.write(actor=petra, file=row, text=row.text.replace("last = 2020", "last = 2021"))

    shown = page(client, petra, row)
    assert shown.context["policy"].spans[0].last == 2021
    assert reverse(NAME, args=[row.public_id]) in html(page(client, petra, row, "registry:policy-file"))


def test_file_that_cannot_be_read_says_so(client, of_2020, petra):
    row = make.drafted(petra)
    row = policy_file.write(actor=petra, file=row, text="format = 1\nname = 坏")

    assert "文件目前读不出来" in html(page(client, petra, row))
    assert reverse(NAME, args=[row.public_id]) not in html(page(client, petra, row, "registry:policy-file"))


def test_text_of_the_file_is_escaped(client, of_2020, petra):
    row = make.drafted(petra)
    text = 'themes = ["<script>alert(1)</script>"]\n' + row.text
    text += '\n[[caps]]\nid = "x"\nper = "year"\nhours = 9\nover = "clamp"\ntext = "<i>"\nkinds = ["book"]\n'
    text += 'basis = "notice"\nclause = "<b>一</b> 二"\n'

    row = policy_file.write(actor=petra, file=row, text=text)
    raw = page(client, petra, row).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw
    assert "<script>alert(1)" not in raw
    assert 'id="clause-&lt;b&gt;一&lt;/b&gt;~20.二"' in raw


@pytest.mark.parametrize("who", ["alice", "bob", "dora"])
def test_page_is_the_offices(client, of_2020, who, request):
    assert page(client, request.getfixturevalue(who), of_2020).status_code == 404


def test_bureau_reads_what_was_in_force_and_no_draft_of_the_province(client, of_2020, petra, world):
    city = factories.make_organisation("长沙市人社局", kind="bureau", region="430100")
    bella = factories._seated(city, "bureau", "bella", "白兰")

    assert page(client, bella, of_2020).status_code == 200
    assert page(client, bella, make.drafted(petra)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_a_constant_number_of_queries(client, of_2020, petra, count, django_assert_num_queries):
    for number in range(count):
        row = make.drafted(petra, name=f"x-{2021 + number}")
    page(client, petra, row)  # what a process keeps is kept

    with django_assert_num_queries(QUERIES):
        client.get(reverse(NAME, args=[row.public_id]))


def test_differences_lead_to_their_clauses(client, of_2020, petra):
    row = make.drafted(petra)

    said = html(page(client, petra, row, "registry:policy-file"))

    links = re.findall(rf'href="{reverse(NAME, args=[row.public_id])}#([^"]+)"', said)
    assert "clause-三" in links
    assert set(links) <= set(re.findall(r'\bid="([^"]+)"', html(page(client, petra, row))))


def test_withdrawn_notice_is_still_read(client, of_2020, petra, paul):
    row = make.published(petra, paul)
    publishing.ask_withdrawal(actor=petra, file=row, reason="文号有误，另行发布")
    row = publishing.withdraw(actor=paul, file=row)

    assert row.state == "withdrawn"
    assert "认定跨度“一般人员”" in html(page(client, petra, row))
