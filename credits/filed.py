"""The subject whose training is filed, for whoever has no policy at hand."""

from credits.queries import policy_here


def filed_subject() -> str:
    """By the notice in force; "" where none is filed."""
    return policy_here().recognition.filed_subject
