"""What the portal is made of is listed whole, and whether a weakness of it is known is never said unasked."""

import json
import runpy
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

BIN = Path(settings.BASE_DIR) / "bin"


@pytest.fixture(scope="module")
def bill():
    return runpy.run_path(str(BIN / "sbom"))


def test_bill_names_every_locked_package_and_every_vendored_one_the_same_each_time(bill):
    text = bill["bill"]()
    found = {one["purl"]: one for one in json.loads(text)["components"]}

    assert bill["bill"]() == text
    assert bill["whole"](text) == ""
    django = next(one for purl, one in found.items() if purl.startswith("pkg:pypi/django@"))
    assert (django["scope"], len(django["hashes"]) > 1) == ("required", True)
    assert next(one for purl, one in found.items() if "pytest@" in purl)["scope"] == "excluded"
    assert {purl.partition("@")[0] for purl in found if "npm/boot" in purl} == {"pkg:npm/bootstrap"}


def test_a_package_that_the_bill_lacks_is_named(bill):
    told = json.loads(bill["bill"]())
    told["components"] = [one for one in told["components"] if one["name"] != "weasyprint"]

    assert bill["whole"](json.dumps(told)) == "weasyprint"


WEAK = {
    "name": "django",
    "version": "1.0",
    "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}, {"id": "CVE-2", "fix_versions": []}],
}
UNKNOWN = {"name": "django", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ([{"name": "django", "version": "1.1", "vulns": []}], 0, "\n"),
        ([WEAK], 1, "django 1.0: CVE-1, mended by 1.1\ndjango 1.0: CVE-2, mended by no version yet\n"),
        ([UNKNOWN], 75, "neither service answers from here"),
        (None, 75, "neither service answers from here"),
        ([WEAK | {"vulns": []}, UNKNOWN], 1, "django: not asked: not found"),
    ],
)
def test_audit_says_what_was_found_and_what_nobody_answered(monkeypatch, capsys, answer, status, said):
    def run(command, **_options):
        if answer is not None:
            Path(command[command.index("--output") + 1]).write_text(json.dumps({"dependencies": answer}))
        return SimpleNamespace(returncode=0 if answer else 2)

    audit = runpy.run_path(str(BIN / "audit"))
    monkeypatch.setattr(subprocess, "run", run)

    assert audit["main"]() == status
    assert said in capsys.readouterr().out
