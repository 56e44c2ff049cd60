"""Messages to oneself."""

import pytest

from registry.models import Message


@pytest.fixture
def message(alice):
    return Message.objects.create(
        recipient=alice, kind="x", subject="您的申请已送达", body="请等待。", link="/profile/"
    )


def test_list_shows_own_and_counts_unread(login, alice, message, charlie):
    page = login(alice).get("/messages/")

    assert [line.latest.pk for line in page.context["lines"]] == [message.pk]
    assert page.context["frame"]["unread"] == 1


def test_opening_a_message_reads_it(login, alice, message):
    client = login(alice)

    client.get(f"/messages/{message.public_id}/")

    message.refresh_from_db()
    assert message.read_at is not None
    assert client.get("/messages/").context["frame"]["unread"] == 0


def test_anothers_message_is_404_and_stays_unread(login, charlie, message):
    assert login(charlie).get(f"/messages/{message.public_id}/").status_code == 404

    message.refresh_from_db()
    assert message.read_at is None


def test_mark_all_read_touches_only_ones_own(login, alice, charlie, message):
    other = Message.objects.create(recipient=charlie, kind="x", subject="y", body="z")

    login(alice).post("/messages/read/")

    message.refresh_from_db()
    other.refresh_from_db()
    assert message.read_at is not None
    assert other.read_at is None


def test_markup_in_a_message_is_text(login, alice, message):
    Message.objects.filter(pk=message.pk).update(subject="<b>粗</b>", body="<script>1</script>")

    text = login(alice).get(f"/messages/{message.public_id}/").content.decode()

    assert "<script>1" not in text
    assert "&lt;b&gt;粗" in text
