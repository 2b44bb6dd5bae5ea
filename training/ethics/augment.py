"""Disturbs texts as people do: chat spelling, slips, letter case, courtesies before and office prose around."""

from __future__ import annotations

import re
from random import Random

from guardrail.detect.ethics.words import SPELLINGS

__all__ = ["disturbed"]

_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = (
    "Tolong ", "Mohon bantuannya, ", "Min, ", "Halo, ", "Selamat pagi. ", "Izin bertanya, ", "Mbak, ", "Pak, ", "Bro, ", "Bantu saya: ",
    "Saya staf kecamatan. ", "Untuk kebutuhan dinas: ", "Segera! ", "Please, ", "Nuwun sewu, ", "Punten, ", "Eh, ", "Begini, ", "Kak, ",
)  # fmt: skip
_BEHIND = (
    " Terima kasih.", " Trims.", " Makasih ya.", " Tolong segera.", " Dalam bahasa yang sopan.", " Maksimal satu halaman.",
    " Format poin-poin.",    " Deadline sore ini.", " Thanks.", " Matur nuwun.", " Hatur nuhun.", "!!", " ya", " dong", " min", " pak",
)  # fmt: skip


def disturbed(text: str, random: Random, around: list[str]) -> str:
    """The text in another dress; what it asks for stays. ``around`` are harmless sentences that may stand before or behind it."""
    if random.random() < 0.25:
        text = _WORD.sub(lambda word: _chat(word[0], random, 0.5), text)
    if random.random() < 0.15:
        text = _WORD.sub(lambda word: _slip(word[0], random, 0.12), text)
    if random.random() < 0.25:
        text = random.choice(_BEFORE) + (text[:1].lower() + text[1:] if random.random() < 0.5 else text)
    if random.random() < 0.25:
        text = text.rstrip(".") + random.choice(_BEHIND)
    chance = random.random()
    if chance < 0.25:
        text = text.lower()
    elif chance < 0.29:
        text = text.upper()
    if random.random() < 0.1:
        text = re.sub(r"[.,?!;:]", "", text)
    if around and random.random() < 0.12:
        text = random.choice(around) + random.choice((" ", "\n")) + text
    if around and random.random() < 0.12:
        text = text + random.choice((" ", "\n")) + random.choice(around)
    return text


def _chat(word: str, random: Random, chance: float) -> str:
    spellings = SPELLINGS.get(word.lower())
    return random.choice(spellings) if spellings and random.random() < chance else word


def _slip(word: str, random: Random, chance: float) -> str:
    """Two letters change places, one is lost or doubled."""
    if len(word) < 5 or random.random() > chance:
        return word
    at = random.randrange(1, len(word) - 2)
    return random.choice(
        (word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + word[at] * 2 + word[at + 1 :])
    )
