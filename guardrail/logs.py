"""structlog set-up: JSON lines on stderr with ECS names. A processor keeps only listed keys, so that no text can slip into a log."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO, cast

import structlog

__all__ = ["KEYS", "configure", "keep_listed"]

KEYS: Final = frozenset(
    {
        "event",
        "level",
        "@timestamp",
        "error",
        "where",
        "host",
        "port",
        "pid",
        "workers",
        "policies",
        "policy",
        "digest",
        "upstreams",
        "clients",
        "records",
        "dangling",
        "file",
        "line",
        "column",
        "code",
        "mend",
        "mode",
        "reason",
        "percent",
    }
)
"""Every key a log line may carry. None of them ever holds words of a request, an answer or an exception."""


def keep_listed(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not listed, silently: a lost detail is a nuisance, a leaked one is a breach."""
    return {key: value for key, value in event.items() if key in KEYS}


def configure() -> None:
    """JSON lines on stderr. The standard library's loggers (uvicorn, aiohttp, presidio) are silenced but for bare error levels."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="@timestamp"),
            keep_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _Stderr())),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()  # noqa: TID251 - the one place that tames the standard library's loggers
    root.handlers[:] = [_Bare()]
    root.setLevel(logging.ERROR)


class _Stderr(io.TextIOBase):
    """What stands at ``sys.stderr`` when a line is written. A line that nobody can take is lost: no call fails for its log."""

    def write(self, text: str, /) -> int:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


class _Bare(logging.Handler):
    """Other libraries' errors: which logger and where, never their message, which may quote what it failed on."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname
        structlog.get_logger().error("library.error", error=error, where=f"{record.name}:{record.filename}:{record.lineno}")
