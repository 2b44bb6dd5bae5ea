"""The rules that hold around one call, and what they decide from what was seen in it. Sees kinds, places and scores, never a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TypeAlias

from guardrail.core.decision import Aside, Block, Decision, Destination, Effect, Forward, Reason, Sighting
from guardrail.core.text import Place

from .plan import Masking, plan_of
from .rules import Rule, Verdict, verdict

__all__ = ["Judge"]

_NO_RULES: frozenset[Rule] = frozenset()


class _Entry:
    """Rules for one kind at one place, with the verdict of those that need not wait worked out beforehand."""

    __slots__ = ("_default", "_rules", "_verdicts", "certain", "entity", "verdict", "waiting")

    def __init__(self, entity: str, rules: tuple[Rule, ...], default: Rule | None) -> None:
        self.entity = entity
        self._rules = rules
        self._default = default if not any(rule.lifts_default for rule in rules) else None
        self.waiting = tuple(rule for rule in rules if rule.waits)
        self.certain = max((rule.min_score for rule in rules), default=0.0)
        """From this score on, the score says nothing any more."""
        self.verdict = verdict([rule for rule in rules if not rule.waits], self._default)
        self._verdicts: dict[tuple[Rule, ...], Verdict] = {}

    def judge(self, score: float, live: AbstractSet[Rule]) -> Verdict:
        """The verdict of the rules that apply at this score; of those that wait, the live ones."""
        applying = tuple([rule for rule in self._rules if rule.applies(score) and (rule in live or not rule.waits)])
        known = self._verdicts.get(applying)
        if known is None:
            known = self._verdicts[applying] = verdict(applying, self._default)
        return known


_Kind: TypeAlias = tuple[_Entry, float]
"""What the verdict about a finding follows from: its entity and its place, and its score."""


class Judge:
    """Decides. ``spared`` are entities that are no data and so are not the default's: signals and marks.

    What it works out about a kind at a place is kept; there are no more of those than kinds and places.
    """

    __slots__ = ("_default", "_entries", "_escalating", "_notes", "_signals", "_spared", "rules")

    def __init__(self, rules: tuple[Rule, ...], default: Rule, spared: frozenset[str] = frozenset()) -> None:
        self.rules = rules
        self._default = default
        self._spared = spared
        self._escalating = frozenset[Place]().union(*(rule.places for rule in rules if rule.waits))
        self._entries: dict[tuple[str, Place], _Entry] = {}
        self._signals: dict[Place, frozenset[str]] = {}
        self._notes = frozenset[Place]().union(*(rule.places for rule in rules if rule.note is not None))

    def escalates(self, place: Place) -> bool:
        """Whether what was seen there before can change what a finding means."""
        return place in self._escalating

    def signals_at(self, place: Place) -> frozenset[str]:
        """Entities of ethics signals that its rules ask for there: without any, no text of that place is read for them."""
        known = self._signals.get(place)
        if known is None:
            named = (rule.entities | rule.signals for rule in self.rules if place in rule.places)
            known = self._signals[place] = frozenset(entity for entity in frozenset[str]().union(*named) if entity.startswith("SIGNAL_"))
        return known

    def notes_at(self, place: Place) -> bool:
        """Whether what is seen there can have something written into the answer."""
        return place in self._notes

    def decide(self, sightings: Sequence[Sighting]) -> Decision:
        """The decision about one call, from everything that was seen in it."""
        kinds, met = self._kinds(sightings)
        live = _live(sightings, kinds, met.keys()) if self._escalating else _NO_RULES
        verdicts = {kind: kind[0].verdict if not live and kind[1] >= kind[0].certain else kind[0].judge(kind[1], live) for kind in met}
        leaves: dict[int, list[Masking]] = {}
        for (leaf, _, finding, _), kind in zip(sightings, kinds, strict=True):
            judged = verdicts[kind]
            if judged.masks:
                maskings = leaves.get(leaf)
                if maskings is None:
                    maskings = leaves[leaf] = []
                maskings.append((finding, judged))
        tally: dict[tuple[str, Verdict], int] = {}
        for kind, count in met.items():
            key = (kind[0].entity, verdicts[kind])
            tally[key] = tally.get(key, 0) + count
        reasons = _reasons(tally)
        aside = _aside(tally)
        blocking = tuple([reason for reason in reasons if reason.effect is Effect.BLOCK])
        if blocking:
            return Block(blocking, aside)
        if all(judged.effect < Effect.REQUIRE_REASON for _, judged in tally):
            return Forward(plan_of(leaves), reasons, aside=aside)
        acting = {rule for _, judged in tally for rule in judged.rules}
        return Forward(
            plan_of(leaves),
            reasons,
            max([rule.reason_length for rule in acting if rule.done is Effect.REQUIRE_REASON], default=0),
            tuple(dict.fromkeys(_destinations(acting))),
            aside,
        )

    def _kinds(self, sightings: Sequence[Sighting]) -> tuple[Sequence[_Kind], Mapping[_Kind, int]]:
        """The kind of each sighting, and how often each kind was met. A call sees few kinds, however much it sees."""
        kinds: list[_Kind] = []
        met: dict[_Kind, int] = {}
        entries = self._entries
        for _, place, finding, _ in sightings:
            entity = finding.entity
            kind = (entries.get((entity, place)) or self._entry(entity, place), finding.score)
            met[kind] = met.get(kind, 0) + 1
            kinds.append(kind)
        return kinds, met

    def _entry(self, entity: str, place: Place) -> _Entry:
        rules = tuple(rule for rule in self.rules if entity in rule.entities and place in rule.places)
        entry = self._entries[entity, place] = _Entry(entity, rules, None if entity in self._spared else self._default)
        return entry


def _destinations(acting: AbstractSet[Rule]) -> list[Destination]:
    routing = sorted((rule for rule in acting if rule.done is Effect.ROUTE), key=lambda rule: rule.id)
    return [rule.destination for rule in routing if rule.destination is not None]


def _live(sightings: Sequence[Sighting], kinds: Sequence[_Kind], met: AbstractSet[_Kind]) -> frozenset[Rule]:
    """Of the rules that wait, those that met as many distinct values as they ask, and the signal that they ask."""
    entities = {entry.entity for entry, _ in met}
    subjects: dict[Rule, set[tuple[str, int]]] = {}
    waiting = {(kind, sighting.subject) for sighting, kind in zip(sightings, kinds, strict=True) if kind[0].waiting}
    for (entry, score), subject in waiting:
        for rule in entry.waiting:
            if rule.applies(score):
                subjects.setdefault(rule, set()).add((entry.entity, subject))
    return frozenset(
        rule for rule, met in subjects.items() if len(met) >= rule.count_gte and (not rule.signals or not entities.isdisjoint(rule.signals))
    )


_Said = dict[tuple[str, str], tuple[Rule, Effect, str, int]]


def _reasons(tally: Mapping[tuple[str, Verdict], int]) -> tuple[Reason, ...]:
    """One reason a rule and entity, in the order of their names."""
    said: _Said = {}
    for (entity, judged), count in tally.items():
        for rule in judged.rules:
            _say(said, rule, rule.done, entity, count)
    return _in_order(said)


def _aside(tally: Mapping[tuple[str, Verdict], int]) -> Aside:
    said: _Said = {}
    exceptions: dict[str, int] = {}
    for (entity, judged), count in tally.items():
        for rule in judged.would:
            _say(said, rule, rule.effect, entity, count)
        for exception in judged.exceptions:
            exceptions[exception] = exceptions.get(exception, 0) + count
    return Aside(_in_order(said), exceptions) if said or exceptions else _NOTHING_ASIDE


_NOTHING_ASIDE = Aside()


def _say(said: _Said, rule: Rule, effect: Effect, entity: str, count: int) -> None:
    """Of two rules with one id (a rule, and the same from so many values on) the stricter is told."""
    before = said.get((rule.id, entity))
    if before is None:
        said[rule.id, entity] = (rule, effect, entity, count)
    else:
        leading = max((before[1], before[0]), (effect, rule), key=lambda pair: pair[0])
        said[rule.id, entity] = (leading[1], leading[0], entity, before[3] + count)


def _in_order(said: _Said) -> tuple[Reason, ...]:
    return tuple([_reason(*said[key]) for key in sorted(said)])


@lru_cache(maxsize=4096)
def _reason(rule: Rule, effect: Effect, entity: str, count: int) -> Reason:
    """Kept, because calls repeat the same few reasons and making one costs more than the rest of its rule."""
    return Reason(rule.id, effect, entity, count, rule.message, rule.note if effect is Effect.ANNOTATE else None)
