"""What a policy says once inheritance is resolved, and where each word of it was written. Compares nothing, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .schema import MetadataShape, PolicySpecShape, RuleShape

__all__ = ["Effective", "EffectiveRule", "Origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field was given its value."""

    policy: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, eq=False)
class EffectiveRule:
    """A rule with every field in force. ``owner`` is the last policy that wrote on it; policies that inherit it share it."""

    owner: str
    shape: RuleShape = field(repr=False)
    origins: Mapping[str, Origin] = field(repr=False)
    """By name of the field as it stands in the file; a field that nobody gave has its default and no origin."""

    @property
    def id(self) -> str:
        return f"{self.owner}/{self.shape.id}"

    @property
    def origin(self) -> Origin:
        """Of the rule itself."""
        return self.origins["id"]


@dataclass(frozen=True, slots=True, eq=False)
class Effective:
    """A policy as it is in force. ``lineage`` are the ids from the root to itself."""

    metadata: MetadataShape = field(repr=False)
    lineage: tuple[str, ...]
    spec: PolicySpecShape = field(repr=False)
    """Its settings, and no rules."""
    origins: Mapping[str, Origin] = field(repr=False)
    """Of the settings."""
    rules: tuple[EffectiveRule, ...] = field(repr=False)
    """In the order of their ids."""

    @property
    def id(self) -> str:
        return self.metadata.id
