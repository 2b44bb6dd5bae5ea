"""Conversations that an AI service keeps: which one a request goes on with, and under which names an answer can be gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guardrail.core.errors import ErrorCode, RequestRefused

from .dialect import Dialect
from .target import Target

__all__ = ["is_kept", "thread_deleted", "thread_of", "thread_read", "threads_named"]

_LONGEST: Final = 256
"""Characters of a name. OpenAI's have about 60."""


def thread_of(tree: Any, dialect: Dialect) -> str:
    """The thread that a request goes on with: ``"resp_1"``, or the ``id`` of an object; empty where it names none.

    Raises ``RequestRefused`` (``server_side_state_unsupported``) for two at once and for what is no name.
    """
    found = [tree[member] for member in dialect.thread if isinstance(tree, dict) and tree.get(member) is not None]
    if not found:
        return ""
    name = found[0].get("id") if isinstance(found[0], dict) else found[0]
    if len(found) > 1 or not _is_name(name):
        raise RequestRefused(ErrorCode.SERVER_SIDE_STATE, "body")
    return str(name)


def thread_read(target: Target, dialect: Dialect) -> str:
    """The thread that a path reads (``GET /v1/responses/{response_id}``); empty where it names none."""
    return next((text for name, text in target.words if name in dialect.thread), "")


def thread_deleted(target: Target, dialect: Dialect) -> str:
    """The thread that a call deletes, with all that is in it; empty for a call that deletes none, or a part of one."""
    name = thread_read(target, dialect) if target.method == "DELETE" else ""
    return name if target.path.partition("?")[0].endswith(f"/{name}") else ""


def is_kept(tree: Any, dialect: Dialect) -> bool:
    """Whether a request lets the AI service give the conversation a new name (``store``)."""
    return not (dialect.thread_kept and isinstance(tree, Mapping) and tree.get(dialect.thread_kept) is False)


def threads_named(tree: Any, dialect: Dialect, read: bool = False) -> tuple[str, ...]:
    """Every name that an answer, or an event of it, gives to its conversation; of a call that only ``read``, to what came out of it."""
    return tuple(name for path in (dialect.thread_results if read else dialect.thread_id) if _is_name(name := _at(tree, path)))


def _at(tree: Any, path: str) -> Any:
    for step in path.split("/"):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST
