"""Many documents, one a line: as if each had been asked alone, in order, whatever stands in the other lines."""

import json
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from credits.engine import json_text
from credits.engine.document import run
from credits.engine.document_stream import answers
from tests.credits.build import policy
from tests.credits.test_ledger_properties import _records

WORDS = (
    "id",
    "kind",
    "paper",
    "level",
    "junior",
    "degree",
    "series",
    "employed",
    "first",
    "last",
    "leave",
    "year",
)
WORDS += (
    "days",
    "traits",
    "organisation",
    "day",
    "span",
    "2020-01-01",
    "slip",
    "reason",
    "part_time",
    "date",
)
EMPTY = b'{"records": []}'
_notes = st.lists(st.integers(2015, 2018), unique=True, max_size=2)
_documents = st.fixed_dictionaries(
    {
        "records": _records.map(
            lambda records: [{"id": f"r{index}", **one} for index, one in enumerate(records)]
        )
    },
    optional={
        "id": st.text("abc甲乙", min_size=1, max_size=5),
        "years": st.lists(st.integers(2015, 2020), max_size=4),
        "certified": _notes.map(lambda years: [{"year": year, "slip": "s"} for year in years]),
        "exempt": _notes.map(lambda years: [{"year": year, "reason": "病休"} for year in years]),
    },
)


def answered(*lines: bytes) -> list[dict]:
    return [json.loads(text) for text, _fault in answers(policy(), BytesIO(b"\n".join(lines)))]


@given(st.lists(_documents, max_size=6))
def test_a_stream_of_documents_is_the_answer_to_each_alone(documents):
    asked = [json.dumps(document, ensure_ascii=False).encode() for document in documents]

    texts = [text for text, _fault in answers(policy(), BytesIO(b"\n".join(asked)))]

    assert all(text.endswith("\n") and text.count("\n") == 1 for text in texts)
    assert [json.loads(text) for text in texts] == [json.loads(run(policy(), one)) for one in asked]


@given(st.lists(st.one_of(st.just(EMPTY), st.binary(min_size=1, max_size=30)), max_size=8))
def test_whatever_bytes_a_line_has_it_is_answered_and_so_are_the_others(lines):
    asked = [line.replace(b"\n", b"?").replace(b"\r", b"?") for line in lines]
    asked = [line for line in asked if line.strip()]

    found = answered(*asked)

    assert len(found) == len(asked)
    for number, (line, one) in enumerate(zip(asked, found, strict=True), start=1):
        assert (one.get("line") == number) == (line != EMPTY)


# Anything that JSON can say, in the places where a document says something.
_anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(WORDS)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)
_keys = st.sampled_from(
    ["id", "records", "years", "certified", "exempt", "person", "approved", "application"]
)


@settings(max_examples=400)
@given(st.dictionaries(_keys, _anything, max_size=5), st.booleans())
def test_whatever_a_document_says_it_has_an_answer_that_can_be_written(document, is_whole):
    whole = {"records": [], **document} if is_whole else document

    for one in (whole, {"people": [{"id": "p", **whole}]}):
        ((text, fault),) = answers(policy(), BytesIO(json.dumps(one).encode()))
        assert json.loads(text.encode()).keys() & ({"error"} if fault else {"awards", "people"})


def test_id_that_cannot_be_written_is_not_said_again():
    ((text, fault),) = answers(policy(), BytesIO(b'{"id": "\\ud800", "records": []}'))

    assert (fault, list(json.loads(text.encode()))) == (1, ["line", "error"])


def test_bad_line_is_answered_by_its_number_and_id_and_the_next_goes_on():
    found = answered(
        EMPTY,
        b"",
        b'{"id": "p7", "records": [{"id": "r", "kind": "paper"}]}',
        b'{"records": [], "id": 3}',
        b"  ",
        b'{"id": "p8", "records": []}',
    )

    assert found[1] == {"id": "p7", "line": 3, "error": "记录 r 的 author_rank：缺少此项"}
    assert found[2] == {"line": 4, "error": "输入 的 id：应为文字，实际为 3"}
    assert [next(iter(one)) for one in found] == ["policy", "id", "line", "id"]


def test_too_long_line_costs_only_itself(monkeypatch):
    monkeypatch.setattr("credits.engine.document_stream.MAX_BYTES", 40)
    monkeypatch.setattr(json_text, "MAX_BYTES", 40)
    fits = b'{"records": [], "id": "' + b"x" * 15 + b'"}'

    found = answered(b"x" * 500, fits, fits + b" ", fits + b"\r", fits)

    assert len(fits) == 40
    assert [one.get("line") for one in found] == [1, None, 3, None, None]
    assert found[0]["error"] == "输入超过 40 字节"


def test_answers_come_as_their_lines_do():
    """Whoever asks line by line, and waits for each answer, is not kept waiting for the next line."""
    asked: list[int] = []

    class OneByOne(BytesIO):
        def readline(self, size=-1):
            asked.append(size)
            return EMPTY + b"\n"

    lines = answers(policy(), OneByOne())
    next(lines)
    next(lines)

    assert len(asked) == 2
