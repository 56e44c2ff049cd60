"""The texts of policies as they are kept: those that come with the product and those that were stored."""

from functools import lru_cache
from pathlib import Path

from cejc.errors import Refused
from cejc.site import gettext as _
from cejc.site import site
from credits.engine import BUNDLED, Policy, bundled_names, load_file
from credits.engine.bases import bundled_base, kept_base
from credits.engine.loader import read_bytes
from credits.models import PolicyVersion


@lru_cache(maxsize=32)
def _parsed(sha256: str, name: str) -> Policy:
    """Parsing costs tens of milliseconds; a hash never changes its meaning, so it is done once a process."""
    rows = PolicyVersion.objects.filter(name=name, sha256=sha256).values_list("source", "bases")
    source, bases = rows.get()
    return read_bytes(source.encode("utf-8"), name, kept_base(bases))


def file_of(name: str) -> Path | None:
    """The file of a policy that comes with the product or the site; None for an unknown name."""
    if name == site().policy and site().policy_file.exists():
        return site().policy_file
    return BUNDLED / f"{name}.toml" if name in bundled_names() else None


@lru_cache(maxsize=32)
def bundled(name: str) -> Policy:
    """A policy that comes with the product or the site; no database. Raises Refused for an unknown name."""
    path = file_of(name)
    if path is None:
        raise Refused(
            _("没有名为 %(name)s 的政策，可用的有 %(known)s。")
            % {"name": name, "known": "、".join(bundled_names())},
            code="no_policy",
        )
    return load_file(path)


def policy_named(name: str) -> Policy:
    """The newest edition stored as `name`, else the bundled one. Raises Refused when there is neither."""
    rows = PolicyVersion.objects.filter(name=name).order_by("-edition")
    sha256 = rows.values_list("sha256", flat=True).first()
    return _parsed(sha256, name) if sha256 else bundled(name)


def published_edition(reference: str) -> Policy | None:
    """What was published as NAME@EDITION, the first edition of NAME where none is said; amended and
    withdrawn ones too, so that the same reference means the same for ever. None where nothing was."""
    name, edition = _referred(reference)
    rows = PolicyVersion.objects.filter(name=name, edition=edition, published_at__isnull=False)
    sha256 = rows.values_list("sha256", flat=True).first()
    return policy_at(name, sha256) if sha256 else None


def _referred(reference: str) -> tuple[str, int]:
    """Name and edition that NAME or NAME@EDITION says; edition 0 is none at all."""
    name, at, edition = reference.partition("@")
    if not at:
        return name, 1
    return name, int(edition) if edition.isascii() and edition.isdigit() else 0


def stored_base(reference: str) -> tuple[str, str]:
    """Text and identity of a policy that a new file may extend: NAME or NAME@EDITION as it is stored, else
    the bundled one. Raises NoBase."""
    name, edition = _referred(reference)
    rows = PolicyVersion.objects.filter(name=name, edition=edition)
    found = rows.values_list("source", "sha256").first()
    return found or bundled_base(reference)


@lru_cache(maxsize=32)
def policy_at(name: str, sha256: str) -> Policy:
    """The very policy that a case or an award was made under (R21), whatever was published since."""
    if name in bundled_names() and bundled(name).sha256 == sha256:
        return bundled(name)
    return _parsed(sha256, name)
