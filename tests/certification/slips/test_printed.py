"""Paper can always be drawn: whatever a form takes is drawn with real
shapes, and what cannot be is refused there."""

import io
import itertools
import re
import subprocess
from datetime import date
from types import SimpleNamespace

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from bench.slips import content as slip_content
from cejc.errors import Refused
from cejc.lib.formfields import PersonNameField, PrintedMixin
from cejc.lib.paper import fonts, pdf, printing
from cejc.lib.sheets import readers
from certification.services import case as cases
from certification.services.notices import notice_pdf
from certification.services.slips import slip_pdf
from registry.activities.services import activity as activities
from registry.activities.services.activity import Incomplete
from registry.models import Handbook
from registry.training.services import filing_pdf
from registry.yearly.services import handbook as books
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services import handbook_claim_pdf
from registry.yearly.services import handbook_edition as editions
from tests.certification.rows import make_case, on, publish
from tests.every_form import every_field
from tests.registry.activities.activity_factories import make_draft
from tests.registry.training import session_factories as make
from tests.registry.training.training_factories import base_world

# One of each kind: sub- and superscripts, fractions, units, letters
# with marks, extensions B, F and G, scripts.
HARD = "₂⁺⁻⅔²℃μΩ㎡‰≤əŁžŞ𠀀𮯠𰻞龦ئ"
UNDRAWABLE = "🎉\U0002ebf0\ue863"
MARKED = "〓" * len(UNDRAWABLE)


@pytest.fixture(autouse=True)
def built():
    fonts.build()
    # Extension I came into Debian with 13.
    assert set(UNDRAWABLE) - {"\U0002ebf0"} <= fonts.missing_glyphs(UNDRAWABLE)


# --- Forms
# ------------------------------------------------------------------------------------------------------

# Text that is only looked for, compared or read on a screen: never on paper.
NEVER_PRINTED = {
    "q",
    "person",
    "action",
    "who",
    "subject",
    "order",
    "sort",
    "what",
    "next",
    "seen",
    "edit",
    "passphrase",
    "again",
    "password1",
    "password2",
    "date",
    "code",
    "span_from",
    "span_to",
    "work",
}
ELSEWHERE = {
    ("AddKeyForm", "name"): "what its owner calls a security key, on one page alone",
    ("KeyNameForm", "name"): "as above",
    ("NextForm", "name"): "what a policy file is called, in letters of a to z",
    ("ObjectionForm", "name"): "an objector stands on no paper and is never sent away for a character",
    ("ObjectionForm", "contact"): "as above",
    ("ObjectionForm", "text"): "as above",
    ("CatalogueForm", "place"): "a search",
    ("TraceForm", "text"): "a search",
    ("CaseFilter", "unit"): "a search",
    ("PeopleFilter", "unit"): "a search",
    ("DeskFilter", "unit"): "a search",
    ("SlipFilter", "unit"): "a search",
    ("PeopleFilter", "department"): "a search",
    ("OfPeopleFilter", "unit"): "a search",
    ("OfPeopleFilter", "department"): "a search",
    ("QueueFilter", "department"): "a search",
    ("RegistrationFilter", "unit"): "a search",
    ("RegistrationFilter", "department"): "a search",
    ("CompletionFilter", "unit"): "a search",
    ("CompletionFilter", "department"): "a search",
    ("WholeFilter", "unit"): "a search",
    ("NoticeFilter", "unit"): "a search",
    ("BatchFilter", "unit"): "a search",
    ("KeptFilterForm", "name"): "seen by its owner alone, never printed",
    ("NewRemindingForm", "unit"): "a search",
    ("NewRemindingForm", "department"): "a search",
    ("LetterFilter", "q"): "a search",
    ("TextForm", "subject"): "a message, read on a screen",
    ("TextForm", "text"): "as above",
    ("WordsForm", "subject"): "as above",
    ("WordsForm", "text"): "as above",
    ("OwnWordsForm", "subject"): "as above",
    ("OwnWordsForm", "text"): "as above",
    ("PersonForm", "name"): "an attendee is compared with a person, who is printed",
    ("ActivityForm", "title"): "checked when submitted: a draft keeps what was typed",
    ("ActivityForm", "note"): "not printed",
}


def text_fields():
    """(form's name, field's name, field) of every text that a form of the product takes."""
    for name, label, field in every_field():
        if isinstance(field, forms.CharField) and not isinstance(
            field, forms.EmailField | forms.UUIDField | forms.URLField
        ):
            yield name, label, field


FIELDS = list(text_fields())
PRINTED = [one for one in FIELDS if getattr(one[2], "printed", False)]


