"""What Django's own fields say, in the portal's words."""

from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED = _("请填写这一项。")


def adopt() -> None:
    """Every field of the portal says the same when it is empty; called once, from AppConfig.ready."""
    forms.Field.default_error_messages = forms.Field.default_error_messages | {"required": REQUIRED}
