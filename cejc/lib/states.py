"""The states of a noun: what each is called, in which colour it is
shown, and whether anything can follow it."""

from typing import Any, Self

from django.db.models import CharField, Model, TextChoices


class State(TextChoices):
    """`NAME = value, colour, label`, or `value, colour, LAST, label` of a state that nothing follows.

    The colours are those of the state tag (templates/ui/state_tag.html): draft, neutral, waiting,
    active, done, returned, refused, official.
    """

    kind: str
    is_last: bool

    def __new__(cls, value: str, kind: str = "neutral", last: str = "") -> Self:
        one = str.__new__(cls, value)
        one._value_, one.kind, one.is_last = value, kind, last == LAST
        return one

    @property
    def tag(self) -> dict[str, Any]:
        """What a state tag is drawn from."""
        return {"label": str(self.label), "kind": self.kind}


LAST = "last"


def state_field(states: type[State], **values: Any) -> CharField:
    """A column that holds one of `states`. No class of its own: it mixes with other text in expressions."""
    field: Any = CharField(**{"choices": states.choices} | values)
    field.states = states
    return field


def state_of(row: Model) -> State:
    """In which of its states a row is; a model whose state follows from
    other columns names them as `states`."""
    known: Any = getattr(row, "states", None) or row._meta.get_field("state").states  # type: ignore[union-attr]
    return known(row.state)  # type: ignore[attr-defined]


def tag_of(row: Model) -> dict[str, Any]:
    """Label and colour of the state tag of a row; one whose state does not say it all has a `shown_state`."""
    return getattr(row, "shown_state", None) or state_of(row).tag
