"""Which texts of a stream an event ends: what was held back for a text that might go on can then be given out."""

from __future__ import annotations

from typing import Any

from guardrail.core.text import Path

from .dialect import Dialect

__all__ = ["ended"]


def ended(tree: Any, dialect: Dialect) -> Path | None:
    """What the channels of the texts that end with this event begin with (see ``AnswerText``), or nothing where none ends."""
    if not dialect.ends or not isinstance(tree, dict):
        return None
    tag = tree.get(dialect.tag)
    if not isinstance(tag, str) or tag not in dialect.ends:
        return None
    marks = ((member, tree.get(member)) for member in dialect.channel if member != dialect.tag)
    return tuple(f"{member}={mark}" for member, mark in marks if isinstance(mark, int | str))
