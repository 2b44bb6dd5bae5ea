"""Adds to what was found in a request what it asks for: the ethics signals that the rules of its policy name.

What is said in pieces is read across them as well: two harmless halves may be one command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final

from guardrail.core.text import Finding, Leaf, LeafKind, Place, Span
from guardrail.detect.ethics.signals import COMMANDS, DOUBT, signal_reader, with_signals

from .ports import Detector
from .remembering import ReadSignals, asked_once

__all__ = ["commanded", "signalled"]

_SHORTEST: Final = 8
"""Characters from which a text can ask for something."""
_OF_THE_APPLICATION: Final = frozenset((Place.TOOL_DEFINITION, Place.HEADER, Place.OTHER))
"""Nobody asks anything there."""
_STRANGERS: Final = frozenset((Place.TOOL_RESULT, Place.FILE))
_REACH: Final = 160
"""Characters on either side of a seam: more than one command has."""
_MOST_SEAMS: Final = 64
"""Of one request, the last ones: who resends a long conversation had the others read before."""


def signalled(
    leaves: Sequence[Leaf],
    findings: Mapping[int, tuple[Finding, ...]],
    wanted: AbstractSet[str],
    detector: Detector | None = None,
    floor: float = 0.5,
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings by leaf, and of the signals the ``wanted`` ones, asked as ``detector`` remembers them.

    Below 0.5, down to ``floor``, they are doubts, which only a judge turns into something. Raises ``GuardFault`` (``detector_error``).
    """
    reader = signal_reader()
    look = asked_once(detector, partial(reader.read, floor=floor))
    found = dict(findings)
    for number, leaf in enumerate(leaves):
        if leaf.kind in (LeafKind.OPAQUE, LeafKind.BINARY) or leaf.place in _OF_THE_APPLICATION or len(leaf.text) < _SHORTEST:
            continue
        signals = [finding for finding in look(leaf.text, leaf.place) if finding.entity in wanted]
        if signals:
            found[number] = with_signals(leaf.text, found.get(number, ()), signals)
    if wanted & COMMANDS:
        for number, across in _across(leaves, asked_once(detector, reader.commands, "seam")):
            signals = [finding for finding in across if finding.entity in wanted and finding not in found.get(number, ())]
            if signals:
                found[number] = with_signals(leaves[number].text, found.get(number, ()), signals)
    return {number: found[number] for number in sorted(found)}


def commanded(leaves: Sequence[Leaf], findings: Mapping[int, tuple[Finding, ...]]) -> bool:
    """Whether a stranger's text holds a command to the AI service, however unsure; a doubt that only a judge could confirm is none."""
    return any(
        leaves[number].place in _STRANGERS and any(_commands(reading) for finding in found for reading in finding.readings)
        for number, found in findings.items()
    )


def _commands(reading: Finding) -> bool:
    return reading.entity in COMMANDS and reading.recognizer != DOUBT


def _across(leaves: Sequence[Leaf], commands: ReadSignals) -> Iterator[tuple[int, list[Finding]]]:
    """Commands that begin in one text and end in the next of the same side, at the part of them that stands in the latter."""
    for number, before in _seams(leaves):
        leaf = leaves[number]
        head = leaf.text[:_REACH]
        # A word may be cut as well as a sentence.
        joints = (" ", "") if before[-1:].isalnum() and head[:1].isalnum() else (" ",)
        for joint in joints:
            text, seam = before + joint + head, len(before) + len(joint)
            across = [
                Finding(one.entity, Span(0, one.span.end - seam), one.score, one.recognizer)
                for one in commands(text, leaf.place)
                if one.span.start < len(before) and one.span.end > seam
            ]
            if across:
                yield number, across
                break


def _seams(leaves: Sequence[Leaf]) -> list[tuple[int, str]]:
    """Prose that follows prose of the same side, and the end of what that side said until then."""
    said: dict[bool, str] = {}
    seams: list[tuple[int, str]] = []
    for number, leaf in enumerate(leaves):
        if leaf.kind is not LeafKind.PROSE or leaf.number or not (leaf.place is Place.USER or leaf.place in _STRANGERS):
            continue
        side = leaf.place in _STRANGERS
        before = said.get(side, "")
        if before.strip() and leaf.text.strip():
            seams.append((number, before))
        said[side] = f"{before} {leaf.text}"[-_REACH:]
    return seams[-_MOST_SEAMS:]
