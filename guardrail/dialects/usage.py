"""Tokens that an AI service says it has counted, wherever its vendor puts them. Believes the numbers and counts nothing itself."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["Usage"]

_READ: Final = ("prompt_tokens", "input_tokens", "promptTokenCount", "prompt_eval_count")
_CACHED: Final = ("cache_read_input_tokens", "cache_creation_input_tokens")
"""Anthropic counts them beside ``input_tokens``; others within."""
_WRITTEN: Final = ("completion_tokens", "output_tokens", "candidatesTokenCount", "eval_count")
_LARGEST: Final = 2**53 - 1


class Usage:
    """Of one answer. ``see`` is shown it whole, or event by event: the last number counts, since services count up."""

    __slots__ = ("read", "written")

    def __init__(self) -> None:
        self.read = 0
        """Tokens of the request."""
        self.written = 0
        """Tokens of the answer."""

    def see(self, tree: Any) -> None:
        if type(tree) is list:  # Gemini's array of events
            for event in tree:
                self.see(event)
        elif type(tree) is dict:
            for holder in (tree, tree.get("message"), tree.get("response")):
                if type(holder) is dict:
                    self._count(holder.get("usage") or holder.get("usageMetadata"))
            if "eval_count" in tree:
                self._count(tree)

    def _count(self, told: Any) -> None:
        if type(told) is dict:
            read = sum(_amount(told.get(name)) for name in (*_READ, *_CACHED))
            self.read = min(read or self.read, _LARGEST)
            self.written = sum(_amount(told.get(name)) for name in _WRITTEN) or self.written


def _amount(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _LARGEST >> 3 else 0
