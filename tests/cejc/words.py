"""What a page shows, and what no reader should meet there: test_urls.py
asks it of every page and every role."""

import re
from html.parser import HTMLParser

from django.db.models import TextChoices

from certification import enums as certification_enums
from registry import enums as registry_enums

CODES = {
    "a ruling of ours": r"[（(]R\d{1,2}[)）]",
    "a policy's file": r"hunan-\d{4}",
    "a digest": r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12,64}\b",
    "the name of a digest": r"SHA-?256",
    "a date of machines": r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])",
    "a number of a combination": r"组合[（(]",
    "a key": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "a placeholder": r"\bNone\b|\bTrue\b|\bFalse\b|&lt;|\{\{|\{%|%\(\w+\)s|object at 0x|QuerySet",
}
# Words of the database that a page must say in Chinese.
RAW = sorted(
    {
        value
        for module in (registry_enums, certification_enums)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, TextChoices)
        for value in thing.values
        if isinstance(value, str)
        and value.isascii()
        and len(value) > 4
        and value != "admin"  # a login's name
    }
)
# Addresses whose readers need the code itself, each with what may stand there.
DIGEST = {"a digest", "the name of a digest"}
TECHNICAL = {
    "certification:verify-slip": DIGEST,  # who checks a slip compares the digest of the rules
    "registry:handbook-verify-code": DIGEST,  # the code by which its act stands in the public log
    "registry:log": DIGEST,  # whoever checks the log compares its root and its key
    "certification:slip": DIGEST,  # the same sheet, for the office, with the digest of the file
    "registry:cross-sample": DIGEST,  # anybody may compute the draw again
    # Whoever checks a signature compares the fingerprint of its certificate.
    **dict.fromkeys(("registry:signing-certificates", "registry:signing-key-retire"), DIGEST),
    "registry:signing-key-revoke": DIGEST,
    "registry:keys-of-base": {"a digest"},  # a custodian compares the fingerprint of a key
    "registry:api-client-rotate": {"a digest"},
    "registry:api-clients": {"a digest"},  # the name by which a platform logs in
}


class Words(HTMLParser):
    """What a page shows: text outside of scripts, styles, code samples and templates."""

    SILENT = ("script", "style", "template", "code", "pre", "svg", "textarea")

    def __init__(self):
        super().__init__()
        self.depth, self.words = 0, []

    def handle_starttag(self, tag, attrs):
        if tag in self.SILENT:
            self.depth += 1

    def handle_endtag(self, tag):
        if tag in self.SILENT:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth == 0 and data.strip():
            self.words.append(" ".join(data.split()))


def shown(page):
    parser = Words()
    parser.feed(page)
    return "\n".join(parser.words)


def odd_words(name, page):
    """What stands on a page that no reader should meet."""
    text = shown(page)
    found = {
        (what, match[0]) for what, pattern in CODES.items() for match in re.finditer(pattern, text, re.ASCII)
    }
    found |= {
        ("a word of the database", one)
        for one in RAW
        if re.search(rf"(?<![\w./@-]){one}(?![\w./@-])", text, re.ASCII)
    }
    return sorted(one for one in found if one[0] not in TECHNICAL.get(name, ()))
