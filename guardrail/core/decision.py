"""What a policy decides about one call: forward (masked as the plan says) or block. No third state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from .text import Finding, Place

__all__ = ["Block", "DataClass", "Decision", "Effect", "Forward", "OperatorSpec", "Plan", "Reason", "Sighting"]


class DataClass(StrEnum):
    """Class of personal data by UU 27/2022 art. 4, and secrets, which that law does not know."""

    GENERAL = "general"
    """Data pribadi umum, art. 4(3)."""
    SPECIFIC = "specific"
    """Data pribadi spesifik, art. 4(2)."""
    SECRET = "secret"  # noqa: S105 - a class of data, not a password
    """Credentials: not personal data in law, but never to leave."""


class Effect(IntEnum):
    """What happens to a finding, in order of strictness: where rules meet, the greatest wins."""

    NONE = 0
    WARN = 1
    MASK = 2
    BLOCK = 3

    @property
    def label(self) -> str:
        return self.name.lower()


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
class Reason:
    """One rule that took effect. ``message`` maps a language (``id``, ``en``) to what the rule tells people."""

    rule: str
    effect: Effect
    entity: str
    count: int
    message: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Plan: TypeAlias = Mapping[int, tuple[tuple[Finding, OperatorSpec], ...]]
"""For each leaf (by index) what to mask in it and how, in order of position, never overlapping."""


@dataclass(frozen=True, slots=True)
class Forward:
    """The call may leave, once everything in ``plan`` is masked."""

    plan: Plan
    reasons: tuple[Reason, ...] = ()

    @property
    def effect(self) -> Effect:
        """The strictest effect that the call met on its way."""
        return max([reason.effect for reason in self.reasons], default=Effect.NONE)


@dataclass(frozen=True, slots=True)
class Block:
    """The call may not leave, for at least one reason."""

    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a Block needs a reason")

    @property
    def effect(self) -> Effect:
        return Effect.BLOCK


Decision: TypeAlias = Forward | Block
