"""Answers that are no JSON, read as if they were: words as the one member of an object, JSON lines as an array, and back."""

from __future__ import annotations

from typing import Any, Final

from guardrail.core.errors import ErrorCode, UpstreamFault

from .dialect import AnswerForm, Route
from .leaves import dump, parse_answer

__all__ = ["answer_form", "unwrapped", "wrapped"]

_TEXT: Final = "text"
_STORED: Final = frozenset(
    {
        *("application/octet-stream", "application/jsonl", "application/x-ndjson", "application/x-jsonlines"),
        *("text/plain", "text/csv", "text/markdown", "text/tab-separated-values"),
    }
)


def answer_form(content_type: str, route: Route, status: int) -> AnswerForm | None:
    """How to read an answer of this route; nothing means JSON. Raises ``UpstreamFault`` for a type that the route does not give."""
    form = route.answer
    if content_type == "application/json" and form is not AnswerForm.FILE:
        return None
    if status < 400:
        if form is AnswerForm.TEXT and content_type.startswith("text/"):
            return form
        if form is AnswerForm.FILE and content_type in (*_STORED, "application/json"):
            return form
        if form is AnswerForm.AUDIO and (content_type.startswith("audio/") or content_type == "application/octet-stream"):
            return form
    elif content_type == "application/json":
        return None
    raise UpstreamFault(ErrorCode.UPSTREAM_ERROR if status >= 400 else ErrorCode.UPSTREAM_INVALID, "content-type")


def wrapped(raw: bytes, form: AnswerForm | None) -> bytes:
    """The answer as JSON. Raises ``UpstreamFault`` for bytes that are no text."""
    if form is None:
        return raw
    lines = _records(raw) if form is AnswerForm.FILE else None
    if lines is not None:
        return b"[" + b",".join(lines) + b"]"
    try:
        return dump({_TEXT: raw.decode("utf-8")})
    except UnicodeDecodeError:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "text") from None


def unwrapped(body: bytes, form: AnswerForm | None) -> bytes:
    """What ``wrapped`` was given, with what became of its texts."""
    if form is None:
        return body
    tree = parse_answer(body)
    if isinstance(tree, dict):
        text: str = tree[_TEXT]
        return text.encode()
    return b"".join(dump(record) + b"\n" for record in tree)


def _records(raw: bytes) -> list[bytes] | None:
    """The lines of a file in which each is a JSON object."""
    lines = [line for line in raw.splitlines() if line.strip()]
    if not lines or not all(line.lstrip().startswith(b"{") for line in lines):
        return None
    return lines if all(_is_object(line) for line in lines) else None


def _is_object(line: bytes) -> bool:
    try:
        tree: Any = parse_answer(line)
    except UpstreamFault:
        return False
    return isinstance(tree, dict)
