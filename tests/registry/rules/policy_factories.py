"""Policy files in the states that tests begin from."""

from datetime import date

from credits.engine import BUNDLED
from registry.rules.models import PolicyFile
from registry.rules.services import policy_file, publishing
from registry.rules.services.policy_values import draft_next, rework_examples

NEXT = {
    "name": "hunan-2021",
    "application_year": 2021,
    "document_number": "湘人社函〔2020〕46号",
    "document_date": date(2020, 6, 1),
    "title": "关于做好2021年专业技术人员继续教育有关工作的通知",
    "begins": date(2021, 3, 1),
}


def of_2020() -> PolicyFile:
    """The notice of 2020, in force since the portal was set up."""
    text = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
    return publishing.set_up(text=text, name="hunan-2020")[0]


def drafted(actor, base=None, reworked=True, **more) -> PolicyFile:
    """The notice of 2021 out of that of 2020, with its spans a year later."""
    row = draft_next(actor=actor, base=base or PolicyFile.objects.get(name="hunan-2020"), **(NEXT | more))
    spans = '\n[[spans]]\nid = "general"\nfirst = 2016\nlast = 2020\n'
    row = policy_file.write(actor=actor, file=row, text=row.text + spans)
    return rework_examples(actor=actor, file=row) if reworked else row


def tried(actor, **more) -> PolicyFile:
    """Checked, and run over the records."""
    row = policy_file.check(actor=actor, file=drafted(actor, **more))
    return policy_file.tried(file=row, sha256=row.checked_sha256)


def proposed(actor, **more) -> PolicyFile:
    return publishing.propose(actor=actor, file=tried(actor, **more))


def published(first, second, **more) -> PolicyFile:
    return publishing.publish(actor=second, file=proposed(first, **more))
