from __future__ import annotations

from guardrail.core.text import Finding, Span
from guardrail.detect.memory import FindingMemory

FOUND = (Finding("PERSON", Span(0, 4), 0.9, "PersonRecognizer"),)


def test_recalls_what_was_kept() -> None:
    """The same block and label have the same address, any other has not."""
    memory = FindingMemory()
    memory.keep(memory.address("teks", "nama"), FOUND)
    assert memory.recall(memory.address("teks", "nama")) == FOUND
    assert memory.recall(memory.address("teks", "")) is None
    assert memory.address("ab", "") != memory.address("b", "a")


def test_forgets_the_least_recently_used() -> None:
    """Never more than its capacity."""
    memory = FindingMemory(capacity=2)
    first, second, third = (memory.address(text, "") for text in "abc")
    memory.keep(first, FOUND)
    memory.keep(second, FOUND)
    memory.recall(first)
    memory.keep(third, FOUND)
    assert memory.recall(second) is None
    assert memory.recall(first) == memory.recall(third) == FOUND


def test_addresses_are_keyed() -> None:
    """Two processes give one text two addresses: nobody can look a NIK up by hashing guesses."""
    assert FindingMemory().address("3373011708909001", "") != FindingMemory().address("3373011708909001", "")


def test_any_text_has_an_address() -> None:
    """A lone surrogate is a text too."""
    assert len(FindingMemory().address("\ud800", "")) == 16
