"""Finds names in a text with the model: exact marginals of a linear-chain CRF, computed on windows around candidates only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import exp
from typing import NamedTuple, TypeAlias

from .features import CASED, EDGE, LOWER, OFFSETS, UPPER, case_mode, case_of, features_of, gist_of, may_be_in_name, pair_of
from .lexicon import Lexicon, key_of
from .model import Model
from .tokenizer import tokenize
from .windows import Candidates, windows

__all__ = ["FAINT", "Name", "Tagger"]

_Odds: TypeAlias = tuple[float, float]
"""What speaks for ``B`` and for ``I``, as factors against ``O``."""
FAINT = 0.05
"""Scores below this are not worth a word."""
_LEVELS = (0.35, 0.15, FAINT)
_ENTRIES_KEPT = 50_000
_HIGHEST = 60.0
_NEGLIGIBLE, _OUTSIDE = 1e-3, 0.998
"""Where the model is as sure as this that there is no name, no sum is made: most tokens are such."""
_NOTHING = (0.0, 0.0)
_CERTAINLY_NOT = (0.0, 0.0, 1.0)


class Name(NamedTuple):
    """``text[start:end]`` is a name, as probable as ``score`` (0..1) says of its least probable token."""

    start: int
    end: int
    score: float


class _Entry(NamedTuple):
    """What the model says of a word, wherever it stands."""

    odds: tuple[float, ...]
    """``B`` and ``I`` for each of ``OFFSETS`` in turn."""
    gist: str


class _Entries(dict[str, _Entry]):
    """Words on lines of one letter case, filled as they are met."""

    def __init__(self, make: Callable[[str], _Entry]) -> None:
        self._make = make

    def __missing__(self, word: str) -> _Entry:
        if len(self) >= _ENTRIES_KEPT:
            self.clear()
        entry = self[word] = self._make(word)
        return entry


class _Cases(dict[str, int]):
    def __missing__(self, word: str) -> int:
        if len(self) >= _ENTRIES_KEPT:
            self.clear()
        case = self[word] = case_of(word)
        return case


class Tagger:
    """Safe to call from several threads: what is remembered of words only saves time."""

    def __init__(self, model: Model, lexicon: Lexicon) -> None:
        self._weights = model.weights
        self._factors = tuple(exp(weight) for weight in model.transitions)
        self._lexicon = lexicon
        self._candidates = Candidates(lexicon)
        self._entries = {mode: _Entries(partial(self._entry, mode)) for mode in (CASED, LOWER, UPPER)}
        self._pairs: dict[tuple[str, str], tuple[float, float, float, float]] = {}
        self._cases = _Cases()

    def names(self, text: str) -> list[Name]:
        """Names by position, none meeting another, down to those that hardly are (``FAINT``)."""
        candidates = self._candidates.among(text)
        if not candidates:
            return []
        tokens = tokenize(text)
        entries = self._read(tokens.words, tokens.lines)
        found: list[Name] = []
        for start, end in windows(tokens.words, candidates):
            inside = self._marginals(entries[start : end + 4])
            for low, high, score in _runs(inside):
                found.append(Name(tokens.starts[start + low], tokens.ends[start + high - 1], score))
        return found

    def _read(self, words: list[str], lines: list[int]) -> list[_Entry]:
        """An entry for each word, and two edges at both ends."""
        case = self._cases.__getitem__
        edge = self._entries[CASED][EDGE]
        entries = [edge, edge]
        start = 0
        for end in lines:
            line = words[start:end]
            entries.extend(map(self._entries[case_mode(sum(map(case, line)))].__getitem__, line))
            start = end
        entries += (edge, edge)
        return entries

    def _entry(self, mode: str, word: str) -> _Entry:
        known = self._lexicon.find(key_of(word))
        odds: list[float] = []
        for offset in OFFSETS:
            first, later = self._sum(features_of(word, known, offset, mode))
            odds += (exp(first), exp(later)) if offset or may_be_in_name(word) else _NOTHING
        return _Entry(tuple(odds), gist_of(word, known, mode))

    def _sum(self, features: Sequence[str]) -> _Odds:
        weights = self._weights
        first = later = 0.0
        for feature in features:
            pair = weights.get(feature)
            if pair is not None:
                first += pair[0]
                later += pair[1]
        return max(-_HIGHEST, min(_HIGHEST, first)), max(-_HIGHEST, min(_HIGHEST, later))

    def _pair(self, left: str, right: str) -> tuple[float, float, float, float]:
        if len(self._pairs) >= _ENTRIES_KEPT:
            self._pairs.clear()
        of_left, of_right = pair_of(left, right)
        left_first, left_later = self._sum([of_left])
        right_first, right_later = self._sum([of_right])
        odds = self._pairs[left, right] = (exp(left_first), exp(left_later), exp(right_first), exp(right_later))
        return odds

    def _marginals(self, entries: Sequence[_Entry]) -> list[tuple[float, float]]:
        """Of each token but the two at both ends: how probably it begins a name, and goes on with one. No name crosses the borders."""
        bb, bi, bo, ib, ii, io, ob, oi, oo = self._factors
        known = self._pairs
        potentials: list[_Odds] = []
        forward: list[tuple[float, float, float]] = []
        b, i, o = 0.0, 0.0, 1.0
        (far, _), (near, gist), (here, here_gist), (next_, next_gist) = entries[:4]
        pair = known.get((gist, here_gist)) or self._pair(gist, here_gist)
        for last, last_gist in entries[4:]:
            _, _, left_b, left_i = pair
            pair = known.get((here_gist, next_gist)) or self._pair(here_gist, next_gist)
            right_b, right_i, _, _ = pair
            if here[4] == 0.0:
                far, near, here, next_ = near, here, next_, last
                here_gist, next_gist = next_gist, last_gist
                b, i, o = 0.0, 0.0, 1.0
                potentials.append(_NOTHING)
                forward.append(_CERTAINLY_NOT)
                continue
            vb = far[0] * near[2] * here[4] * next_[6] * last[8] * left_b * right_b
            vi = far[1] * near[3] * here[5] * next_[7] * last[9] * left_i * right_i
            far, near, here, next_ = near, here, next_, last
            here_gist, next_gist = next_gist, last_gist
            if vb < _NEGLIGIBLE and vi < _NEGLIGIBLE and o > _OUTSIDE:
                b, i, o = 0.0, 0.0, 1.0
                potentials.append(_NOTHING)
                forward.append(_CERTAINLY_NOT)
                continue
            nb = vb * (b * bb + i * ib + o * ob)
            ni = vi * (b * bi + i * ii + o * oi)
            no = b * bo + i * io + o * oo
            total = nb + ni + no
            b, i, o = nb / total, ni / total, no / total
            potentials.append((vb, vi))
            forward.append((b, i, o))
        result: list[tuple[float, float]] = []
        b, i, o = bo, io, oo
        for (fb, fi, fo), (vb, vi) in zip(reversed(forward), reversed(potentials), strict=True):
            if fo == 1.0:
                result.append(_NOTHING)
                b, i, o = bo, io, oo
                continue
            tb, ti, to = fb * b, fi * i, fo * o
            total = tb + ti + to
            result.append((tb / total, ti / total))
            b, i, o = b * vb, i * vi, o
            b, i, o = bb * b + bi * i + bo * o, ib * b + ii * i + io * o, ob * b + oi * i + oo * o
            total = b + i + o
            b, i, o = b / total, i / total, o / total
        result.reverse()
        return result


def _runs(inside: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int, float]]:
    """Runs of tokens that are in one name. The surest token of a stretch says how sure the others must be to belong to it."""
    index, count = 0, len(inside)
    while index < count:
        if sum(inside[index]) < FAINT:
            index += 1
            continue
        end = index + 1
        while end < count and sum(inside[end]) >= FAINT:
            end += 1
        peak = max(map(sum, inside[index:end]))
        level = next(level for level in _LEVELS if level <= peak)
        while index < end:
            stop = index
            while stop < end and sum(inside[stop]) >= level:
                stop += 1
            if stop > index:
                yield from _split(inside, index, stop)
            index = stop + 1


def _split(inside: Sequence[tuple[float, float]], start: int, end: int) -> Iterator[tuple[int, int, float]]:
    at = start
    while at < end:
        stop = at + 1
        while stop < end and inside[stop][0] <= inside[stop][1]:
            stop += 1
        yield at, stop, min(sum(inside[index]) for index in range(at, stop))
        at = stop
