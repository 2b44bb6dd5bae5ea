"""Adds to what was found in a request what it asks for: the ethics signals that the rules of its policy name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from guardrail.core.text import Finding, Leaf, LeafKind, Place
from guardrail.detect.ethics.signals import signal_reader, with_signals

from .remembering import Remembering

__all__ = ["signalled"]

_SHORTEST: Final = 8
"""Characters from which a text can ask for something."""
_OF_THE_APPLICATION: Final = frozenset((Place.TOOL_DEFINITION, Place.HEADER, Place.OTHER))
"""Nobody asks anything there."""


def signalled(
    leaves: Sequence[Leaf],
    findings: Mapping[int, tuple[Finding, ...]],
    wanted: AbstractSet[str],
    remembering: Remembering | None = None,
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings by leaf, and of the signals the ``wanted`` ones. Raises ``GuardFault`` (``detector_error``)."""
    reader = signal_reader()
    found = dict(findings)
    for number, leaf in enumerate(leaves):
        if leaf.kind in (LeafKind.OPAQUE, LeafKind.BINARY) or leaf.place in _OF_THE_APPLICATION or len(leaf.text) < _SHORTEST:
            continue
        read = remembering.signals(leaf.text, leaf.place, reader.read) if remembering is not None else reader.read(leaf.text, leaf.place)
        signals = [finding for finding in read if finding.entity in wanted]
        if signals:
            found[number] = with_signals(leaf.text, found.get(number, ()), signals)
    return {number: found[number] for number in sorted(found)}
