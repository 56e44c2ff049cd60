"""An objection stops its own entry, whatever happens to notices
meanwhile; it is answered once, with a reason."""

import pytest

from cejc.errors import Refused, Stale
from certification.models import Case
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import objection as objections
from tests.certification.rows import object_to, on
from tests.certification.stages import cast, drafted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-01-06 09:00"):
        yield cast()


def answer(people, objection, *, upheld, who="department"):
    return objections.answer_objection(
        actor=getattr(people, who), objection=objection, upheld=upheld, answer="经查，情况如下。"
    )


def test_open_objection_holds_its_own_entry_and_no_other(people):
    notice, (first, second) = published(people, "2020-06-15 09:00", people.person, people.colleague)
    with on("2020-06-16 09:00"):
        object_to(notice.entries.get(case=first))
    with on("2020-06-23 00:00"):
        notices.close_due()
    first.refresh_from_db()
    second.refresh_from_db()

    assert (first.state, second.state) == ("notice.open", "confirmation")


def test_objection_dismissed_after_the_end_lets_the_entry_go_on_at_once(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        objection = object_to(notice.entries.get())
    with on("2020-06-23 00:00"):
        notices.close_due()
    with on("2020-06-24 09:00"):
        objections.answer_objection(
            actor=people.department, objection=objection, upheld=False, answer="经查不实"
        )
    case.refresh_from_db()

    assert case.state == "confirmation"


@pytest.mark.parametrize("upheld", [True, False])
def test_answer_without_a_reason_is_refused_and_the_objection_stays_open(people, upheld):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        objection = object_to(notice.entries.get())
        with pytest.raises(Refused, match="请写明答复的理由，提出异议的人会看到。"):
            objections.answer_objection(
                actor=people.department, objection=objection, upheld=upheld, answer=" "
            )

    objection.refresh_from_db()
    case.refresh_from_db()
    assert (objection.state, case.state) == ("open", "notice.open")


def test_objection_upheld_takes_the_entry_out_and_returns_the_case(people):
    notice, (case, other) = published(people, "2020-06-15 09:00", people.person, people.colleague)
    with on("2020-06-16 09:00"):
        objection = object_to(notice.entries.get(case=case))
        objections.answer_objection(
            actor=people.department, objection=objection, upheld=True, answer="签到表不实"
        )
    case.refresh_from_db()
    other.refresh_from_db()

    assert (case.state, other.state) == ("returned", "notice.open")
    assert notice.entries.get(case=case).taken_out_at


@pytest.mark.parametrize("who", ["person", "colleague", "outsider", "province", "admin"])
def test_objection_answered_by_the_unit_or_its_department_only(people, who):
    notice, _cases = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        objection = object_to(notice.entries.get())

        with pytest.raises(Refused):
            objections.answer_objection(
                actor=getattr(people, who), objection=objection, upheld=False, answer="不成立"
            )

    objection.refresh_from_db()
    assert objection.state == "open"


def test_objection_after_the_end_refused(people):
    notice, _cases = published(people, "2020-06-15 09:00")

    with on("2020-06-23 00:00"), pytest.raises(Refused, match="已经结束"):
        object_to(notice.entries.get())


def test_same_objection_posted_twice_is_one(people):
    notice, _cases = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        first = object_to(notice.entries.get(), submission_key="00000000-0000-4000-8000-000000000001")
        second = object_to(notice.entries.get(), submission_key="00000000-0000-4000-8000-000000000001")

    assert first.pk == second.pk


def test_answer_refused_without_a_reason_and_after_another_answer(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        objection = object_to(notice.entries.get())
        with pytest.raises(Refused, match="理由"):
            objections.answer_objection(actor=people.department, objection=objection, upheld=True, answer=" ")
        answer(people, objection, upheld=False)

        with pytest.raises(Stale, match="已经答复"):
            answer(people, objection, upheld=True)

    case.refresh_from_db()
    assert case.state == "notice.open"


def test_second_objection_to_an_entry_already_taken_out_can_be_upheld_too(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        first, second = object_to(notice.entries.get()), object_to(notice.entries.get())
        answer(people, first, upheld=True)
        answer(people, second, upheld=True)

    second.refresh_from_db()
    case.refresh_from_db()
    assert (second.state, case.state) == ("upheld", "returned")
    assert [move.action for move in case.transitions.all()] == ["notice.publish", "notice.uphold"]


def test_answer_on_an_old_notice_does_not_end_the_new_notice_of_a_returned_case(people):
    """R18: the person announced anew has five working days of his own."""
    old, (case, other) = published(people, "2020-06-15 09:00", people.person, people.colleague)
    with on("2020-06-16 09:00"):
        objection = object_to(old.entries.get(case=other))
    with on("2020-06-23 00:00"):
        notices.close_due()
    with on("2020-06-23 09:00"):
        review.return_case(actor=people.department, case=case, text="缺一页")
        Case.objects.filter(pk=case.pk).update(state="notice")
        case.refresh_from_db()
        notices.publish_notice(actor=people.hr, notice=drafted(people, case))

        answer(people, objection, upheld=False)

    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.state, other.state) == ("notice.open", "confirmation")


def test_publishing_again_does_not_get_rid_of_an_objection_and_its_answer_lets_the_entry_go_on(people):
    old, (case,) = published(people, "2020-06-01 09:00")
    with on("2020-06-02 09:00"):
        objection = object_to(old.entries.get())
        notices.withdraw_notice(actor=people.hr, notice=old, reason="更正标题")
        case.refresh_from_db()
        notices.publish_notice(actor=people.hr, notice=drafted(people, case))
    with on("2020-06-10 00:00"):
        notices.close_due()
        case.refresh_from_db()
        assert case.state == "notice.open"

        answer(people, objection, upheld=False)

    case.refresh_from_db()
    assert case.state == "confirmation"


def test_objection_of_an_old_notice_upheld_takes_the_person_off_the_new_one(people):
    old, (case,) = published(people, "2020-06-01 09:00")
    with on("2020-06-02 09:00"):
        objection = object_to(old.entries.get())
        notices.withdraw_notice(actor=people.hr, notice=old, reason="更正标题")
        case.refresh_from_db()
        new = notices.publish_notice(actor=people.hr, notice=drafted(people, case))

        answer(people, objection, upheld=True)
        with pytest.raises(Refused, match="已经结束"):
            object_to(new.entries.get())

    case.refresh_from_db()
    assert case.state == "returned"
    assert new.entries.get().taken_out_at


def test_objection_upheld_while_the_withdrawn_case_waits_returns_it(people):
    notice, (case,) = published(people, "2020-06-01 09:00")
    with on("2020-06-02 09:00"):
        objection = object_to(notice.entries.get())
        notices.withdraw_notice(actor=people.hr, notice=notice, reason="更正标题")

        answer(people, objection, upheld=True)

    case.refresh_from_db()
    assert case.state == "returned"
