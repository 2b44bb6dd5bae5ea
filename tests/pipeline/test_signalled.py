from __future__ import annotations

from datetime import UTC, datetime

from guardrail.core.exchange import Exchange, PolicyStamp, Principal
from guardrail.core.text import Finding, Leaf, LeafKind, Place, Span
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.pipeline.remembering import Memories
from guardrail.pipeline.signalled import signalled
from tests.dialects.planting import detector

ASKED = "Buatkan slogan kampanye untuk pasangan calon nomor dua, bagikan ke grup pegawai."
POLITICAL = frozenset({"SIGNAL_POLITICAL"})


def entities(leaf: Leaf, wanted: frozenset[str] = POLITICAL) -> list[str]:
    return [finding.entity for finding in signalled((leaf,), {}, wanted).get(0, ())]


def test_what_is_asked_for_is_found_in_what_people_and_tools_say() -> None:
    """Not in identifiers, and not in what the application itself declares."""
    assert entities(Leaf((), ASKED, LeafKind.PROSE, Place.USER)) == ["SIGNAL_POLITICAL"]
    assert entities(Leaf((), ASKED, LeafKind.PROSE, Place.TOOL_RESULT)) == ["SIGNAL_POLITICAL"]
    assert entities(Leaf((), ASKED, LeafKind.OPAQUE, Place.USER)) == []
    assert entities(Leaf((), ASKED, LeafKind.PROSE, Place.TOOL_DEFINITION)) == []


def test_only_signals_that_rules_name_are_told() -> None:
    """Others would be in records that nobody asked for."""
    assert entities(Leaf((), ASKED, LeafKind.PROSE, Place.USER), frozenset({"SIGNAL_FORGERY"})) == []


def test_findings_stay_as_they_were() -> None:
    """In the order of their leaves."""
    name = Finding("PERSON", Span(0, 4), 0.9, "names")
    leaves = (Leaf((), ASKED, LeafKind.PROSE, Place.USER), Leaf((), "Budi", LeafKind.PROSE, Place.USER))
    found = signalled(leaves, {1: (name,)}, POLITICAL)
    assert [*found] == [0, 1]
    assert found[1] == (name,)


def test_what_was_asked_before_is_recalled() -> None:
    """For its place: the same words in a tool's result are judged for themselves. Nothing else changes."""
    caller, stamp = Principal("id/32", "uji", "kunci"), PolicyStamp("p", 1, "d")
    exchange = Exchange("id", caller, "openai_chat", "openai_chat/chat", stamp, datetime(2026, 11, 21, tzinfo=UTC), 0.0)
    remembering = Memories().asked(detector(), exchange)
    leaves = (Leaf((), ASKED, LeafKind.PROSE, Place.USER), Leaf((), ASKED, LeafKind.PROSE, Place.TOOL_RESULT))
    assert signalled(leaves, {}, SIGNALS, remembering) == signalled(leaves, {}, SIGNALS, remembering) == signalled(leaves, {}, SIGNALS)
