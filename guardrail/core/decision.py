"""What a policy decides about one call: forward (masked as the plan says) or block. No third state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from .text import Finding, Place

__all__ = [
    "Aside",
    "Block",
    "DataClass",
    "Decision",
    "Destination",
    "Effect",
    "Forward",
    "Note",
    "OperatorSpec",
    "Plan",
    "Reason",
    "Sighting",
]


class DataClass(StrEnum):
    """Class of personal data by UU 27/2022 art. 4, and secrets, which that law does not know."""

    GENERAL = "general"
    """Data pribadi umum, art. 4(3)."""
    SPECIFIC = "specific"
    """Data pribadi spesifik, art. 4(2)."""
    SECRET = "secret"  # noqa: S105 - a class of data, not a password
    """Credentials: not personal data in law, but never to leave."""
    SIGNAL = "signal"
    """No data: an ethics signal (``SIGNAL_...``), told from what is asked for."""
    MARK = "mark"
    """No data: a mark of classification (``MARK_...``), as documents carry it (UU 43/2009)."""


class Effect(IntEnum):
    """What a rule does, in order of strictness: where rules meet, the greatest names the decision.

    What happens to a value and what happens to the call are two things: a call that needs a reason still leaves masked.
    """

    NONE = 0
    WARN = 1
    ANNOTATE = 2
    """The answer carries a note."""
    GENERALIZE = 3
    MASK = 4
    REDACT = 5
    REQUIRE_REASON = 6
    """The call leaves only with a written reason of the caller."""
    ROUTE = 7
    """The call leaves only to an AI service that the rule admits."""
    BLOCK = 8

    @property
    def label(self) -> str:
        return self.name.lower()

    @property
    def masks(self) -> bool:
        """Whether the value is replaced before it leaves."""
        return Effect.GENERALIZE <= self <= Effect.REDACT


@dataclass(frozen=True, slots=True)
class OperatorSpec:
    """How a finding is masked: the name of an operator and its parameters, as Presidio understands them."""

    name: str = "token"
    params: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}))


class Sighting(NamedTuple):
    """A finding with its circumstances: which leaf of the payload, and whose words they are."""

    leaf: int
    place: Place
    finding: Finding
    subject: int = 0
    """Number of the distinct value within its call: two sightings of one value have the same, so that people can be counted
    without their names. Chat clients resend their history, so one value is seen again with every turn."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a rule that annotates writes into the text of the answer: a policy's words, never a caller's."""

    text: str
    """``{event}`` in it stands for the event id of the call."""
    before: bool = False
    """Whether it stands before the text, not behind it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that took effect. ``message`` maps a language (``id``, ``en``) to what the rule tells people."""

    rule: str
    effect: Effect
    entity: str
    count: int
    message: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    note: Note | None = None
    """Of a rule that annotates: what it writes into the answer, if it does."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Which AI services a rule admits: by name, by residency, or by both."""

    upstreams: frozenset[str] = frozenset()
    residencies: frozenset[str] = frozenset()

    def admits(self, upstream: str, residency: str) -> bool:
        return (not self.upstreams or upstream in self.upstreams) and (not self.residencies or residency in self.residencies)


@dataclass(frozen=True, slots=True)
class Aside:
    """What a decision tells beside itself, for the record."""

    would: tuple[Reason, ...] = ()
    """What rules that are only tried out (``mode: audit`` or ``warn``) would have done."""
    exceptions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Exceptions that lowered a rule, and on how many findings."""


_NOTHING_ASIDE = Aside()


Plan: TypeAlias = Mapping[int, tuple[tuple[Finding, OperatorSpec], ...]]
"""For each leaf (by index) what to mask in it and how, in order of position, never overlapping."""


@dataclass(frozen=True, slots=True)
class Forward:
    """The call may leave, once everything in ``plan`` is masked."""

    plan: Plan
    reasons: tuple[Reason, ...] = ()
    reason_length: int = 0
    """Characters of the written reason that the caller must give; 0 where none is asked for."""
    destinations: tuple[Destination, ...] = ()
    """All of them must admit the AI service."""
    aside: Aside = _NOTHING_ASIDE

    @property
    def effect(self) -> Effect:
        """The strictest effect that the call met on its way."""
        return max([reason.effect for reason in self.reasons], default=Effect.NONE)


@dataclass(frozen=True, slots=True)
class Block:
    """The call may not leave, for at least one reason."""

    reasons: tuple[Reason, ...]
    aside: Aside = _NOTHING_ASIDE

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a Block needs a reason")

    @property
    def effect(self) -> Effect:
        return Effect.BLOCK


Decision: TypeAlias = Forward | Block
