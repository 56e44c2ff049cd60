"""Every sentence of the engine passes through here, so that whoever
calls it may have it in another language."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def speak_by(translate: Callable[[str], str]) -> None:
    """From now on `translate` says the engine's sentences; without it
    they are Chinese as they are written."""
    global _translate
    _translate = translate


def _(text: str, /, **values: object) -> str:
    """`text`, with `values` in its `{places}`."""
    said = _translate(text)
    return said.format(**values) if values else said


def gettext_noop(text: str) -> str:
    """`text` as it is, for makemessages to find; it is said later."""
    return text
