"""Which roots a written word may be a form of: Indonesian verbs, their everyday shapes, and the common Javanese and Sundanese endings.

A guess by form, with every root it could be: what counts is which of them somebody looks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

__all__ = ["commands", "forms", "verbs"]

_CLITICS: Final = ("nya", "lah", "kah", "ku", "mu", "pun", "ipun", "ne", "e", "na")
_ENDINGS: Final = ("kan", "i", "in", "ake", "en", "na", "keun", "nya")
_SHORTEST: Final = 3
"""Letters of a root."""
# What a nasal prefix leaves of the root, and the letter that it took away.
_NASAL: Final = (
    ("memper", ""),
    ("meng", ""), ("meng", "k"), ("menge", ""), ("meny", "s"), ("mem", ""), ("mem", "p"), ("men", ""), ("men", "t"), ("me", ""),
    ("ng", ""), ("ng", "k"), ("nge", ""), ("ny", "s"), ("ny", "c"), ("m", "p"), ("n", "t"), ("diper", ""), ("di", ""), ("dipun", ""),
    ("ter", ""), ("ta", ""),
)  # fmt: skip


def forms(word: str) -> Iterator[str]:
    """The word, and without the particle at its end."""
    yield word
    yield from _without(word, _CLITICS)


def commands(word: str) -> Iterator[str]:
    """Roots that the word may ask for: ``coret``, ``coretkan``, ``coretin``, ``coretna``, ``coretlah``."""
    for bare in forms(word):
        yield bare
        yield from _without(bare, _ENDINGS)


def verbs(word: str) -> Iterator[str]:
    """Roots that the word may be a verb of, in any voice: ``menolak``, ``ditolak``, ``nolakin``, ``tolakan`` not."""
    for bare in commands(word):
        yield bare
        for prefix, lost in _NASAL:
            if bare.startswith(prefix) and len(bare) - len(prefix) >= _SHORTEST - len(lost):
                yield lost + bare[len(prefix) :]


def _without(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            yield word[: -len(ending)]
