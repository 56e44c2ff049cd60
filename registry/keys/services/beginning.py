"""What signs in a portal that was just made for a demo: no step of its own, nothing to fill in."""

from cejc.site import gettext as _
from registry.enums import KeyPlace, PaperKind
from registry.keys.models import SigningKey
from registry.keys.services import own_authority, signing_key

PAPERS = [kind for kind in PaperKind.values if kind != PaperKind.STAMP]


def begin() -> None:
    """An authority of its own with a signer and time-stamps, where there is no certificate yet."""
    if SigningKey.objects.exists():
        return
    own_authority.make()
    for name, file, papers in (
        (_("演示签章"), own_authority.SIGNER, PAPERS),
        (_("演示时间戳"), own_authority.STAMPS, [PaperKind.STAMP]),
    ):
        signing_key.add(actor=None, name=name, place=KeyPlace.FILE, held={"file": file}, papers=papers)
    own_authority.publish_list()
