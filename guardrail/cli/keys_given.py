"""Public keys as people give them to a command: the line itself, or a file that holds it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["key_given"]


def key_given(given: str) -> str:
    """The line. Raises ``OSError`` where it is neither a line nor a file that can be read."""
    return given if "+" in given and not Path(given).is_file() else Path(given).read_text("ascii", errors="replace").strip()
