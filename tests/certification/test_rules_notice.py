"""The notice word for word, for anyone: from the rules of the year and back."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.urls import reverse

from credits.engine import load_bytes
from credits.kept import bundled
from credits.services import load_policy
from tests.credits.build import policy as named

pytestmark = pytest.mark.django_db
PAGE, RULES = reverse("certification:rules-notice"), reverse("certification:rules")


@pytest.fixture
def policy():
    found = bundled("hunan-2020")
    load_policy(policy=found, publish=True)
    return found


def html(client, address: str, **headers) -> str:
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_clause_stands_word_for_word(policy, client):
    said = html(client, PAGE)

    assert all(clause.text in said for clause in policy.clauses)
    assert said.count("本条没有转为数据") == 7


def test_no_example_is_left_off_the_page_and_each_says_its_side(policy, client):
    said = html(client, PAGE)

    assert all(f'<b lang="zh">{one.title}</b>' in said for one in policy.examples)
    inside = sum(one.inside for one in policy.examples)
    assert said.count("在规定之内") == inside
    assert said.count("在规定之外") == len(policy.examples) - inside


def test_rules_lead_to_the_words_of_each_clause_they_cite(policy, client):
    rules, words = html(client, RULES), html(client, PAGE)

    places = set(re.findall(r'\bid="([^"]+)"', words))
    led = {unquote(one) for one in re.findall(rf'href="{PAGE}\?policy=hunan-2020#([^"]+)"', rules)}
    assert {"clause-三(一)", "clause-附一3", "clause-附二3"} <= led <= places
    assert f'href="{RULES}?policy=hunan-2020"' in words


def test_links_inside_the_page_lead_somewhere(policy, client):
    said = html(client, PAGE)

    places = re.findall(r'\bid="([^"]+)"', said)
    assert len(places) == len(set(places))
    assert {unquote(one) for one in re.findall(r'href="#([^"]+)"', said)} <= set(places)


def test_notice_that_extends_another_says_what_was(policy, client):
    load_policy(policy=bundled("hunan-2021"), publish=True)

    said = html(client, f"{PAGE}?policy=hunan-2021")

    span = said.split("认定跨度“一般人员”", 1)[1].split("</dl>", 1)[0]
    assert "原来2015→现在2016" in re.sub(r"<[^>]+>|\s+", "", span)


def test_policy_without_words_lists_its_data_by_what_they_cite(client):
    load_policy(policy=named("texas-cpa"), publish=True)

    said = html(client, f"{PAGE}?policy=texas-cpa")

    assert "这份文件没有载入通知的原文" in said
    assert 'id="clause-523.112"' in said


def test_unknown_policy_is_no_page(policy, client):
    assert client.get(f"{PAGE}?policy=nothing-2020").status_code == 404


def test_stranger_reads_the_frame_in_english(policy, client):
    said = html(client, PAGE, HTTP_ACCEPT_LANGUAGE="en")

    assert "本条没有转为数据" not in said
    assert "No data came of this clause" in said


def test_words_of_a_policy_are_escaped(client):
    text = named("texas-cpa").source_text
    load_policy(policy=load_bytes((text + CLAUSE).encode(), "texas-cpa.toml"), publish=True)

    raw = client.get(f"{PAGE}?policy=texas-cpa").content.decode()

    assert "&lt;script&gt;" in raw
    assert "<script>x" not in raw


CLAUSE = '\n[[clauses]]\nid = "523.112"\ntext = "<script>x"\n'


def test_data_are_told_without_asking_the_database(policy, client, django_assert_num_queries):
    from registry.rules.queries.notice_page import notice_page

    with django_assert_num_queries(0):
        assert len(notice_page(policy)["stands"]) == len(policy.clauses)
