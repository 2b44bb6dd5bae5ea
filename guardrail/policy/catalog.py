"""What policies may name, handed in by the composition root, since this room knows neither detectors nor operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from guardrail.core.decision import DataClass, OperatorSpec

__all__ = ["CLASSES", "Catalog"]


CLASSES: frozenset[str] = frozenset(DataClass)
"""Words that stand for a whole class of entities in a rule."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Names that a policy may use; any other name is an error of the policy."""

    entities: Mapping[str, DataClass]
    operators: tuple[str, ...]
    """From the mildest to the strictest, by how much of a value still leaves: where two rules mask the same finding, the
    later operator wins."""
    check_operator: Callable[[OperatorSpec], str | None]
    """What is wrong with the parameters of a known operator, in a sentence for the policy's author; None when nothing is."""
    upstreams: frozenset[str] = frozenset()

    def of_class(self, data_class: DataClass) -> frozenset[str]:
        """Every entity of one class."""
        return frozenset(entity for entity, known in self.entities.items() if known is data_class)

    def expand(self, names: Iterable[str]) -> frozenset[str]:
        """Entities themselves, and in place of a class (``general``, ``specific``, ``secret``) all of its entities."""
        found: set[str] = set()
        for name in names:
            found |= self.of_class(DataClass(name)) if name in CLASSES else {name}
        return frozenset(found)
