"""Structured logs on standard error; identity and phone numbers are masked in one processor."""

import re
from typing import Any

import structlog

_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(\d{3})(\d{7,14})([\dXx])(?![0-9A-Za-z])")

# Addresses that are secrets themselves: of a calendar that a program reads.
_SECRETS = re.compile(r"(/calendar/)[\w-]{20,}")


def mask_numbers(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep the first 3 and the last character of anything shaped like an identity or phone number, and
    nothing of a secret address."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        value = _SECRETS.sub(r"\1***", value)
        return _NUMBERS.sub(lambda found: found[1] + "*" * len(found[2]) + found[3], value)
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner) for inner in value]
    return value


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    mask_numbers,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"cejc": {"level": "INFO"}, "fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
