"""The pages of policy files: who sees them, what they say, that what they say is so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from credits.governing import governing
from registry.models import PolicyFile
from registry.rules.models import PolicyFile as File
from registry.rules.services import publishing
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.rules import policy_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_2020(world):
    return make.of_2020()


def page(client, user, row, name="registry:policy-file", *more):
    client.force_login(user)
    return client.get(reverse(name, args=[row.public_id, *more]))


def pressed(client, user, row, action, **data):
    client.force_login(user)
    return client.post(
        reverse(f"registry:policy-file-{action}", args=[row.public_id]), {"edit": row.edit, **data}
    )


def drafting(client, user, base):
    client.force_login(user)
    values = make.NEXT | {"base": base.pk, "document_date": "2020-06-01", "begins": "2021-03-01"}
    return client.post(reverse("registry:policy-file-new"), values)


@pytest.mark.parametrize(("who", "status"), [("petra", 200), ("alice", 404), ("bob", 404), ("dora", 404)])
def test_list_is_the_provinces(client, of_2020, who, status, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("registry:policy-files")).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_a_constant_number_of_queries(client, of_2020, petra, count, django_assert_num_queries):
    for number in range(count):
        make.drafted(petra, name=f"x-{2021 + number}")
    client.force_login(petra)

    with django_assert_num_queries(LIST):
        answer = client.get(reverse("registry:policy-files"))

    assert answer.content.decode().count("起草中") == count


LIST = 13


def test_next_years_notice_is_drafted_out_of_this_years(client, of_2020, petra):
    answer = drafting(client, petra, of_2020)

    outcome(
        answer,
        "已起草，请填写今年有变化的内容。",
        lambda: PolicyFile.objects.filter(name="hunan-2021", state="draft", drafted_by=petra).exists(),
    )


def test_values_are_changed_and_shown_clause_by_clause(client, of_2020, petra):
    drafting(client, petra, of_2020)
    row = PolicyFile.objects.get(name="hunan-2021")
    form = page(client, petra, row, "registry:policy-file-edit").context["form"]
    values = {
        name: "" if (value := field.value()) is None else value
        for name, field in ((one, form[one]) for one in form.fields)
    }
    values |= {"spans__general__first": "2016", "spans__general__last": "2020"}

    answer = pressed(client, petra, row, "edit", **values)

    shown = outcome(
        answer,
        "已保存，请核对下面与底本的不同之处。",
        lambda: "first = 2016" in PolicyFile.objects.get(name="hunan-2021").text,
    )
    changes = shown.context["clauses"]
    spans = next(one for one in changes if one["clause"] == "三")
    assert [(one.was, one.now) for one in spans["rows"]] == [("2015", "2016"), ("2019", "2020")]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"application_year": "二〇二一"}, "输入整数"),
        ({"document_number": ""}, "请填写"),
        ({"spans__general__first": "99999"}, "2100"),
        ({"routes__central__stages__filing__window__closes": "13-40"}, "请按“月-日”填写"),
    ],
)
def test_wrong_value_is_said_beside_its_field_and_changes_nothing(client, of_2020, petra, values, why):
    drafting(client, petra, of_2020)
    row = PolicyFile.objects.get(name="hunan-2021")
    form = page(client, petra, row, "registry:policy-file-edit").context["form"]
    sent = {one: "" if form[one].value() is None else form[one].value() for one in form.fields}

    answer = pressed(client, petra, row, "edit", **(sent | values))

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert PolicyFile.objects.get(pk=row.pk).text == row.text


def test_file_is_loaded_and_its_faults_are_listed(client, of_2020, petra):
    client.force_login(petra)
    file = SimpleUploadedFile("x.toml", "format = 1\nname = 坏\n".encode())

    answer = client.post(reverse("registry:policy-file-upload"), {"text": "", "file": file})

    shown = outcome(answer, "已载入为草稿。", lambda: File.objects.filter(state="draft").count() == 1)
    assert "不是有效的 TOML" in shown.content.decode()
    assert "第 2 行" in shown.content.decode()


def test_a_fault_is_named_as_an_officer_calls_its_place(client, of_2020, petra):
    client.force_login(petra)
    text = (
        'format = 1\nextends = "hunan-2020"\nname = "hunan-2021"\n\n[[spans]]\nid = "general"\nlast = 2010\n'
    )

    client.post(reverse("registry:policy-file-upload"), {"text": text, "file": ""})

    page = client.get(reverse("registry:policy-file", args=[File.objects.latest("pk").public_id]))
    assert "认定跨度“一般人员” › 止年" in page.content.decode()
    assert "止年 2010 早于起年 2015" in page.content.decode()


def test_what_is_no_text_is_refused(client, of_2020, petra):
    client.force_login(petra)

    answer = client.post(
        reverse("registry:policy-file-upload"),
        {"text": "", "file": SimpleUploadedFile("x", b"\xff\xfe\x00x")},
    )

    assert answer.status_code == 422
    assert File.objects.count() == 1


def test_text_is_saved_and_goes_down_as_it_went_up(client, of_2020, petra):
    row = make.drafted(petra)
    wanted = row.text + "\n# 说明：𬱖\n"

    answer = pressed(client, petra, row, "text", text=wanted.replace("\n", "\r\n"))

    outcome(answer, "文件已保存。", lambda: File.objects.get(pk=row.pk).text == wanted)
    down = page(client, petra, row, "registry:policy-file-file")
    assert down.content.decode() == wanted
    assert down["Content-Disposition"] == 'attachment; filename="hunan-2021.toml"'


def test_check_says_that_nothing_is_wrong(client, of_2020, petra):
    row = make.drafted(petra)

    answer = pressed(client, petra, row, "check")

    outcome(answer, "检查通过，没有发现问题。", lambda: bool(File.objects.get(pk=row.pk).checked_sha256))


def test_two_officers_publish(client, of_2020, petra, paul):
    row = make.tried(petra)

    outcome(
        pressed(client, petra, row, "propose"),
        "已提交，由另一位经办人签发。",
        lambda: File.objects.get(pk=row.pk).proposed_by == petra,
    )
    row.refresh_from_db()
    assert page(client, petra, row, "registry:policy-file-publish").status_code == 404
    outcome(
        pressed(client, paul, row, "publish"),
        "已签发，自开始执行之日起适用。",
        lambda: governing(year=2021).policy.name == "hunan-2021",
    )


def test_returned_to_the_draft(client, of_2020, petra, paul):
    row = make.proposed(petra)

    outcome(
        pressed(client, paul, row, "return", reason="日期有误"),
        "已退回起草。",
        lambda: (
            (File.objects.get(pk=row.pk).state, File.objects.get(pk=row.pk).reason) == ("draft", "日期有误")
        ),
    )


def test_amendment_is_drafted(client, of_2020, petra):
    values = {
        "document_number": "湘人社函〔2020〕45号",
        "document_date": "2020-06-10",
        "reasons": "延长受理时间。",
    }

    answer = pressed(client, petra, of_2020, "amend", **values)

    outcome(
        answer,
        "已起草修订，请填写要改动的内容。",
        lambda: File.objects.filter(name="hunan-2020", edition=2, state="draft").exists(),
    )


def test_withdrawn_by_two(client, of_2020, petra, paul):
    row = make.published(petra, paul)

    outcome(
        pressed(client, petra, row, "ask_withdrawal", reason="另行发布"),
        "已提出撤回，由另一位经办人决定；在此之前照常执行。",
        lambda: governing(year=2021).policy.name == "hunan-2021",
    )
    row.refresh_from_db()
    outcome(
        pressed(client, paul, row, "withdraw"),
        "已撤回，不再执行；已作出的认定不受影响。",
        lambda: File.objects.get(pk=row.pk).version.retired_why == "withdrawn",
    )


def test_withdrawal_not_gone_on_with(client, of_2020, petra, paul):
    row = make.published(petra, paul)
    row = publishing.ask_withdrawal(actor=petra, file=row, reason="另行发布")

    outcome(
        pressed(client, paul, row, "keep"),
        "已决定不撤回，继续执行。",
        lambda: File.objects.get(pk=row.pk).state == "published",
    )


def test_draft_thrown_away(client, of_2020, petra):
    row = make.drafted(petra)

    outcome(
        pressed(client, petra, row, "drop"),
        "草稿已作废。",
        lambda: File.objects.get(pk=row.pk).state == "dropped",
    )


def test_draft_of_another_office_is_absent_for_a_city(client, of_2020, petra):
    from registry.enums import OrganisationKind, Role, Route

    city = factories.make_organisation(
        "某市人社局", kind=OrganisationKind.BUREAU, region="430100", route=Route.CITY
    )
    user = factories.make_person("bella", "白兰")
    factories.make_membership(user, city, Role.BUREAU)
    row = make.drafted(petra)

    assert page(client, user, row).status_code == 404
    assert page(client, user, of_2020).status_code == 200


def test_name_with_markup_is_shown_as_text(client, of_2020, petra):
    row = make.drafted(petra, reworked=False, title="<script>alert(1)</script>关于2021年")

    shown = page(client, petra, row).content.decode()

    assert "<script>alert(1)" not in shown
    assert "title" in shown


def test_examples_that_no_longer_hold_are_shown_and_written_anew(client, of_2020, petra):
    row = make.drafted(petra, reworked=False)

    shown = page(client, petra, row)
    wrong = [example.id for example, _was, _now in shown.context["wrong"]]
    answer = pressed(client, petra, row, "rework")

    assert "span_general" in wrong
    assert "检查</button>" not in shown.content.decode()
    after = outcome(
        answer,
        "算例已按本文件的结果改写，请逐条核对。",
        lambda: "2016, 2020" in File.objects.get(pk=row.pk).text.replace("\n", " "),
    )
    assert after.context["wrong"] == []


def test_draft_whose_examples_do_not_hold_is_not_checked(client, of_2020, petra):
    row = make.drafted(petra, reworked=False)

    answer = pressed(client, petra, row, "check")

    assert "的算例“" in client.get(answer.url).content.decode()
    assert File.objects.get(pk=row.pk).state == "draft"


def test_public_page_of_a_withdrawn_notice_says_so(client, of_2020, petra, paul):
    with on("2020-06-10 09:00"):
        row = make.published(petra, paul)
        address = reverse("certification:rules") + "?policy=hunan-2021"
        before = client.get(address).content.decode()
        publishing.ask_withdrawal(actor=petra, file=row, reason="另行发布")
        publishing.withdraw(actor=paul, file=row)

        after = client.get(address).content.decode()

        assert "这份通知已撤回" not in before
        assert "本规则自2021年3月1日起执行" in before
        assert "算一算" in before
        assert "这份通知已撤回，不再执行" in after
        assert "起执行" not in after
        assert "算一算" not in after
        client.force_login(petra)
        desk = client.get(reverse("registry:policy-file", args=[row.public_id])).content.decode()
        assert "公开的规则页" in desk
