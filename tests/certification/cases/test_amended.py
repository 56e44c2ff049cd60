"""Open applications when the notice they rest on is amended."""

import pytest

from certification.models import Case
from certification.services import amended
from credits.engine.loader import read_bytes
from credits.kept import stored_base
from credits.queries import bundled
from credits.services import load_policy
from registry.models import AuditEntry, Message, PolicyFile
from tests.certification.stages import at_state, cast, on

pytestmark = pytest.mark.django_db
TEXT = """format = 1
extends = "hunan-2020"
name = "hunan-2020"
{more}
[amendment]
edition = 2
document_number = "湘人社函〔2020〕45号"
document_date = 2020-06-10
reasons = "更正。"
reweigh = true
"""


def edition(more: str) -> PolicyFile:
    load_policy(policy=bundled("hunan-2020"), publish=True)
    policy = read_bytes(TEXT.format(more=more).encode(), "a.toml", stored_base)
    version, _changed = load_policy(policy=policy, publish=True)
    return PolicyFile.objects.create(
        name="hunan-2020", edition=2, state="published", version=version, text="x"
    )


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.fixture
def case(people):
    return at_state("initial_review", people)


def awards_of(case):
    return {
        award["hours"] for item in case.items.all() for award in item.awards if award["clause"] == "附二5"
    }


def test_open_application_is_counted_again_under_the_amendment(case, people):
    before = awards_of(case)
    file = edition('[[conversion]]\nid = "award"\ncases = [{ hours = 20, label = "改为 20" }]\n')

    amended.count_again(file)

    case.refresh_from_db()
    assert (before, awards_of(case)) == ({"60"}, {"20"})
    assert case.policy_sha256 == file.version.sha256
    assert AuditEntry.objects.filter(action="case.recounted").count() == 1
    assert Message.objects.get(kind="case_recounted").recipient == people.person


def test_counting_twice_is_counting_once(case):
    file = edition('themes = ["新主题"]\n')

    amended.count_again(file)
    amended.count_again(file)

    assert AuditEntry.objects.filter(action="case.recounted").count() == 1
    assert not Message.objects.filter(kind="case_recounted").exists()


def test_whose_way_through_the_offices_changed_is_ended_as_it_began(case):
    before = case.policy_sha256
    file = edition('[[routes]]\nid = "provincial"\nstages = [{ id = "confirmation", remove = true }]\n')

    amended.count_again(file)

    case.refresh_from_db()
    assert case.policy_sha256 == before


def test_ended_application_keeps_the_edition_it_was_decided_under(people):
    case = at_state("cancelled", people)
    before = case.policy_sha256

    amended.count_again(edition('themes = ["新主题"]\n'))

    assert Case.objects.get(pk=case.pk).policy_sha256 == before