def test_every_text_that_a_form_takes_is_looked_at_or_stands_in_the_list():
    loose = {
        (form, label)
        for form, label, field in FIELDS
        if not getattr(field, "printed", False) and label not in NEVER_PRINTED
    }

    assert len(PRINTED) > 80
    assert (
        loose - set(ELSEWHERE) - {(form, label) for form, label, field in FIELDS if is_code(field)} == set()
    )


def is_code(field):
    """A credit code, a hidden key: characters that a check of its own allows."""
    return type(field).__name__ == "CreditCodeField" or isinstance(
        field.widget, forms.HiddenInput | forms.PasswordInput
    )


@pytest.mark.parametrize(
    ("form", "label", "field"), PRINTED, ids=[f"{form}.{label}" for form, label, _field in PRINTED]
)
def test_field_refuses_what_cannot_be_drawn_and_names_it(form, label, field):
    assert isinstance(field, PrintedMixin | PersonNameField)
    for char in UNDRAWABLE:
        if char not in fonts.missing_glyphs(char):
            continue
        with pytest.raises(ValidationError) as refused:
            field.clean(f"甲乙{char}")
        said = " ".join(refused.value.messages)
        assert (
            f"第3个字“{char}”（U+{ord(char):04X}）打印不出来" in said
            or "不是文字" in said
            or "自造字" in said
        )


def test_field_takes_what_can_be_drawn():
    for _form, label, field in PRINTED:
        if field.max_length and not field.validators[2:] and not isinstance(field, PersonNameField):
            assert field.clean(f"甲{HARD}"[: field.max_length]) == f"甲{HARD}"[: field.max_length], label


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("大气PM₂.₅监测🎉", "第10个字“🎉”（U+1F389）打印不出来：它是图形符号。请删去，或改用文字表述。"),
        (
            "第一行\n王\U0002fffd",
            "第2行第2个字“\U0002fffd”（U+2FFFD）打印不出来：系统字库中没有该字。请核对；",
        ),
        ("张\ue863", "第2个字“\ue863”（U+E863）打印不出来：它是自造字"),
        ("\U0001e100", "系统字库中没有该文字。请改用汉字或拉丁字母填写"),
    ],
)
def test_sentence_names_place_character_and_way_out(text, said):
    assert said in printing.fault_of(text)


def test_everything_of_gb18030_level_3_is_drawn():
    blocks = (
        (0x4E00, 0x9FEF),
        (0x3400, 0x4DB5),
        (0x20000, 0x2A6D6),
        (0x2A700, 0x2B734),
        (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1),
        (0x2CEB0, 0x2EBE0),
        (0x2F00, 0x2FD5),
    )
    characters = "".join(chr(code) for first, last in blocks for code in range(first, last + 1))

    assert fonts.missing_glyphs(characters) == set()


@pytest.mark.django_db
def test_record_is_not_submitted_with_a_title_that_cannot_be_drawn(alice):
    row = make_draft(alice, "award", title="大气PM₂.₅监测🎉")

    with pytest.raises(Incomplete) as refused:
        activities.submit(actor=alice, activity=row, edit=row.edit)
    assert [one.message[:9] for one in refused.value.faults if one.fact == "title"] == ["第10个字“🎉”（"]


@pytest.mark.django_db
def test_cells_of_workbooks_are_looked_at():
    with pytest.raises(ValueError, match="第3个字“🎉”"):
        readers.line(100)("教务🎉", readers.How())


# --- Paper
# ------------------------------------------------------------------------------------------------------


@pytest.fixture
def handbook(alice, bob, dora, petra):
    with on("2020-03-02 09:00"):
        claim = claims.compose(actor=dora, organisation=dora.seats[0].organisation)
        claim = claims.submit(actor=dora, claim=claim, edit=claim.edit)
        claims.grant(actor=petra, claim=claim, edit=claim.edit)
        own = Handbook.objects.get(professional=alice.professional)
        books.hand_out_many(actor=dora, handbooks=[own], on=date(2020, 3, 2))
        yield SimpleNamespace(claim=claim, book=own)


