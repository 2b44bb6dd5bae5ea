"""Adds up what the sentences of a text say to an assistant: one phrase may do, or several that say little each but stand close together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple

from .phrases import Compiled, compiled
from .symbols import PLAIN, symbol

__all__ = ["Evidence", "Hit", "evidence_of", "hits"]

_WINDOW: Final = 500
"""Words within which phrases belong together: about a page."""
_MOST_OF_FAMILY: Final = 6
_FEWEST: Final = 3
_SCORES: Final = (0.0, 0.0, 0.0, 0.5, 0.6, 0.75, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98)
"""By points: 3 are told, and from 6 on a rule may take it as certain."""
_MENTION: Final = symbol("mention")
_MENTIONED: Final = 8
"""Words before a phrase in which it may be said that it is only spoken of."""

_COMMON: Final = {
    **dict.fromkeys(("w", "line"), 900),
    **dict.fromkeys(("fill", "quote", "value"), 40),
    **dict.fromkeys(("lack", "my", "must", "not", "rel", "to"), 10),
    **dict.fromkeys(("show", "do", "link", "prior", "thing", "what", "you", "make", "open"), 3),
}
"""How often parts are played in office texts, as multiples of the rest: a phrase is looked for where its rarest part is."""


class Hit(NamedTuple):
    """A phrase at ``symbols[start:end]``."""

    start: int
    end: int
    points: int
    family: str
    label: str


class Evidence(NamedTuple):
    """A label, how sure it is, and the symbols of the phrase that says most."""

    label: str
    score: float
    start: int
    end: int


class _Candidate(NamedTuple):
    bits: tuple[int, ...]
    each: Compiled


class _Tables(NamedTuple):
    bits: dict[str, int]
    """Of each symbol that a phrase needs."""
    starts: dict[str, tuple[_Candidate, ...]]
    """For each symbol the phrases whose rarest part it may play."""
    anywhere: re.Pattern[str]
    """Any of these."""


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    used = sorted({one for each in compiled() for need in each.needs for one in need})
    bits = {one: 1 << number for number, one in enumerate(used)}
    common = {PLAIN if part == PLAIN else symbol(part): share for part, share in _COMMON.items()}
    starts: dict[str, list[_Candidate]] = {}
    for each in compiled():
        candidate = _Candidate(tuple(reduce(or_, map(bits.__getitem__, need)) for need in each.needs), each)
        for one in min(each.needs, key=lambda need: (sum([common.get(one, 1) for one in need]), sorted(need))):
            starts.setdefault(one, []).append(candidate)
    anywhere = re.compile(f"[{''.join(sorted(starts))}]")
    return _Tables(bits, {one: tuple(candidates) for one, candidates in starts.items()}, anywhere)


def hits(symbols: str, strange: bool) -> Iterator[Hit]:
    """Each phrase once a sentence, with what it is worth there: more where a stranger speaks, less where it is only spoken of."""
    bits, starts, anywhere = _tables()
    start = end = 0
    while (found := anywhere.search(symbols, end)) is not None:
        start = symbols.rfind(".", end, found.start()) + 1 or end
        end = symbols.find(".", found.start())
        end = len(symbols) if end < 0 else end
        parts = set(symbols[start:end])
        present = sum([bits[one] for one in parts if one in bits])
        candidates = {id(one): one for part in parts if part in starts for one in starts[part]}
        for bits_needed, (phrase, pattern, _) in candidates.values():
            if all(present & need for need in bits_needed) and (match := pattern.search(symbols, start, end)):
                points = phrase.points + (phrase.strange if strange else 0)
                if _MENTION in symbols[max(start, match.start() - _MENTIONED) : match.start()]:
                    points -= 2 if strange else 4
                if points > 0:
                    yield Hit(*match.span(), points, phrase.family, phrase.label)


def evidence_of(symbols: str, strange: bool) -> list[Evidence]:
    """What the text is, at most one of a label; nothing below three points."""
    found = list(hits(symbols, strange))
    best: dict[str, Evidence] = {}
    if sum([hit.points for hit in found]) < _FEWEST:
        return []
    step = _WINDOW // 2
    windows: dict[int, list[Hit]] = {}
    for hit in found:
        for window in {hit.start // step, max(0, hit.start // step - 1)}:
            windows.setdefault(window, []).append(hit)
    for _, together in sorted(windows.items()):
        for evidence in _judged(together, strange):
            if evidence.label not in best or evidence.score > best[evidence.label].score:
                best[evidence.label] = evidence
    return [best[label] for label in sorted(best)]


def _judged(together: Sequence[Hit], strange: bool) -> Iterator[Evidence]:
    families: dict[tuple[str, str], int] = {}
    phrases: dict[tuple[str, str, int], int] = {}
    strongest: dict[str, Hit] = {}
    for hit in together:
        key = (hit.label, hit.family, hit.points)
        if key not in phrases:
            phrases[key] = hit.points
            families[key[:2]] = min(_MOST_OF_FAMILY, families.get(key[:2], 0) + hit.points)
        if hit.label not in strongest or hit.points > strongest[hit.label].points:
            strongest[hit.label] = hit
    total = sum(families.values())
    for label, hit in strongest.items():
        own = sum(points for (of, _), points in families.items() if of == label)
        points = own + min(own, total - own) // 2
        if points >= _FEWEST:
            yield Evidence(label, _SCORES[min(points, len(_SCORES) - 1)], hit.start, hit.end)
