"""How a trial ends: stopped by an officer, with everybody counted, or given up; who hears, what is kept."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.enums import PolicyState
from registry.models import AuditEntry, Job, Message, WhatIf, WhatIfPiece
from registry.people.services.telling.message import choose_mail
from registry.rules.queries.what_if_tally import PEOPLE
from registry.rules.services import policy_file, what_if, what_if_end
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.rules.what_if_factories import checked, crowd

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def file(petra):
    return checked(petra)


@pytest.fixture
def five(employer):
    return crowd(employer, 5)


@pytest.fixture
def after_one_piece(monkeypatch):
    """`after_one_piece(act)`: pieces of two people, and `act()` once the first is kept."""

    def prepare(act):
        monkeypatch.setattr(what_if, "PEOPLE", 2)
        keep, done = what_if.keep, []

        def then(**values):
            if len(done) == 1:
                act()
            done.append(keep(**values))
            return done[-1]

        monkeypatch.setattr(what_if, "keep", then)

    return prepare


def page_of(row):
    return reverse("registry:what-if", args=[row.public_id])


def stop_of(row):
    return reverse("registry:what-if-stop", args=[row.public_id])


def told(user):
    return Message.objects.get(recipient=user, kind="policy_trial_ended")


@pytest.fixture
def stopped(file, five, petra, paul, run_jobs, after_one_piece):
    """Stopped by the other officer after the second of its pieces."""
    row = what_if.start(actor=petra, file=file)
    after_one_piece(lambda: what_if_end.stop(actor=paul, row=row))
    run_jobs()
    row.refresh_from_db()
    return row


def test_worker_stops_between_two_pieces_and_keeps_what_it_counted(stopped):
    assert stopped.is_part
    assert not stopped.is_done
    assert 0 < stopped.done < stopped.total
    assert stopped.counts["all"][PEOPLE] == stopped.losses.count() > 0
    assert (
        stopped.stopped == f"试算已由潘立停止，共{stopped.total}人，只计算了{stopped.done}人，不是全部结果。"
    )
    assert not WhatIfPiece.objects.exists()


def test_a_part_is_no_trial_of_the_file(stopped):
    stopped.file.refresh_from_db()
    assert stopped.file.state == PolicyState.CHECKED


def test_a_stopped_trial_begins_anew_from_the_first_person(stopped, file, petra, run_jobs):
    again = what_if.start(actor=petra, file=file)
    run_jobs()
    again.refresh_from_db()

    assert again != stopped
    assert again.is_done
    assert again.counts["all"][PEOPLE] == 5


def test_who_began_it_hears_that_it_was_stopped_with_the_figures_of_the_part(stopped, petra):
    message = told(petra)
    people, gain, lose, meet, miss, *_rest = stopped.counts["all"]

    assert message.subject == "试算已停止：关于做好2021年专业技术人员继续教育有关工作的通知"
    assert message.body.startswith(stopped.stopped)
    line = f"涉及{people}人：学时增加{gain}人，减少{lose}人；新达标{meet}人，新不达标{miss}人。"
    assert line in message.body
    assert "重新试算" in message.body
    assert message.link == page_of(stopped)


def test_the_job_of_a_part_counts_those_who_were_counted(stopped):
    job = Job.objects.get(key=f"policy.whatif:{stopped.public_id}")
    assert (job.state, job.done, job.total) == ("done", stopped.done, stopped.done)


def test_page_says_it_is_a_part_and_gives_no_workbook(stopped, petra, login):
    page = login(petra).get(page_of(stopped)).content.decode()

    assert stopped.stopped in page
    assert reverse("registry:what-if-file", args=[stopped.public_id]) not in page
    assert login(petra).get(reverse("registry:what-if-file", args=[stopped.public_id])).status_code == 404


def test_page_of_the_file_leads_to_the_part_and_to_another_trial(stopped, petra, login):
    page = login(petra).get(reverse("registry:policy-file", args=[stopped.file.public_id])).content.decode()

    assert stopped.stopped in page
    assert page_of(stopped) in page
    assert reverse("registry:what-if-start", args=[stopped.file.public_id]) in page


def test_stopping_is_asked_for_before_it_is_done(file, five, petra, login):
    row = what_if.start(actor=petra, file=file)
    client = login(petra)
    assert stop_of(row) in client.get(page_of(row)).content.decode()

    asked = client.get(stop_of(row)).content.decode()
    row.refresh_from_db()
    assert "正在计算的一批算完后停止" in asked
    assert row.stopped_by is None
    outcome(
        client.post(stop_of(row)),
        "已通知停止，已经算出的部分保留。",
        lambda: WhatIf.objects.get().stopped_by == petra,
    )
    page = client.get(page_of(row)).content.decode()
    assert "已通知停止，正在计算的一批算完后结束。" in page
    assert stop_of(row) not in page


def test_stopped_before_the_first_piece_it_has_no_result(file, five, petra, run_jobs, login):
    row = what_if.start(actor=petra, file=file)
    what_if_end.stop(actor=petra, row=row)
    run_jobs()
    row.refresh_from_db()

    assert row.finished_at
    assert not row.is_part
    assert "只计算了0人" in login(petra).get(page_of(row)).content.decode()
    assert told(petra).subject.startswith("试算已停止")


def test_asked_twice_it_is_stopped_once(file, petra, paul):
    row = what_if.start(actor=petra, file=file)
    for officer in (paul, petra):
        what_if_end.stop(actor=officer, row=row)

    row.refresh_from_db()
    assert row.stopped_by == paul
    assert AuditEntry.objects.filter(action="policy_file.trial_stopped").count() == 1


def test_what_has_ended_is_not_stopped(file, five, petra, run_jobs, login):
    row = what_if.start(actor=petra, file=file)
    run_jobs()

    with pytest.raises(Refused, match="已经结束"):
        what_if_end.stop(actor=petra, row=row)
    assert login(petra).get(stop_of(row)).url == page_of(row)
    row.refresh_from_db()
    assert row.is_done


def test_stop_after_the_last_piece_leaves_it_whole(file, five, petra, run_jobs, monkeypatch):
    row = what_if.start(actor=petra, file=file)
    finish = what_if.finish

    def late(**values):
        what_if_end.stop(actor=petra, row=row)
        finish(**values)

    monkeypatch.setattr(what_if, "finish", late)
    run_jobs()
    row.refresh_from_db()

    assert row.is_done
    assert row.counts["all"][PEOPLE] == 5


def test_an_office_of_another_place_does_not_stop_it(file, petra, dora, login):
    row = what_if.start(actor=petra, file=file)

    with pytest.raises(Refused, match="政策文件由"):
        what_if_end.stop(actor=dora, row=row)
    assert login(dora).post(stop_of(row)).status_code == 404
    row.refresh_from_db()
    assert row.stopped_by is None


def test_done_who_began_it_hears_of_it_with_the_figures(file, five, petra, paul, run_jobs):
    row = what_if.start(actor=petra, file=file)
    run_jobs()

    message = told(petra)
    assert message.subject.startswith("试算已完成：")
    assert "涉及5人：学时增加0人，减少5人；新达标0人，新不达标5人。" in message.body
    assert message.link == page_of(row)
    assert not Message.objects.filter(recipient=paul).exists()


def test_by_mail_as_the_officer_chose(file, five, petra, run_jobs):
    choose_mail(actor=petra, ways={"progress": "daily"})
    what_if.start(actor=petra, file=file)
    run_jobs()

    assert told(petra).by_mail == "daily"


def given_up(monkeypatch, run_jobs, fault):
    monkeypatch.setattr(what_if, "keep", _raising(fault))
    monkeypatch.setattr("registry.machinery.services.job.MAX_FAULTS", 1)
    run_jobs()


def _raising(fault):
    def fail(**_values):
        raise fault

    return fail


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ValueError("a secret of the machine"), "计算时系统出错，多次重试没有成功"),
        (Refused("底本在检查之后有了改动。"), "底本在检查之后有了改动。"),
    ],
)
def test_given_up_who_began_it_hears_why(file, five, petra, run_jobs, monkeypatch, fault, reason):
    row = what_if.start(actor=petra, file=file)
    given_up(monkeypatch, run_jobs, fault)

    (message,) = Message.objects.filter(recipient=petra)
    assert (message.kind, message.link) == ("policy_trial_ended", page_of(row))
    assert message.subject.startswith("试算没有完成：")
    assert reason in message.body
    assert "secret" not in message.body


def test_given_up_it_can_be_stopped_here_and_now(file, five, petra, run_jobs, monkeypatch):
    row = what_if.start(actor=petra, file=file)
    given_up(monkeypatch, run_jobs, ValueError("x"))

    assert what_if_end.stop(actor=petra, row=row).finished_at


def test_a_text_that_changed_meanwhile_is_told(file, five, petra, run_jobs):
    what_if.start(actor=petra, file=file)
    file.refresh_from_db()
    policy_file.write(actor=petra, file=file, text=file.text + "\n# x\n")
    run_jobs()

    assert "试算期间政策文件有了改动" in told(petra).body


def another_text(petra, file, number):
    file.refresh_from_db()
    text = file.text.replace("〔2021〕3号", f"〔2021〕{number}号")
    return policy_file.check(actor=petra, file=policy_file.write(actor=petra, file=file, text=text))


def test_of_an_older_text_the_last_whole_trial_is_kept(file, five, petra, run_jobs):
    def run():
        row = what_if.start(actor=petra, file=file)
        run_jobs()
        return row

    first, last = run(), run()
    halted = what_if.start(actor=petra, file=file)
    what_if_end.stop(actor=petra, row=halted)
    run_jobs()
    assert WhatIf.objects.count() == 3

    file = another_text(petra, file, 4)
    newest = run()

    assert set(WhatIf.objects.values_list("pk", flat=True)) == {last.pk, newest.pk}
    here = reverse("registry:policy-file", args=[file.public_id])
    links = dict(Message.objects.filter(kind="policy_trial_ended").values_list("thread", "link"))
    assert links == {
        str(first.public_id): here,
        str(halted.public_id): here,
        str(last.public_id): page_of(last),
        str(newest.public_id): page_of(newest),
    }


def test_trials_of_another_file_are_left_alone(file, five, petra, run_jobs):
    for _run in (1, 2):
        what_if.start(actor=petra, file=file)
        run_jobs()
    other = another_text(petra, checked(petra), 7)
    what_if.start(actor=petra, file=other)
    run_jobs()

    assert file.what_ifs.count() == 2


def test_a_reader_of_another_bureau_finds_no_stop(file, petra, login):
    city = factories.make_organisation("长沙市人社局", kind="bureau", region="430100")
    bella = factories._seated(city, "bureau", "bella", "白兰")
    row = what_if.start(actor=petra, file=file)

    assert login(bella).get(stop_of(row)).status_code == 404
