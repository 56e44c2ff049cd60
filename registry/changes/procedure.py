"""The kinds of change that two officers make in a person's file; each is defined by a module of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.changes.models.person_request import PersonRequest
from registry.machinery.door import Table
from registry.people.models import User


@dataclass(frozen=True)
class Procedure:
    """One kind of change. `slug` stands in addresses, `table` holds its moves.

    `decides(user, row)`: may the user's office take the second step; `carry_out(actor, row)` does it, inside
    the service and under the person's lock, and may set columns of the row.
    """

    slug: str
    table: Table[Any]
    model: type[PersonRequest]
    decides: Callable[[User, Any], bool]
    carry_out: Callable[[User, Any], None]
    facts: Callable[[Any], dict[str, Any]]
    consequences: Callable[[Any], list[str]]
    provincial: bool = False  # the second officer sits in the provincial office, whatever the unit


_procedures: dict[str, Procedure] = {}


def register_procedure(procedure: Procedure) -> None:
    """Make a kind of change known; called where it is defined. Twice is once."""
    _procedures[procedure.slug] = procedure


def procedures() -> list[Procedure]:
    return list(_procedures.values())


def procedure_called(slug: str) -> Procedure | None:
    return _procedures.get(slug)


def procedure_of(row: PersonRequest) -> Procedure:
    return next(one for one in _procedures.values() if isinstance(row, one.model))
