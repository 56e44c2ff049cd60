"""The twenty-five pages: who asks for what. Everybody is of the one large unit, its department, or above it."""

from dataclasses import dataclass

from bench.big.shape import LETTER, NAME

BUSY, ISSUED = (
    10,
    0,
)  # a person whose application waits for the department's confirmation; one who has the slip


@dataclass(frozen=True)
class Page:
    """`address` is a name of an address, `of` the person whose thing it is, `query` what stands behind it."""

    name: str
    reader: str
    address: str
    query: str = ""
    of: str = ""


PAGES = (
    Page("person-home", "person", "registry:home"),
    Page("person-records", "person", "registry:activities"),
    Page("person-cases", "person", "certification:case-list"),
    Page("person-case", "person", "certification:case", of="case"),
    Page("person-slips", "holder", "certification:slip-list"),
    Page("unit-records", "hr", "registry:review-lane"),
    Page("unit-people", "hr", "registry:people"),
    Page("unit-people-last", "hr", "registry:people", "page=last"),
    Page("unit-people-letter", "hr", "registry:people", f"q={LETTER}"),
    Page("unit-desk", "hr", "certification:desk"),
    Page("unit-slips", "hr", "certification:slip-list"),
    Page("office-desk", "head", "certification:desk"),
    Page("office-desk-last", "head", "certification:desk", "page=last"),
    Page("office-desk-name", "head", "certification:desk", f"q={LETTER}"),
    Page("office-case", "head", "certification:case", of="case"),
    Page("office-lane", "head", "certification:lane-item", of="case"),
    Page("province-desk", "province", "certification:desk"),
    Page("province-desk-name", "province", "certification:desk", f"q={NAME}"),
    Page("province-slips", "province", "certification:slip-list"),
    Page("province-slip-name", "province", "certification:slip-list", f"q={NAME}"),
    Page("province-issue", "province", "certification:issue"),
    Page("province-figures", "province", "certification:figures", "year=2019"),
    Page("verify", "stranger", "certification:verify-slip", of="slip"),
    Page("notice-list", "stranger", "certification:public-notice-list"),
    Page("notice-of-1000", "stranger", "certification:public-notice", of="notice"),
    Page("log", "auditor", "registry:audit"),
    Page("log-subject", "auditor", "registry:audit", f"subject={LETTER}"),
)
