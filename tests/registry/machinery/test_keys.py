"""The nodes of one portal work with the same keys, or do not start."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from cejc.lib import crypto
from registry.machinery.services import keys as services
from registry.models import KeyInUse
from registry.people.services.reseal import reindex, reseal
from tests.processes import wait_until

FIRST, SECOND, THIRD = "first-" * 8, "second-" * 8, "third-" * 8


@pytest.fixture
def node(db, settings):
    """A node that starts with these keys; what it is told when it is refused."""

    def start(**own):
        settings.SECRET_KEY = own.pop("secret", FIRST)
        settings.CEJC_KEYS = dict.fromkeys(("field", "index", "check", "log"), FIRST) | own
        try:
            services.agree()
        except services.KeysDiffer as fault:
            return str(fault)
        return ""

    return start


def named(*secrets):
    return [crypto.key_id(one) for one in secrets]


def test_the_first_node_says_which_keys_are_in_use_and_the_next_has_the_same(node):
    assert node() == ""
    assert node() == ""

    assert services.kept() == {purpose: named(FIRST) for purpose in services.PURPOSES}
    assert FIRST[:6] not in str(services.kept())


@pytest.mark.parametrize("purpose", services.PURPOSES)
def test_a_node_with_another_key_is_refused_by_name_in_both_languages(node, purpose):
    node()

    said = node(**{purpose: SECOND})

    english, chinese = said.splitlines()
    assert english.startswith(f"CEJC_{purpose.upper()}_KEY of this node is not the key")
    assert chinese.startswith(f"本节点的 CEJC_{purpose.upper()}_KEY 与系统正在使用的密钥")
    assert crypto.key_id(FIRST) in english
    assert SECOND not in said
    assert services.kept()[purpose] == named(FIRST)


def test_a_refused_node_notes_nothing_of_its_other_keys(node):
    node()
    KeyInUse.objects.filter(purpose="log").delete()

    assert "CEJC_FIELD_KEY" in node(field=SECOND)

    assert "log" not in services.kept()


@pytest.mark.parametrize("purpose", services.SEVERAL)
def test_a_new_key_in_front_is_a_rotation_and_who_lacks_it_is_refused_then(node, purpose):
    node()

    assert node(**{purpose: f"{FIRST},{SECOND}"}) == ""  # known everywhere first
    assert services.kept()[purpose] == named(FIRST)
    assert node(**{purpose: f"{SECOND},{FIRST}"}) == ""
    assert services.kept()[purpose] == named(SECOND, FIRST)

    assert node(**{purpose: f"{FIRST},{SECOND}"}) == ""  # the way back
    assert crypto.key_id(SECOND) in node(**{purpose: FIRST})
    assert crypto.key_id(FIRST) in node(**{purpose: SECOND})


@pytest.mark.parametrize("purpose", services.ONE)
def test_where_one_key_alone_is_used_a_list_hides_no_other(node, purpose):
    node()

    assert node(**{purpose: f"{SECOND},{FIRST}"}) != ""


def test_the_old_field_key_may_go_when_everything_is_sealed_anew(node):
    node()
    node(field=f"{SECOND},{FIRST}")
    reseal()

    assert node(field=SECOND) == ""
    assert services.kept()["field"] == named(SECOND)


def test_a_new_index_key_is_in_use_from_when_the_indexes_are_computed_anew(node):
    node()
    assert node(index=SECOND) != ""
    reindex()

    assert node(index=SECOND) == ""
    assert node(index=FIRST) != ""


def test_the_command_says_what_differs_and_renews_on_purpose(node, capsys):
    node()
    node(secret=SECOND)

    call_command("keys")
    assert f"secret: DIFFERS; in use {named(FIRST)[0]}; here {named(SECOND)[0]}" in capsys.readouterr().out
    call_command("keys", renew="secret")
    assert f"secret: ok; in use {named(SECOND)[0]}" in capsys.readouterr().out
    assert node(secret=SECOND) == ""


def test_the_check_of_the_database_says_it_before_anything_is_started(node):
    node()
    assert [one.id for one in run_checks(databases=["default"]) if one.id == "registry.E004"] == []

    node(check=THIRD)

    (found,) = [one for one in run_checks(databases=["default"]) if one.id == "registry.E004"]
    assert "CEJC_CHECK_KEY" in found.msg


def test_a_start_asks_one_question_once_the_keys_are_known(node, django_assert_num_queries):
    node()

    with django_assert_num_queries(1):
        services.agree()


AGREE = "from registry.machinery.services import keys; keys.agree()"


@pytest.mark.parametrize("other", [FIRST, SECOND])
def test_two_nodes_that_start_at_once_on_an_empty_database_agree(apart, other):
    """With the same keys both start; with different ones exactly one does."""
    code = f"import django; django.setup(); {AGREE}"
    both = [apart.start("-c", code, CEJC_FIELD_KEY=key) for key in (FIRST, other)]

    ends = sorted(process.wait(120) for process in both)

    assert ends == ([0, 0] if other == FIRST else [0, 1])
    (row,) = apart.python(
        "import json; from registry.models import KeyInUse as K; "
        "print(json.dumps(list(K.objects.filter(purpose='field').values_list('keys', flat=True))))"
    )
    assert row in ([named(FIRST)] if other == FIRST else [named(FIRST), named(SECOND)])


RENAME = "from django.db import connection as c; c.cursor().execute('ALTER TABLE {} RENAME TO {}')"
SERVING = "import django, time; django.setup(); from registry.machinery.services import keys; keys.at_start(); time.sleep(120)"


def test_a_database_that_is_away_at_the_start_is_asked_when_it_is_back(apart):
    apart.python(AGREE)
    apart.python(RENAME.format("registry_keyinuse", "away"))
    same, other = apart.start("-c", SERVING), apart.start("-c", SERVING, CEJC_LOG_KEY=SECOND)
    wait_until(lambda: apart.logs().count("keys are compared when") == 2, 120, "both wait")

    apart.python(RENAME.format("away", "registry_keyinuse"))

    assert other.wait(60) == services.NOT_BEGUN
    assert "CEJC_LOG_KEY of this node is not the key" in apart.logs()
    assert same.poll() is None


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "worker", "--once"),
        ("manage.py", "worker", "--processes", "2"),
        ("-m", "gunicorn", "cejc.wsgi:application", "--bind", "127.0.0.1:0", "--no-control-socket"),
        (
            "-m",
            "gunicorn",
            "cejc.wsgi:application",
            "--bind",
            "127.0.0.1:0",
            "--no-control-socket",
            "--preload",
        ),
    ],
)
def test_web_and_worker_with_another_key_end_and_say_why(apart, command):
    apart.python(AGREE)

    process = apart.start(*command, really=True, CEJC_LOG_KEY=SECOND)

    assert process.wait(120) not in (0, None)
    assert "CEJC_LOG_KEY of this node is not the key that the portal works with" in apart.logs()
    assert "本节点的 CEJC_LOG_KEY 与系统正在使用的密钥" in apart.logs()
