"""JSONPath (RFC 9535) as far as it names places in any document: names, ``*``, ``..``; no indices, filters or slices."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["shape_globs"]

_STEP = re.compile(
    r"""(?P<deep>\.\.)?(?:
        (?(deep)|\.)(?P<name>[A-Za-z_][A-Za-z0-9_-]*|\*)
        |\[(?:\*|'(?P<single>[^'\\/\x00-\x1f]+)'|"(?P<double>[^"\\/\x00-\x1f]+)")\]
    )""",
    re.VERBOSE,
)
_LONGEST: Final = 200


def shape_globs(path: str) -> tuple[str, str]:
    """Two globs over shapes (steps joined by ``/``, items of arrays as ``*``): the place itself, and all below it.

    ``$.items[*].id`` is ``items/*/id``; ``$..hash`` is ``**/hash``. Raises ``ValueError`` for anything else than such a path.
    """
    if not path.startswith("$") or len(path) > _LONGEST:
        raise ValueError("no JSONPath")
    steps: list[str] = []
    at = 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise ValueError("no JSONPath of names and wildcards")
        if found["deep"]:
            steps.append("**")
        steps.append(found["name"] or found["single"] or found["double"] or "*")
        at = found.end()
    if not steps:
        raise ValueError("the root is the whole document")
    place = "/".join(steps)
    return place, f"{place}/**"
