from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import Exchange, PolicyStamp, Principal
from guardrail.core.text import Finding, Span
from guardrail.detect.memory import FindingMemory
from guardrail.pipeline.remembering import Memories, Remembering
from tests.pipeline.world import World, chat

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
