"""Which policy governs a tenant: patterns over slash-separated agency paths, the most specific one wins."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TypeAlias

__all__ = ["Specificity", "matches", "specificity"]

Specificity: TypeAlias = tuple[tuple[int, str], ...]
"""Compared part by part from the left: a literal part beats a glob, a longer glob a shorter one, a deeper pattern a shallower."""


def matches(pattern: str, tenant: str) -> bool:
    """True if the tenant stands at or below the pattern. ``**`` is everybody, ``*`` stands for (some of) one part of the path."""
    if pattern == "**":
        return True
    wanted, given = pattern.split("/"), tenant.split("/")
    return len(wanted) <= len(given) and all(fnmatchcase(part, glob) for glob, part in zip(wanted, given, strict=False))


def specificity(pattern: str) -> Specificity:
    """Sort key of a pattern. No two different patterns have the same one."""
    if pattern == "**":
        return ()
    return tuple((1_000 if "*" not in part else len(part.replace("*", "")), part) for part in pattern.split("/"))
