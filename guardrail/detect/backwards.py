"""What a text says is written backwards: numbers, e-mail addresses and capitalised names near a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .rewriting import Edit

__all__ = ["BACKWARDS_TRIGGER", "backwards"]

_SAYS_SO = (
    r"(?:(?:di|ter|mem)balik(?:kan|nya)?|balikkan|kebalik|walik|diwalik|mundur|kanan[ _]ke[ _]kiri|dari[ _]belakang|"
    r"reversed?|backwards?|right to left|tibalik|malik)"
)
BACKWARDS_TRIGGER = rf"(?:\b|_){_SAYS_SO}(?:\b|_)|\b(?:moc|di|ten|gro)\.[a-z0-9.\-]{{2,40}}@"
_CUE = re.compile(rf"(?<![a-z]){_SAYS_SO}(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){8,21}\+?(?![0-9])")
_EMAIL = re.compile(r"\b[a-z]{2,4}\.[a-z0-9.\-]{2,60}@[\w.+%\-]{1,64}", re.IGNORECASE)
_NAME = re.compile(r"\b[a-z]+[A-Z](?: [a-z]+[A-Z]){0,4}\b")
_BEFORE, _AFTER = 60, 90


def backwards(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each number and name near such a word, turned round, a name with a label; e-mail addresses show it themselves."""
    for match in _EMAIL.finditer(text):
        yield _turned(match)
    done = 0
    for cue in _CUE.finditer(text):
        low, high = max(done, cue.start() - _BEFORE), cue.end() + _AFTER
        for pattern in (_NUMBER, _NAME):
            for match in pattern.finditer(text, low, high):
                yield _turned(match, "nama: " if pattern is _NAME else "")
                done = max(done, match.end())


def _turned(match: re.Match[str], label: str = "") -> Edit:
    return Edit(match.start(), match.end(), label + match.group()[::-1])
