"""How many slips an office carried is not counted either."""

import pytest
from django.urls import reverse

from certification.queries.slips.slip import carried_by, slips_of
from registry.machinery.services.counting import differences
from tests.certification.rows import issue, revoke
from tests.factories import employee_of

LIST = reverse("certification:slip-list")


@pytest.mark.parametrize("who", ["bob", "dora", "petra"])
@pytest.mark.parametrize("slips", [1, 3])
def test_list_of_an_office_says_how_many_there_are(request, world, login, petra, who, slips):
    user = request.getfixturevalue(who)
    for _each in range(slips):
        issue(petra, employee_of(world.employer).professional)
    issue(petra, employee_of(world.other_employer).professional)

    assert carried_by(user) == slips_of(user).count() == slips + (who == "petra")
    assert login(user).get(LIST).context["found"] == slips + (who == "petra")


def test_own_slip_from_elsewhere_is_among_an_officers(world, bob, petra):
    issue(petra, employee_of(world.employer).professional)
    slip = issue(petra, employee_of(world.other_employer).professional)
    type(slip.case).objects.filter(pk=slip.case_id).update(professional=bob.professional)

    assert carried_by(bob) == slips_of(bob).count() == 2


def test_whoever_has_no_office_has_his_slips_counted(world, alice):
    assert carried_by(alice) is None


def test_revoked_slip_stays_counted(world, petra, paul):
    slip = issue(petra, employee_of(world.employer).professional)
    revoke(petra, paul, slip)

    assert carried_by(petra) == slips_of(petra).count() == 1
    assert differences() == []
