"""What speaks of places in a text, or of its tokens, and is wrong once the text has changed: dropped, never left wrong."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["has_positions", "without_positions"]

_LOGPROBS: Final = frozenset({"logprobs", "logprobs_result", "logprobsResult"})
_PLACES: Final = frozenset({"start_index", "end_index", "startIndex", "endIndex"})
_NAMED: Final = re.compile(rf'"(?:{"|".join(sorted(_LOGPROBS | _PLACES))})"\s*:\s*[^\sn]'.encode())


def has_positions(source: bytes) -> bool:
    """Whether JSON may hold what ``without_positions`` drops: a look at its source, which costs next to nothing."""
    return _NAMED.search(source) is not None


def without_positions(node: Any) -> Any:
    """A copy without log probabilities (null, or an empty list where they are one), and without the elements of lists (annotations,
    citations) that point into the text; an object alone that does so points at its beginning."""
    if isinstance(node, list):
        return [without_positions(item) for item in node if not _points(item)]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, item in node.items():
        if key in _LOGPROBS:
            found[key] = [] if isinstance(item, list) else None
        elif key in _PLACES and isinstance(item, int):
            found[key] = 0
        else:
            found[key] = without_positions(item)
    return found


def _points(item: Any) -> bool:
    """Whether an element, or an object right in it (``url_citation``, ``segment``), names places."""
    if not isinstance(item, dict):
        return False
    return not _PLACES.isdisjoint(item) or any(isinstance(inner, dict) and not _PLACES.isdisjoint(inner) for inner in item.values())
