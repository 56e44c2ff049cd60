"""Many rows entered and changed at once are what one by one they would have been, on either database."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cejc import clock
from cejc.lib.db import copying
from certification.models import FigureDirty
from registry.enums import SheetVerdict
from registry.models import Employment, Professional, SheetImport, SheetRow
from tests import factories

MANY = copying.FEW + 3
ODD = "a\\b\tc\nd\re\\N\\."
NAMES = [ODD, "\\N", "𠮷野", "“引号”'\";", "", *(f"张{number}" for number in range(MANY - 5))]


def _people() -> list[Professional]:
    return [
        Professional(
            public_id=uuid4(),
            name=name,
            identity_type="other",
            identity_number=f"秘密\\{number}",
            identity_index=f"{number:064d}",
            identity_masked="*",
            died_on=date(2020, 2, 29) if number % 2 else None,
        )
        for number, name in enumerate(NAMES)
    ]


@pytest.mark.django_db
def test_people_entered_together_read_back_as_they_were_given():
    rows = _people()
    copying.insert(rows)
    kept = Professional.objects.in_bulk([one.pk for one in rows])
    assert len(kept) == MANY
    for row in rows:
        found = kept[row.pk]
        for field in Professional._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(row, field.attname), field.name
        assert not row._state.adding


@pytest.mark.django_db
def test_places_entered_together_belong_to_people_entered_after_they_were_made():
    unit, people = factories.make_employer(), _people()
    places = [Employment(professional=one, organisation=unit, valid_from=date(2015, 7, 1)) for one in people]
    copying.insert(people)
    copying.insert(places)
    assert {one.professional_id for one in Employment.objects.filter(organisation=unit)} == {
        one.pk for one in people
    }


@pytest.mark.django_db
def test_of_rows_with_one_that_is_there_nothing_is_entered():
    rows = _people()
    copying.insert(rows[:1])
    again = _people()
    with pytest.raises(IntegrityError), transaction.atomic():
        copying.insert(again)
    assert Professional.objects.count() == 1


@pytest.mark.django_db
def test_rows_changed_together_read_back_as_they_are_now_and_no_other_is_touched():
    unit = factories.make_employer()
    clerk = factories.hr_of(unit)
    sheet = SheetImport.objects.create(kind="roster", organisation=unit, uploaded_by=clerk, file_name="x")
    person = factories.make_professional()
    rows = [
        SheetRow(of=sheet, sheet=0, number=number, label="前", verdict=SheetVerdict.NEW)
        for number in range(MANY)
    ]
    copying.insert(rows)
    for row in rows[1:]:
        row.outcome, row.content, row.person = "done", ODD, person
        row.faults, row.notes, row.weighed = [["名", ODD]], [ODD], True
        row.label = "不改的"
    copying.update(rows[1:], ["outcome", "content", "faults", "notes", "weighed", "person"])
    first, *others = SheetRow.objects.filter(of=sheet).order_by("number")
    assert (first.outcome, first.content, first.person_id, first.faults) == ("", "", None, [])
    for found in others:
        assert (found.outcome, found.content, found.person_id) == ("done", ODD, person.pk)
        assert (found.faults, found.notes, found.weighed) == ([["名", ODD]], [ODD], True)
        assert found.label == "前"


@pytest.mark.django_db
def test_rows_of_a_mold_are_what_the_model_would_have_made():
    unit, when = factories.make_employer(), clock.now()
    mold = copying.Mold(Employment, "professional_id", "organisation_id", "valid_from", "decided_at")
    person = factories.make_professional()
    made = mold.cast(person.pk, unit.pk, date(2015, 7, 1), when)
    plain = Employment(professional=person, organisation=unit, valid_from=date(2015, 7, 1), decided_at=when)
    for field in Employment._meta.concrete_fields:
        if field.name != "public_id":
            assert getattr(made, field.attname) == getattr(plain, field.attname), field.name
    assert made._state.adding
    assert made.public_id != mold.cast(1, 2, None, None).public_id
    made.save()
    assert Employment.objects.get(pk=made.pk).professional == person


@pytest.mark.django_db
def test_rows_of_one_mold_share_nothing_that_can_be_changed():
    mold = copying.Mold(SheetRow, "number")
    first, second = mold.cast(1), mold.cast(2)
    first.faults.append(["", "坏"])
    assert (second.faults, second.number) == ([], 2)


@pytest.mark.django_db
def test_a_mark_is_put_down_for_each_key():
    people = [factories.make_professional() for _ in range(3)]
    keys = [one.pk for one in people]
    FigureDirty.objects.all().delete()
    copying.add_keys(FigureDirty, "professional", [*keys, keys[0]])
    assert sorted(FigureDirty.objects.values_list("professional_id", flat=True)) == sorted([*keys, keys[0]])
