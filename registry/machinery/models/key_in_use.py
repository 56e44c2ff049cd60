from django.db import models


class KeyInUse(models.Model):
    """By which keys this portal works, so that no node starts with others: the names of the keys
    (`crypto.key_id`), which give nothing away."""

    purpose = models.CharField(max_length=10, primary_key=True)  # secret, field, index, check, log
    keys = models.JSONField(default=list)  # the latest first; older ones while something still needs them

    def __str__(self) -> str:
        return self.purpose
