from registry.keys.models.signing_key import RevocationList, SignedPaper, SigningKey, SigningUse

__all__ = ["RevocationList", "SignedPaper", "SigningKey", "SigningUse"]
