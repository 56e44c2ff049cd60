"""Every success message of the product has a test that sets a fact of the database beside it."""

import ast

import pytest
from django.conf import settings

from cejc import said_doc

ROOT = settings.BASE_DIR


def test_every_success_message_has_a_fact():
    found = said_doc.proved(said_doc.messages_of(ROOT), said_doc.proofs_of(ROOT))

    assert [f"{one.place}: {one.text}" for one, proofs in found.items() if not proofs] == []
    assert len(found) > 150


def test_success_is_said_in_one_place():
    for room in said_doc.ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if path.name != "said.py":
                assert "messages.success" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    ("message", "said", "fit"),
    [
        ("已移出%s人。", "已移出3人。", True),
        ("已移出%s人。", "已移出3人", False),
        ("已保存。", "已保存。", True),
        ("已保存。", "未保存。", False),
        ("%(name)s：已通过。", "\0：已通过。", True),
        ("已签发", "已签发3份", True),
        ("已核发%s个编号。", "已作废2个编号。", False),
    ],
)
def test_message_fits_what_is_said_with_its_values_filled_in(message, said, fit):
    assert said_doc.fits(message, said) is fit


def test_message_without_outcome_is_found(tmp_path):
    """A new sentence in the code and no test of it: the list says so."""
    for room in said_doc.ROOMS:
        (tmp_path / room).mkdir()
    (tmp_path / "tests").mkdir()
    source = "from cejc import said\ndef act(request):\n    said.done(request, _('已办妥%s件。') % 3)\n"
    (tmp_path / "registry" / "views.py").write_text(source, encoding="utf-8")
    test = tmp_path / "tests" / "test_x.py"
    test.write_text("def test_x():\n    pass\n", encoding="utf-8")

    (message,) = said_doc.messages_of(tmp_path)
    assert message == said_doc.Message("已办妥%s件。", "registry/views.py::act")
    assert said_doc.proved([message], said_doc.proofs_of(tmp_path)) == {message: []}

    test.write_text(
        "def test_x():\n    outcome(answer, '已办妥3件。', lambda: Thing.objects.count() == 3)\n",
        encoding="utf-8",
    )
    ((proof,),) = said_doc.proved([message], said_doc.proofs_of(tmp_path)).values()
    assert proof == said_doc.Proof("已办妥3件。", "tests/test_x.py::test_x", "Thing.objects.count() == 3")


def test_fact_that_asks_nothing_is_no_fact():
    """`outcome` with a constant would prove anything."""
    for proof in said_doc.proofs_of(ROOT):
        assert not isinstance(ast.parse(proof.fact, mode="eval").body, ast.Constant), proof
