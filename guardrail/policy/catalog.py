"""What policies may name, handed in by the composition root, since this room knows neither detectors nor operators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guardrail.core.decision import DataClass

__all__ = ["Catalog", "KnownOperator"]


@dataclass(frozen=True, slots=True)
class KnownOperator:
    """An operator and the parameters that it takes."""

    name: str
    params: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Catalog:
    """Names that a policy may use; any other name is an error of the policy."""

    entities: Mapping[str, DataClass]
    operators: tuple[KnownOperator, ...]
    """From the mildest to the strictest: where two rules mask the same finding, the later operator wins."""
    upstreams: frozenset[str] = frozenset()

    def of_class(self, data_class: DataClass) -> frozenset[str]:
        """Every entity of one class."""
        return frozenset(entity for entity, known in self.entities.items() if known is data_class)

    def operator(self, name: str) -> KnownOperator | None:
        return next((known for known in self.operators if known.name == name), None)

    def strictness(self, name: str) -> int:
        """Place of an operator in the order of strictness. Raises ``ValueError`` for an unknown name."""
        return [known.name for known in self.operators].index(name)
