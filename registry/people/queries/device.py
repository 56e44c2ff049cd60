"""What a browser says of itself, in plain words, and an address without its last part."""

from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from django.utils.translation import gettext_lazy as _

SYSTEMS = {
    "Windows": _("Windows电脑"),
    "Mac OS X": _("苹果电脑"),
    "iOS": _("苹果手机或平板"),
    "Android": _("安卓手机或平板"),
    "HarmonyOS": _("鸿蒙手机或平板"),
    "Linux": _("Linux电脑"),
    "Ubuntu": _("Linux电脑"),
    "Debian": _("Linux电脑"),
    "UOS": _("统信UOS电脑"),
    "Kylin": _("银河麒麟电脑"),
    "Chrome OS": "Chromebook",
}
# What the tables of the library do not know, as its makers write it.
HOME_GROWN = (
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("AlipayClient", _("支付宝")),
    ("QQBrowser", _("QQ浏览器")),
    ("MetaSr", _("搜狗浏览器")),
    ("360SE", _("360浏览器")),
    ("360EE", _("360浏览器")),
    ("HuaweiBrowser", _("华为浏览器")),
    ("MiuiBrowser", _("小米浏览器")),
)
HOME_SYSTEMS = (("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"), ("UOS", "UOS"), ("Kylin", "Kylin"))


@lru_cache(maxsize=256)
def in_words(agent: str) -> str:
    """ "Windows电脑，Chrome浏览器"; what nobody can read is 未知设备."""
    from ua_parser import parse  # its tables are read when the first device is shown

    found = parse(agent) if agent else None
    system = _known(agent, HOME_SYSTEMS) or (found.os.family if found and found.os else "")
    browser = _known(agent, HOME_GROWN) or (
        _browser(found.user_agent.family) if found and found.user_agent else ""
    )
    parts = [str(part) for part in (SYSTEMS.get(system, ""), browser) if part]
    return "，".join(parts) or str(_("未知设备"))


def _known(agent: str, table: tuple[tuple[str, Any], ...]) -> Any:
    return next((name for sign, name in table if sign in agent), "")


def _browser(family: str) -> Any:
    name = (
        family.replace("Mobile ", "")
        .replace(" Mobile", "")
        .replace("Headless", "")
        .removesuffix("Shell")
        .strip()
    )
    return _("%s浏览器") % name if name and name != "Other" else ""


def shortened(address: str | None) -> str:
    """The network and not the very machine: `59.51.1.*`, `2408:8400:1::`."""
    if not address:
        return ""
    found = ip_address(address)
    if found.version == 4:
        return ".".join([*address.split(".")[:3], "*"])
    return ":".join(found.exploded.split(":")[:3]) + "::*"
