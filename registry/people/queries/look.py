"""From where somebody looked, in words."""

from ipaddress import ip_address

from django.utils.translation import gettext as _


def place_of(address: str) -> str:
    """From where, in plain words: an office's address itself is only the auditor's to know."""
    if not address:
        return _("未记录或已按期删除")
    try:
        inside = ip_address(address).is_private
    except ValueError:
        inside = False
    return _("内部网络") if inside else _("互联网")
