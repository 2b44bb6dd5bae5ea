"""What the people of a soak say: names that are never repeated and that no other text can hold, and long letters now and then."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.bench.office import clean

__all__ = ["LONG", "NAME", "Turn", "name", "turn"]

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "wa")
_PER_TURN = (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2)
"""25 names in 16 turns: 200,000 in 128,000."""
LONG = 1_000_000
"""Characters of a long letter."""
NAME = re.compile(r"\b(?:Xa|Zu)[a-z]{10}\b")
"""Either word of a name."""
Turn = tuple[str, Sequence[str]]
"""A text and the names in it."""


def name(number: int) -> str:
    """The name of this number, below 16**5 (a million); both of its words are nobody else's."""
    return f"Xa{_word(number * 7919 % 16**5)} Zu{_word(number)}"


def _word(number: int) -> str:
    return "".join(_SYLLABLES[number >> shift & 15] for shift in (0, 4, 8, 12, 16))


def turn(conversation: int, number: int, turns: int, every: int, long: int = LONG) -> Turn:
    """What a conversation says in one turn; each ``every``-th turn is a letter of ``long`` characters."""
    first = conversation * _names(turns) + _names(number)
    names = [name(at) for at in range(first, first + _PER_TURN[number % 16])]
    people = "; ".join(f"Nama: {each}, NIK 337401{1 + number % 28:02}{1 + conversation % 12:02}85{9000 + number % 1000}" for each in names)
    text = f"Surat {conversation}/{number}. {people}. Mohon dibuatkan balasan."
    if every and (number + conversation) % every == every - 1:
        text += f" {clean(long)}\nTertanda, Bapak {names[0]}."
    return text, names


def _names(turns: int) -> int:
    """Names in so many turns."""
    whole, rest = divmod(turns, 16)
    return whole * sum(_PER_TURN) + sum(_PER_TURN[:rest])
