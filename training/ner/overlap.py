"""Shows that no template was written from an evaluation text: ``python -m training.ner.overlap FILE...`` (JSON lines).

It compares sequences of words and prints where they meet, never what they say.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .templates import SLOT, read_slots, read_templates

__all__ = ["WIDTH", "main", "ngrams", "shared"]

WIDTH = 8
"""Words in a row that two texts may not have in common."""

_WORD = re.compile(r"\x00|[^\W_]+")


def ngrams(text: str, width: int = WIDTH) -> set[tuple[str, ...]]:
    """All runs of ``width`` words in lower case. A slot counts as one word that no other text has."""
    words = _WORD.findall(SLOT.sub(" \x00 ", text).lower())
    return {tuple(words[start : start + width]) for start in range(len(words) - width + 1)}


def shared(texts: Iterator[str]) -> list[tuple[str, int]]:
    """Genres of the templates that share a run of words with a text, and the number of that text from 1."""
    ours: dict[tuple[str, ...], str] = {}
    for template in read_templates():
        ours.update(dict.fromkeys(ngrams(template.text), template.genre))
    for name, values in read_slots().items():
        ours.update((gram, f"slot {name}") for value in values for gram in ngrams(value))
    return [
        (genre, number) for number, text in enumerate(texts, 1) for genre in sorted({ours[gram] for gram in ngrams(text) & ours.keys()})
    ]


def _texts(path: Path) -> Iterator[str]:
    """All that a line says, whatever its fields are called."""
    for line in path.read_text("utf-8").splitlines():
        yield "\n".join(_strings(json.loads(line))) if line.strip() else ""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def main(files: list[str]) -> int:
    """Prints each meeting as ``FILE:LINE genre``. 0 when there is none, 1 when there is one, 2 without a file."""
    if not files:
        return 2
    found = [(file, number, genre) for file in files for genre, number in shared(_texts(Path(file)))]
    for file, number, genre in found:
        sys.stdout.write(f"{file}:{number} {genre}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
