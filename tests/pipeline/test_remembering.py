from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import Exchange, PolicyStamp, Principal
from guardrail.core.pattern import DetectorSpec, PatternSpec
from guardrail.core.text import Finding, Leaf, LeafKind, Span
from guardrail.detect.memory import FindingMemory
from guardrail.dialects.leaves import dump
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.prepare import prepare
from guardrail.pipeline.remembering import Memories, Remembering
from tests.dialects.planting import NIK, a_vault, national
from tests.dialects.planting import detector as real_detector
from tests.pipeline.world import NAME, World, chat

_TEXT = "Surat untuk Bapak Budi Santoso."
_FOUND = (Finding("PERSON", Span(18, 30), 0.9, "Counting"),)


class Counting:
    """A detector that keeps count of what it looks into."""

    def __init__(self, fault: GuardFault | None = None) -> None:
        self.looked: list[tuple[str, str]] = []
        self._fault = fault

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        self.looked.append((text, label))
        if self._fault is not None:
            raise self._fault
        return _FOUND if text == _TEXT else ()


def an_exchange(tenant: str = "jateng/dinkes", application: str = "surat", digest: str = "ab" * 32) -> Exchange:
    principal, stamp = Principal(tenant, application, "k1"), PolicyStamp("nasional", 1, digest)
    return Exchange("id", principal, "openai_chat", "openai_chat/chat", stamp, datetime(2026, 11, 21, tzinfo=UTC), 0.0)


def test_a_block_is_looked_into_once() -> None:
    """In the next exchange of the same caller under the same policy the detector is not asked again, and the answer is the same."""
    detector, memory = Counting(), FindingMemory()
    first = Remembering(detector, memory, an_exchange()).detect(_TEXT)
    again = Remembering(detector, memory, replace(an_exchange(), id="next")).detect(_TEXT)
    assert first == again == _FOUND
    assert detector.looked == [(_TEXT, "")]


@pytest.mark.parametrize(
    "other",
    [an_exchange(tenant="jateng/bkpsdm"), an_exchange(application="chat"), an_exchange(digest="cd" * 32)],
    ids=["tenant", "application", "policy"],
)
def test_another_scope_looks_for_itself(other: Exchange) -> None:
    """Another tenant, another application or a changed policy: the block is looked into again."""
    detector, memory = Counting(), FindingMemory()
    assert Remembering(detector, memory, an_exchange()).detect(_TEXT) == Remembering(detector, memory, other).detect(_TEXT) == _FOUND
    assert len(detector.looked) == 2


def test_each_detector_remembers_for_itself() -> None:
    """The detector of another set of policies may know other words: what the first one found is not what it finds."""
    first, second, memories = Counting(), Counting(), Memories()
    for detector in (first, second, first):
        memories.asked(detector, an_exchange()).detect(_TEXT)
    assert first.looked == second.looked == [(_TEXT, "")]


def test_what_authors_of_a_policy_look_for_is_remembered_too() -> None:
    """It is in what is recalled, and nothing is looked for again; for whoever has another policy it is not looked for."""
    spec = DetectorSpec("surat", "CUSTOM_LETTER", (PatternSpec("surat", r"Surat", 0.8),))
    detector, memories = Counting(), Memories()
    for _ in range(2):
        found = memories.asked(detector, an_exchange(), (spec,)).detect(_TEXT)
        assert [finding.entity for finding in found] == ["CUSTOM_LETTER", "PERSON"]
    assert detector.looked == [(_TEXT, "")]
    assert memories.asked(detector, an_exchange(digest="cd" * 32)).detect(_TEXT) == _FOUND


def test_a_label_is_part_of_the_block() -> None:
    """The same digits in another field can be something else."""
    detector, memory = Counting(), FindingMemory()
    remembering = Remembering(detector, memory, an_exchange())
    for label in ("nik", "rekening", "nik"):
        remembering.detect(_TEXT, label)
    assert detector.looked == [(_TEXT, "nik"), (_TEXT, "rekening")]


def test_a_look_that_failed_is_not_remembered() -> None:
    """A detector that could not tell is asked again."""
    detector, memory = Counting(GuardFault(ErrorCode.DETECTOR_ERROR, "detect")), FindingMemory()
    for _ in range(2):
        with pytest.raises(GuardFault):
            Remembering(detector, memory, an_exchange()).detect(_TEXT)
    assert len(detector.looked) == 2


def test_what_is_unknown_of_a_request_is_told_in_characters() -> None:
    """What was looked into before counts no more; what is too short to be remembered always does."""
    remembering = Remembering(Counting(), FindingMemory(), an_exchange())
    leaves = [Leaf(("a",), _TEXT, LeafKind.PROSE), Leaf(("b",), "pendek", LeafKind.PROSE)]
    assert remembering.unknown(leaves) == len(_TEXT) + len("pendek")
    remembering.detect(_TEXT)
    assert remembering.unknown(leaves) == len("pendek")


_SAID = st.sampled_from(
    [
        f"Saya {NAME}, NIK {NIK}.",
        f"Apakah {NAME.split()[0]} sudah datang? Nomor {NIK} benar.",
        f"Ibu {NAME.split()[1]} menunggu; {NIK} dicatat.",
        "Rekening BRI 0123-01-000007-50-9 atas nama Budi Santoso.",
        "Pak Budi minta 0123-01-000007-50-9 dibetulkan, dan budinya setuju.",
        "nik depannya 33740117",
        "sambungannya 08909001",
        "Surat itu sudah selesai.",
    ]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "tool"]), _SAID), min_size=1, max_size=7), st.data())
def test_a_conversation_that_is_remembered_leaves_as_one_that_is_not(turns: list[tuple[str, str]], data: st.DataObject) -> None:
    """Turn by turn, whatever the caller said before in this or another conversation: the same bytes, the same findings."""
    memories = Memories()
    begins = [*data.draw(st.lists(st.integers(1, len(turns)), max_size=3)), *range(1, len(turns) + 1)]
    for count in begins:
        body = dump({"model": "uji", "messages": [{"role": role, "content": text} for role, text in turns[:count]], "user": "kantor"})
        warm = prepare(body, OPENAI_CHAT, national(), memories.asked(real_detector(), an_exchange(), national().detectors), a_vault)
        cold = prepare(body, OPENAI_CHAT, national(), real_detector(), a_vault)
        assert (warm.payload, warm.decision, warm.found, warm.masked, warm.seen) == (
            *(cold.payload, cold.decision),
            *(cold.found, cold.masked, cold.seen),
        )


async def test_a_turn_looks_into_its_new_words_alone() -> None:
    """A client that resends its history pays for its last message."""
    detector = Counting()
    world = World(detector=detector)
    turns = [f"Giliran {number}: {_TEXT}" for number in range(5)]
    for count in range(1, len(turns) + 1):
        before = len(detector.looked)
        await world.guard.handle(world.call(chat(*turns[:count])))
        new = [text for text, _ in detector.looked[before:] if len(text) > len("gpt-4o-mini-2024")]
        assert new == turns[count - 1 : count]
    policy = world.call(chat("a")).policy
    changed = replace(policy, stamp=replace(policy.stamp, digest="cd" * 32))
    before = len(detector.looked)
    await world.guard.handle(world.call(chat(*turns), policy=changed))
    assert turns == [text for text, _ in detector.looked[before:] if text in turns]
