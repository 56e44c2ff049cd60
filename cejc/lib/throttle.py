"""Counting what one address does in an hour, in the shared cache; forgotten by itself."""

from django.core.cache import cache

HOUR = 3600


def is_over(key: str, limit: int) -> bool:
    """Whether `key` has been counted `limit` times or more within the hour that began with the first."""
    return int(cache.get(f"throttle:{key}", 0)) >= limit


def count(key: str) -> None:
    """Count once more. Two processes at once both count."""
    name = f"throttle:{key}"
    cache.add(name, 0, HOUR)
    try:
        cache.incr(name)
    except ValueError:  # it expired between the two calls
        cache.set(name, 1, HOUR)