@pytest.fixture
def sheet(request, monkeypatch):
    """(template, context, css) of a document, as its service gives it to the renderer."""
    caught = []
    monkeypatch.setattr(
        pdf,
        "from_template",
        lambda template, content, *, title, css: caught.append((template, dict(content), css)) or b"",
    )
    match request.param:
        case "slip":
            caught.append(
                (
                    slip_pdf.TEMPLATE,
                    slip_content(1) | {"remark": "备注", "supersedes": "湘000001号"},
                    slip_pdf.STYLE,
                )
            )
        case "notice":
            alice, bob = request.getfixturevalue("alice"), request.getfixturevalue("bob")
            with on("2020-06-15 09:00"):
                notice_pdf.draw(publish(bob, [make_case(alice.professional, state="notice")]))
        case "claim":
            handbook_claim_pdf.draw(request.getfixturevalue("handbook").claim)
        case "handbook":
            editions.draw(
                editions.ask(
                    actor=request.getfixturevalue("alice"), handbook=request.getfixturevalue("handbook").book
                )
            )
        case "filing":
            with on("2020-06-01 09:00"):
                base = base_world()
                filing_pdf.draw(make.make_draft(base.staff, base.base))
    monkeypatch.undo()
    return caught[-1]


def with_hard(value, suffix, counter):
    """The context with every text as `<number><suffix>`, the texts of a row of the database too."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, str):
        return f"{next(counter)}{suffix}" if value else value
    if isinstance(value, dict):
        return {key: with_hard(one, suffix, counter) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [with_hard(one, suffix, counter) for one in value]
    if hasattr(value, "_meta"):
        for field in value._meta.get_fields():
            if field.get_internal_type() in ("CharField", "TextField") and not field.choices:
                setattr(value, field.attname, with_hard(getattr(value, field.attname), suffix, counter))
    return value


def words_of(body, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    return "".join(text.split())


def empty_boxes(body):
    """How often glyph 0, the empty box, is drawn."""
    with pikepdf.open(io.BytesIO(body)) as document:
        pieces = b"".join(page.Contents.read_bytes() for page in document.pages)
    shown = re.findall(rb"<([0-9a-fA-F]+)>", pieces)
    return sum(text[at : at + 4] == b"0000" for text in shown for at in range(0, len(text), 4))


SHEETS = ("slip", "notice", "claim", "handbook", "filing")


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", SHEETS, indirect=True)
def test_every_text_of_a_document_is_drawn_with_real_shapes(sheet, tmp_path):
    template, context, css = sheet
    counter = itertools.count(1000)
    context = with_hard(context, HARD, counter)

    body = pdf.from_template(template, context, title="文件", css=css)

    shown = words_of(body, tmp_path)
    assert empty_boxes(body) == 0
    assert shown.count("𰻞") >= 5
    assert [char for char in HARD if char not in shown] == []
    assert "〓" not in shown
    assert "𰻞" in embedded(body)


def embedded(body):
    """The characters that the fonts inside a document say they draw (their ToUnicode maps)."""
    found = set()
    with pikepdf.open(io.BytesIO(body)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                for code in re.findall(rb"> ?<([0-9a-fA-F]{4,8})>", thing.ToUnicode.read_bytes()):
                    found.add(bytes.fromhex(code.decode()).decode("utf-16-be", "replace"))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", SHEETS, indirect=True)
def test_document_of_texts_kept_before_is_drawn_with_marks_and_a_note(sheet, tmp_path):
    template, context, css = sheet
    context = with_hard(context, UNDRAWABLE, itertools.count(1000))

    body = pdf.from_template(template, context, title="文件", css=css)

    shown = words_of(body, tmp_path)
    assert empty_boxes(body) == 0
    assert not set(UNDRAWABLE) & fonts.missing_glyphs(UNDRAWABLE) & set(shown)
    assert shown.count("〓") > 8
    assert "代替系统字库中没有、未能印出的字" in shown
    assert "U+1F389" in shown


@pytest.mark.django_db
def test_wall_print_of_a_notice_answers_for_a_name_kept_before(alice, bob, client, tmp_path, run_jobs):
    alice.professional.name = "王🎉"
    alice.professional.save()
    with on("2020-06-15 09:00"):
        notice = publish(bob, [make_case(alice.professional, state="notice")], title="公示PM₂.₅🎉")
        run_jobs()
        client.force_login(bob)
        page = client.get(f"/office/notices/{notice.public_id}/print/")

    assert page.status_code == 200
    shown = words_of(b"".join(page.streaming_content) if page.streaming else page.content, tmp_path)
    assert "公示PM₂.₅〓" in shown
    assert "“王〓”（U+1F389）" in shown


@pytest.mark.django_db
def test_name_that_no_slip_can_carry_is_said_at_the_first_step(alice):
    person = alice.professional
    person.name = "王\U0002fffd"
    person.save()
    with on("2020-06-15 09:00"):
        case = make_case(person, state="draft")
        with pytest.raises(
            Refused, match=r"认定单无法印出：“王.*”第2个字.*（U\+2FFFD）打印不出来：系统字库中没有该字"
        ):
            cases.submit_case(actor=alice, case=case)
