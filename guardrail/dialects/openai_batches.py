"""OpenAI batches, as data: calls of a file that was inspected when it came. What its tokens stand for goes on to what comes out."""

from __future__ import annotations

from types import MappingProxyType

from .dialect import BodyForm, Dialect, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_BATCHES"]

_PAGE = MappingProxyType({"after": r"[A-Za-z0-9_-]{1,80}", "limit": r"[0-9]{1,3}"})
_RESULTS = ("output_file_id", "error_file_id")
_NAMES = ("id", "object", "endpoint", "model", "status", "completion_window", "input_file_id", *_RESULTS)

OPENAI_BATCHES = Dialect(
    name="openai_batches",
    routes=(
        Route("POST", "/v1/batches", Operation.BATCH),
        Route("GET", "/v1/batches", Operation.STORED, query=_PAGE),
        Route("GET", "/v1/batches/{batch_id}", Operation.STORED),
        Route("POST", "/v1/batches/{batch_id}/cancel", Operation.STORED, body=BodyForm.NONE),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    opaque=(
        *(f"{where}{name}" for where in ("", "data/*/") for name in _NAMES),
        *("output_expires_after/anchor", "first_id", "last_id", "errors/object", "errors/data/*/code"),
    ),
    thread=("input_file_id", "batch_id"),
    thread_id=("id",),
    thread_results=_RESULTS,
)
