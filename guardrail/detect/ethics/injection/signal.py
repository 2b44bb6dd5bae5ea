"""What is found here: a label, where, and how sure."""

from __future__ import annotations

from typing import NamedTuple

from guardrail.core.text import Span

__all__ = ["Signal"]


class Signal(NamedTuple):
    """``label`` is one of the ethics labels; ``score`` as a ``Finding`` has it."""

    label: str
    span: Span
    score: float
