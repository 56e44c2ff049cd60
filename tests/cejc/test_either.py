"""Rows that answer to one of several conditions: the same however many they are."""

import pytest
from django.db.models import Q

from cejc.lib.db import either as module
from cejc.lib.db.either import either
from registry.models import Professional
from tests.factories import make_professional


@pytest.mark.parametrize("few", [0, 1, 2000])
def test_either_finds_what_an_or_finds_in_the_order_of_the_rows(db, monkeypatch, few):
    monkeypatch.setattr(module, "FEW", few)
    for name in ("张伟", "王芳", "李娜", "张敏"):
        make_professional(name)
    rows = Professional.objects.order_by("-name")
    conditions = Q(name__startswith="张"), Q(name="李娜")

    found = either(rows, *conditions)

    assert list(found) == list(rows.filter(conditions[0] | conditions[1]))
    assert found.count() == 3
