"""How offices write the kind of an identity document in a workbook: our
word for it, or what stands on the card."""

from registry.enums import IdentityType

ON_THE_CARD = {
    "身份证": IdentityType.RESIDENT_CARD,
    "二代身份证": IdentityType.RESIDENT_CARD,
    "港澳居民居住证": IdentityType.HMT_RESIDENCE,
    "台湾居民居住证": IdentityType.HMT_RESIDENCE,
    "港澳居民来往内地通行证": IdentityType.HMT_PERMIT,
    "台湾居民来往大陆通行证": IdentityType.HMT_PERMIT,
    "回乡证": IdentityType.HMT_PERMIT,
    "台胞证": IdentityType.HMT_PERMIT,
    "外国人永久居留证": IdentityType.FOREIGNER_PERMANENT,
}
# One of the names holds a 、: they are told apart by semicolons.
PERMITTED = "；".join(str(label) for label in IdentityType.labels)


def identity_type_of(typed: str) -> str | None:
    """The code of what was typed; the resident card where nothing was,
    None for what nobody calls a document."""
    word = "".join(typed.split())
    if not word:
        return str(IdentityType.RESIDENT_CARD)
    known = {str(label): code for code, label in IdentityType.choices} | ON_THE_CARD
    return str(known[word]) if word in known else None
