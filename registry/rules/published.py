"""What of policy files stands in the public log: published, amended, withdrawn."""

from collections.abc import Iterator, Sequence

from cejc import clock
from registry.enums import PolicyState
from registry.public_log.acts import Published, Said
from registry.rules.models import PolicyFile

AFTER = ("set_up", "published", "amended", "withdrawn")
OVER = (PolicyState.AMENDED, PolicyState.WITHDRAWN)


def _said(rows: Sequence[PolicyFile]) -> Iterator[tuple[PolicyFile, Said]]:
    for row in rows:
        if row.published_at is None or row.version is None:
            continue
        day = row.published_at.astimezone(clock.SHANGHAI).date()
        facts = {"name": row.name, "edition": row.edition, "sha256": row.version.sha256}
        yield row, Said("policy.published", day, facts)
        if row.state in OVER:
            yield row, Said(f"policy.{row.state}", row.updated_at.astimezone(clock.SHANGHAI).date(), facts)


ALL = (
    Published(
        PolicyFile,
        frozenset(f"policy_file.{one}" for one in AFTER),
        _said,
        lambda: PolicyFile.objects.filter(version__isnull=False).select_related("version"),
    ),
)
