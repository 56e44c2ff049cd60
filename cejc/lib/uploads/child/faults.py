from typing import Any


class Fault(Exception):
    """What is wrong with the file, as a code that the parent turns into a sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
