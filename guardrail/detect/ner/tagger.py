"""Finds names in a text with the model: exact marginals of a linear-chain CRF, computed on windows around candidates only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import exp
from typing import NamedTuple, TypeAlias

from guardrail.core.recent import Recent

from .features import CASED, EDGE, LOWER, OFFSETS, UPPER, case_mode, case_of, features_of, gist_of, may_be_in_name, pair_of
from .lexicon import Lexicon, key_of
from .model import Model
from .tokenizer import Place, tokenize
from .windows import Candidates, windows

__all__ = ["FAINT", "Name", "Tagger"]

_Odds: TypeAlias = tuple[float, float]
"""What speaks for ``B`` and for ``I``, as factors against ``O``; or how probable they are."""
_Sum: TypeAlias = tuple[float, float, float, float, float]
"""Of a token: its odds, and how probably it is ``B``, ``I`` and ``O`` by all that is before it."""
FAINT = 0.05
"""Scores below this are not worth a word."""
_LEVELS = (0.35, 0.15, FAINT)
_LONGEST_REMEMBERED = 40
_GISTS_KEPT = 2_000
_PAIRS_KEPT = 16_384
_HIGHEST = 60.0
_NEGLIGIBLE, _OUTSIDE = 1e-3, 0.998
"""Where the model is as sure as this that there is no name, no sum is made: most tokens are such."""
_NOTHING = (0.0, 0.0)


class Name(NamedTuple):
    """``text[start:end]`` is a name, as probable as ``score`` (0..1) says of its least probable token."""

    words: tuple[Place, ...]
    """Where its tokens stand: at least one."""
    score: float

    @property
    def start(self) -> int:
        return self.words[0][0]

    @property
    def end(self) -> int:
        return self.words[-1][1]


_Pairs: TypeAlias = "dict[str, tuple[float, float, float, float]]"
"""By the gist of the right neighbour: ``B`` and ``I`` of the left one, and of the right one."""


class _Entry(NamedTuple):
    """What the model says of a word, wherever it stands."""

    odds: tuple[float, ...]
    """``B`` and ``I`` for each of ``OFFSETS`` in turn."""
    gist: str
    pairs: _Pairs
    """What is remembered of words of this gist and their right neighbours: one for all such words."""


class Tagger:
    """Safe to call from several threads: what is remembered of words only saves time."""

    def __init__(self, model: Model, lexicon: Lexicon) -> None:
        self._weights = model.weights
        self._factors = tuple(exp(weight) for weight in model.transitions)
        self._lexicon = lexicon
        self._candidates = Candidates(lexicon)
        self._entries = {
            mode: Recent(partial(self._entry, mode), longest=_LONGEST_REMEMBERED, lasting=self._is_listed) for mode in (CASED, LOWER, UPPER)
        }
        """Of words on lines of one letter case."""
        self._pairs: dict[str, _Pairs] = {}
        self._paired = 0
        self._cases = Recent(case_of, longest=_LONGEST_REMEMBERED)

    def names(self, text: str) -> list[Name]:
        """Names by position, none meeting another, down to those that hardly are (``FAINT``)."""
        candidates = self._candidates.among(text)
        if not candidates:
            return []
        tokens = tokenize(text)
        entries = self._read(tokens.words, tokens.lines)
        runs = [run for start, end in windows(tokens.words, candidates) for run in self._runs(entries, start, end)]
        if not runs:
            return []
        place = tokens.places()
        return [Name(tuple(map(place, range(start, end))), score) for start, end, score in runs]

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
        gist = gist_of(word, known, mode)
        if gist not in self._pairs and len(self._pairs) >= _GISTS_KEPT:
            self._forget_pairs()
            self._pairs.clear()
        return _Entry(tuple(odds), gist, self._pairs.setdefault(gist, {}))

    def _is_listed(self, word: str) -> bool:
        return key_of(word) in self._lexicon.rows

    def _sum(self, features: Sequence[str]) -> _Odds:
        weights = self._weights
        first = later = 0.0
        for feature in features:
            pair = weights.get(feature)
            if pair is not None:
                first += pair[0]
                later += pair[1]
        return max(-_HIGHEST, min(_HIGHEST, first)), max(-_HIGHEST, min(_HIGHEST, later))

    def _pair(self, left: _Entry, right: str) -> tuple[float, float, float, float]:
        of_left, of_right = pair_of(left.gist, right)
        left_first, left_later = self._sum([of_left])
        right_first, right_later = self._sum([of_right])
        if self._paired >= _PAIRS_KEPT:
            self._forget_pairs()
        self._paired += 1
        odds = left.pairs[right] = (exp(left_first), exp(left_later), exp(right_first), exp(right_later))
        return odds

    def _forget_pairs(self) -> None:
        for pairs in [*self._pairs.values()]:
            pairs.clear()
        self._paired = 0

    def _runs(self, entries: Sequence[_Entry], start: int, end: int) -> Iterator[tuple[int, int, float]]:
        """Names among the tokens from ``start`` to ``end``, whose entries begin two further on. No name crosses these borders.

        Goes forward through the tokens; where the model is sure that one is outside, what was before it is done with.
        """
        bb, bi, bo, ib, ii, io, ob, oi, oo = self._factors
        sums: list[_Sum] = []
        b, i, o = 0.0, 0.0, 1.0
        far, near, here, right = entries[start : start + 4]
        pair = near.pairs.get(here.gist) or self._pair(near, here.gist)
        far_odds, near_odds, odds = far.odds, near.odds, here.odds
        for index in range(start, end):
            last = entries[index + 4]
            _, _, left_b, left_i = pair
            pair = here.pairs.get(right.gist) or self._pair(here, right.gist)
            right_odds = right.odds
            if odds[4] == 0.0:
                outside = True
            else:
                last_odds = last.odds
                vb = far_odds[0] * near_odds[2] * odds[4] * right_odds[6] * last_odds[8] * left_b * pair[0]
                vi = far_odds[1] * near_odds[3] * odds[5] * right_odds[7] * last_odds[9] * left_i * pair[1]
                outside = vb < _NEGLIGIBLE and vi < _NEGLIGIBLE and o > _OUTSIDE
            far_odds, near_odds, odds = near_odds, odds, right_odds
            here, right = right, last
            if outside:
                if sums:
                    yield from _names(index, self._inside(sums))
                    sums = []
                    b, i, o = 0.0, 0.0, 1.0
                continue
            nb = vb * (b * bb + i * ib + o * ob)
            ni = vi * (b * bi + i * ii + o * oi)
            no = b * bo + i * io + o * oo
            total = nb + ni + no
            b, i, o = nb / total, ni / total, no / total
            sums.append((vb, vi, b, i, o))
        if sums:
            yield from _names(end, self._inside(sums))

    def _inside(self, sums: Sequence[_Sum]) -> list[_Odds]:
        """Of each token: how probably it begins a name, and goes on with one. Goes backward through what ``_runs`` summed."""
        bb, bi, bo, ib, ii, io, ob, oi, oo = self._factors
        result: list[_Odds] = []
        b, i, o = bo, io, oo
        for vb, vi, fb, fi, fo in reversed(sums):
            tb, ti, to = fb * b, fi * i, fo * o
            total = tb + ti + to
            result.append((tb / total, ti / total))
            b, i = b * vb, i * vi
            b, i, o = bb * b + bi * i + bo * o, ib * b + ii * i + io * o, ob * b + oi * i + oo * o
            total = b + i + o
            b, i, o = b / total, i / total, o / total
        result.reverse()
        return result


def _names(behind: int, inside: Sequence[_Odds]) -> Iterator[tuple[int, int, float]]:
    """Runs of tokens that are in one name, the last of ``inside`` standing before ``behind``.

    The surest token of a stretch says how sure the others must be to belong to it.
    """
    first = behind - len(inside)
    chances = list(map(sum, inside))
    if max(chances) < FAINT:
        return
    index, count = 0, len(inside)
    while index < count:
        if chances[index] < FAINT:
            index += 1
            continue
        end = index + 1
        while end < count and chances[end] >= FAINT:
            end += 1
        peak = max(chances[index:end])
        level = next(level for level in _LEVELS if level <= peak)
        while index < end:
            start = index
            while index < end and chances[index] >= level:
                if index > start and inside[index][0] > inside[index][1]:
                    yield first + start, first + index, min(chances[start:index])
                    start = index
                index += 1
            if index > start:
                yield first + start, first + index, min(chances[start:index])
            index += 1
