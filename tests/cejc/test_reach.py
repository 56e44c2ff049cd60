"""No dead ends: whoever may read an address finds it from the first page by visible links alone.

A role starts at “/” and follows every link that is not hidden, asks the search fields for the
unit's name, and presses the menu of roles; the address of a visible form counts as reached, for its
button stands there. What no link of the portal leads to stands in `ELSEWHERE` with its reason: seven
entries at most beside what machines ask for. No visible link may answer 404.
"""

from collections import deque
from datetime import date, time
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import Resolver404, resolve

from certification.models import Notice
from certification.services import allotment, figures
from credits.services import load_policy
from registry.activities.services import activity_review
from registry.models import (
    AnnualRegistration,
    CourseReview,
    Employment,
    Handbook,
    Organisation,
    SessionSlot,
)
from registry.rules.queries.policy_text import policy_in
from tests import factories
from tests.cejc.test_urls import MACHINES, PAGE, people, shared, stored, table, things  # noqa: F401  (fixtures)
from tests.certification.rows import make_case, publish
from tests.registry.activities.activity_factories import make_submitted
from tests.registry.rules.what_if_factories import DRAFT, published

WALKERS = (
    "anonymous",
    "person",
    "colleague",
    "hr",
    "department",
    "county",
    "bureau",
    "province",
    "admin",
    "auditor",
    "security",
    "base",
)
# Pages of one address that are looked at: the next one tells nothing new about links.
ENOUGH = 5
MORE = {
    "certification:case": 12,
    "registry:person": 30,
    "registry:account-detail": 30,
    "registry:account": 30,
}
ELSEWHERE = {
    "api:": "for programs, with a token",
    **dict.fromkeys(MACHINES, "for monitors, search engines and what stands in a page"),
    "certification:verify-slip": "the address in the QR code of a slip",
    "registry:handbook-verify-code": "the address in the QR code of a handbook",
    "registry:sign-in": "the address in the QR code on the wall",
    "registry:password-sent": "what follows when a new password was asked for",
    "registry:job": "what follows when something long was begun",
    "registry:export-ask": "what follows when a long list is exported",
}
# For whoever has no login yet or lost it; others meet the same pages after logging out.
ENTRANCE = {
    "account_reset_password",
    "registry:recovery-use",
    "registry:activate",
    "registry:register",
    "registry:register-at",
    "registry:employment-request",
    "registry:employment-request-at",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """What a reader can see of a page: links and pictures, search forms,
    the forms with buttons, the menu of roles."""

    def __init__(self, text: str, typed: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self.typed = typed
        self._hidden = 0
        self._open: list[tuple[str, bool]] = []
        self._search = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        hides = "hidden" in given or tag in ("template", "script")
        if not self._hidden and not hides:
            self._look(tag, given)
        if tag not in VOID:
            self._open.append((tag, hides))
            self._hidden += hides

    def _look(self, tag, given):
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "img" and given.get("src"):
            self.links.append(given["src"])
        elif tag == "body" and given.get("data-find"):
            self.forms.append(given["data-find"])  # where the page's script sends what is sought
        elif tag == "form":
            self._search = ""
            if given.get("method", "get").lower() == "get":
                self._search = given.get("action") or "."
            else:
                self.forms.append(given.get("action", ""))
        elif tag == "input" and self._search and given.get("type", "text") in ("text", "search"):
            self.links.append(f"{self._search}?{urlencode({given.get('name', ''): self.typed})}")
            self._search = ""

    def handle_endtag(self, tag):
        while self._open:
            name, hides = self._open.pop()
            self._hidden -= hides
            if name == tag:
                return


class Walk:
    """Everything that one login reaches: the names of the addresses, and the links that answer nothing."""

    def __init__(self, user, typed: str) -> None:
        self.client, self.typed = Client(), typed
        self.names: set[str] = set()
        self.roles: set[str] = set()
        self.broken: set[str] = set()
        if user is not None:
            self.client.force_login(user)

    def everywhere(self) -> set[str]:
        self._from_first_page()
        for role in sorted(self.roles):
            self.client.post(role)
            self._from_first_page()
        return self.names

    def _from_first_page(self) -> None:
        waiting, seen, looked = deque(["/"]), {"/"}, {}
        while waiting:
            address = waiting.popleft()
            name = _name(address)
            looked[name] = looked.get(name, 0) + 1
            if looked[name] > MORE.get(name, ENOUGH):
                continue
            for link in self._follow(address):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def _follow(self, address: str) -> list[str]:
        answer = self.client.get(address, follow=True)
        whole = not answer.streaming
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code != 200:
            self.broken.add(f"{answer.status_code} {address}")
            return []
        arrived = [address, *(where for where, _status in answer.redirect_chain)]
        self.names |= {_name(one) for one in arrived}
        if not whole or "html" not in answer.headers.get("Content-Type", ""):
            return []
        page = Page(answer.content.decode(), self.typed)
        forms = {urljoin(arrived[-1], one) for one in page.forms}
        self.names |= {_name(one) for one in forms}
        self.roles |= {one for one in forms if one.startswith("/account/role/")}
        return [one for link in page.links if (one := _inside(urljoin(arrived[-1], link)))]


def _inside(address: str) -> str:
    """The address without its fragment; nothing for addresses outside, and for files of the layout."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver"):
        return ""
    if parts.path.startswith("/static/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return "nowhere"


def wanted(role: str) -> set[str]:
    """The addresses that the table lets `role` read, but for those that no link of the portal leads to."""
    found = {name for name, row in table().items() if row["method"] == "GET" and row[role] == "200"}
    found = {name for name in found if not name.startswith(tuple(ELSEWHERE))}
    return found if role == "anonymous" else found - ENTRANCE


@pytest.fixture(scope="module")
def whole(people, things):  # noqa: F811
    """Beside one object of each kind: those in the states in which an act stands open."""
    approved = make_submitted(people.person, "paper", label="认可")
    activity_review.approve(actor=people.hr, activity=approved)
    gone = factories.make_person("gone", "离任者")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    Authenticator.objects.create(user=people.colleague, type="totp", data={})
    Employment.objects.create(
        professional=factories.make_professional("新来的人"),
        organisation=people.employer,
        state="pending",
        valid_from=date(2020, 6, 1),
    )
    AnnualRegistration.objects.create(
        professional=people.colleague.professional,
        year=2018,
        organisation=people.employer,
        office=people.department_unit,
        state="confirmed",
    )
    Handbook.objects.create(
        professional=factories.employee_of(people.employer, "loser", "失书的人").professional,
        claim=things.claimed_books,
        year=2020,
        sequence=99,
        number="遗失的一本",
        state="lost",
        handed_on=date(2020, 4, 1),
        lost_on=date(2020, 6, 1),
    )
    allotment.grant(actor=people.province, allotment=things.claim, count=5)
    allotment.claim(actor=people.bureau, organisation=people.city, year=2020, count=3)
    CourseReview.objects.filter(pk=things.review.pk).update(conclusion="pass", text="合格")
    SessionSlot.objects.filter(session=things.running).update(
        date=date(2020, 6, 10), begins=time(8, 30), ends=time(11, 30)
    )
    make_case(
        factories.employee_of(people.employer, "basic", "初级的人").professional,
        state="record",
        route="provincial_basic",
        title_level="junior",
    )
    county = Organisation.objects.get(name="长沙县人力资源和社会保障局")
    hospital = factories.make_employer("长沙县第一人民医院", parent=county)
    make_case(
        factories.employee_of(hospital, "cityman", "城里的人").professional,
        state="record",
        route="city_basic",
        title_level="junior",
        wanted="",
        department=None,
        county=county,
        bureau=people.city,
    )
    make_case(
        factories.employee_of(people.employer, "teacher", "高校的人").professional,
        state="record",
        route="university",
        reached_province=True,
    )
    things.filed.years.filter(year=2016).update(basis="certified", basis_note=things.accepted.number)
    ended = publish(
        people.hr,
        [
            make_case(
                factories.employee_of(people.employer, "posted", "公示过的人").professional, state="notice"
            )
        ],
    )
    Notice.objects.filter(pk=ended.pk).update(state="closed")
    published()
    load_policy(policy=policy_in(DRAFT), publish=True)  # next year's notice is coming
    figures.count_everything()
    return things


@pytest.mark.parametrize("role", WALKERS)
def test_a_role_reaches_all_that_it_may_read_by_visible_links(role, people, whole):  # noqa: F811
    walk = Walk(None if role == "anonymous" else getattr(people, role), people.employer.name)

    missed = wanted(role) - walk.everywhere()

    assert sorted(missed) == []
    assert sorted(walk.broken) == []


def test_what_no_link_leads_to_is_a_short_list():
    assert len(set(ELSEWHERE) - set(MACHINES)) <= 7
