"""What signs in a portal that was just made for a demo: no step of its own, nothing to fill in."""

from cejc.site import gettext as _
from registry.enums import KeyPlace, PaperKind
from registry.keys.models import SigningKey
from registry.keys.services import own_authority, signing_key

PAPERS = PaperKind.files()


def begin() -> None:
    """An authority of its own with a signer and time-stamps, where there is no certificate yet; and a key for
    QR codes, where the authority is its own."""
    if not SigningKey.objects.exists():
        _begin_papers()
    if own_authority.exists() and not SigningKey.objects.filter(uses__kind=PaperKind.CODE).exists():
        _begin_codes()


def _begin_codes() -> None:
    own_authority.make_codes()
    held = {"file": own_authority.CODES}
    name = _("演示二维码")
    signing_key.add(actor=None, name=name, place=KeyPlace.FILE, held=held, papers=[PaperKind.CODE])


def _begin_papers() -> None:
    own_authority.make()
    for name, file, papers in (
        (_("演示签章"), own_authority.SIGNER, PAPERS),
        (_("演示时间戳"), own_authority.STAMPS, [PaperKind.STAMP]),
    ):
        signing_key.add(actor=None, name=name, place=KeyPlace.FILE, held={"file": file}, papers=papers)
    own_authority.publish_list()
