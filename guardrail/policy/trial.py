"""An author's pattern before texts that are hard for patterns of its kind: what is slow here would be slow before a hostile caller.

Texts are made of what the pattern is made of: nearly matches, parts of it again and again, its characters in any order. Proves nothing
for other texts; detection has a limit of its own (``core.searching``). What is slow is told by another search of the same moment, so
that neither a slow nor a busy machine refuses a good pattern.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import combinations, islice
from random import Random
from statistics import median
from typing import Final

import re2

from guardrail.core.searching import Match, Searched

from .examples import Part, alphabet, example, parsed, repeated

__all__ = ["is_slow"]

_SHORT, _LONG = 1 << 13, 1 << 17
_AGAIN: Final = 4
_TIMES: Final = 12
"""A search that takes so many times as long as a plain one takes about 40 ms over a million characters, where that takes 3."""
_MATCHES: Final = 8
"""Matches that take as long as a plain search of a short text, in any case."""
_SOME, _FEW = 256, 6
_COMMON: Final = "a0 \n"
_MOST_CHARS, _MOST_PAIRS, _MOST_PARTS = 16, 16, 12
_EXAMPLES, _LONGEST = 64, 1000
_NOISE: Final = Random(1).randbytes(_LONG * _AGAIN)  # noqa: S311 - the same texts on every replica
_PLAIN: Final = re2.compile("[0-9][a-z]x")
_PLAIN_TEXT: Final = (b"halo dunia " * _SHORT)[:_SHORT]


def is_slow(pattern: Searched, regex: str) -> bool:
    """Whether the compiled pattern takes longer over one of its texts than detection would wait for."""
    kinds, mixed = _kinds(regex)
    for kind in kinds:
        text = _filled(kind, _SHORT)
        if _is_slow_over(pattern, text, _SOME):
            return True
        # a match that looks at all that follows it
        if len(_found(pattern, text, _FEW)) == _FEW and _is_slow_over(pattern, text * (_LONG // _SHORT), _FEW):
            return True
    # more states than are kept: what was learnt of one text helps little with the next
    return any(_goes_on_slowly(pattern, kind) for kind in mixed)


def _is_slow_over(pattern: Searched, text: bytes, most: int) -> bool:
    """Again and again: what RE2 has learnt of a pattern it keeps, and what disturbs a search does so once."""
    return all(_times(pattern, text, most) > _TIMES for _ in range(_AGAIN))


def _goes_on_slowly(pattern: Searched, kind: Sequence[str]) -> bool:
    """Also over the most of three texts that follow a first one."""
    times = (_times(pattern, _filled(kind, _LONG, lot), _SOME * _AGAIN) for lot in range(_AGAIN))
    return next(times) > _TIMES and median(times) > _TIMES


def _times(pattern: Searched, text: bytes, most: int) -> float:
    """The CPU time, as a multiple of what a plain search of as much takes."""
    began = time.thread_time()
    _found(_PLAIN, _PLAIN_TEXT, 1)
    between = time.thread_time()
    found = _found(pattern, text, most)
    ended = time.thread_time()
    read = found[-1].span()[1] if len(found) == most else len(text)
    return ((ended - between) / (between - began) - len(found) / _MATCHES) * _SHORT / max(read, _SHORT)


def _found(pattern: Searched, text: bytes, most: int) -> list[Match]:
    return list(islice(pattern.finditer(text), most))


def _kinds(regex: str) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """Pieces of which a text is made, in any order; and those of which more and more are ever new."""
    chance = Random(1)  # noqa: S311 - the same texts on every replica
    whole = parsed(regex)
    chars = "".join(dict.fromkeys(alphabet(whole) + _COMMON))
    said = _examples(whole, chance, _EXAMPLES)
    begun = [each[: chance.randint(0, len(each))] for each in said]
    bent = [each[:at] + chance.choice(chars) + each[at + 1 :] for each in said for at in [chance.randint(0, len(each))]]
    parts = [_examples(part, chance, _EXAMPLES // 8) for part in repeated(whole)[:_MOST_PARTS]]
    inner = [each for kind in parts for each in kind]
    mixed = [chars, said, [each + chance.choice(chars) for each in begun], inner or begun, [*begun, *chars, *inner]]
    kinds: list[Sequence[str]] = [*chars[:_MOST_CHARS], *islice(combinations(chars, 2), _MOST_PAIRS)]
    for kind in (said, *parts):
        kinds += [kind, [each + chance.choice(chars) for each in kind]]
    kinds += [[max(kind, key=len)] for kind in (said, begun, bent, *parts)]
    return kinds, mixed


def _examples(part: Part, chance: Random, count: int) -> list[str]:
    return [example(part, chance, _LONGEST) for _ in range(count)]


def _filled(kind: Sequence[str], size: int, lot: int = 0) -> bytes:
    """A text of these pieces."""
    pieces = [each for each in kind if each] or [" "]
    length = sum(map(len, pieces)) // len(pieces)
    if len(pieces) == 1:
        return (pieces[0] * (size // length + 1)).encode()[:size]
    dealt = [pieces[number % len(pieces)] for number in range(256)]
    noise = _NOISE[lot * _LONG : lot * _LONG + size // length + 1]
    if all(len(each) == 1 and each.isascii() for each in pieces):
        return noise.translate("".join(dealt).encode())[:size]
    return "".join([dealt[number] for number in noise]).encode()[:size]
