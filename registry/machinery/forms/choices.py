"""Choices that come from the policy in force."""

from credits.queries import policy_here, series_names


def title_series() -> list[tuple[str, str]]:
    """The title series of the policies in force, an empty choice first."""
    return [("", "—"), *series_names().items()]


def title_series_name(code: str) -> str:
    """The name of a series, or the code when no policy in force lists it."""
    return series_names().get(code, code)


def subjects() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in policy_here().subjects]
