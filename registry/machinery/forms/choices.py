"""Choices that come from the policy in force."""

from credits.queries import latest_policy


def title_series() -> list[tuple[str, str]]:
    """The title series of the latest policy, an empty choice first."""
    return [("", "—"), *((code, series.name) for code, series in latest_policy().series.items())]


def title_series_name(code: str) -> str:
    """The name of a series, or the code when the policy no longer lists it."""
    found = latest_policy().series.get(code)
    return found.name if found else code


def subjects() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in latest_policy().subjects]
