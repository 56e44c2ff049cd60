"""The one exception that a rule of the field raises: a sentence for the person, and nothing changed."""

from django.utils.translation import gettext_lazy as _

STALE = _("该记录刚刚被更新，您的操作没有生效。请刷新页面，查看最新情况后再办理。")


class Refused(Exception):
    """A rule refuses the request. `sentence` says what is wrong and what to do next.

    Raised inside a service's transaction, so that everything the service did is undone.
    """

    def __init__(self, sentence: object, code: str = "refused") -> None:
        super().__init__(sentence)
        self._sentence = sentence
        self.code = code

    @property
    def sentence(self) -> str:
        return str(self._sentence)

    def __str__(self) -> str:
        return self.sentence


class Stale(Refused):
    """The object changed since the form was opened (two tabs, two clerks)."""

    def __init__(self, sentence: object = STALE) -> None:
        super().__init__(sentence, code="stale")


class TooMany(Refused):
    """So many attempts went wrong that the next waits: answered with
    429, and `wait` seconds as Retry-After."""

    def __init__(self, sentence: object, wait: int) -> None:
        super().__init__(sentence, code="too_many")
        self.wait = max(1, wait)
