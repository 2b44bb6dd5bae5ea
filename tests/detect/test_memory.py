from __future__ import annotations

import gc

from guardrail.core.text import Finding, Span
from guardrail.detect.memory import FindingMemory, Looked

FOUND = (Finding("PERSON", Span(0, 4), 0.9, "PersonRecognizer"),)


def _address(memory: FindingMemory, scope: bytes, text: str, label: str = "") -> bytes:
    return memory.address(memory.labelled(scope, label), text)


def test_recalls_what_was_kept() -> None:
    """The same block and label have the same address, any other has not."""
    memory = FindingMemory()
    scope = memory.scope("jateng/dinkes")
    memory.keep(_address(memory, scope, "teks", "nama"), FOUND)
    assert memory.recall(_address(memory, scope, "teks", "nama")) == FOUND
    assert memory.recall(_address(memory, scope, "teks")) is None
    assert _address(memory, scope, "ab", "") != _address(memory, scope, "b", "a")


def test_a_scope_recalls_only_its_own() -> None:
    """Another tenant, another policy or names that run together are another scope."""
    memory = FindingMemory()
    memory.keep(_address(memory, memory.scope("a", "bc"), "teks"), FOUND)
    for other in (("a", "bd"), ("b", "bc"), ("ab", "c"), ("a", "b", "c"), ("abc",)):
        assert memory.recall(_address(memory, memory.scope(*other), "teks")) is None


def test_forgets_the_least_recently_used() -> None:
    """Never more blocks than its bound."""
    memory = FindingMemory(blocks=2)
    first, second, third = (_address(memory, memory.scope(), text) for text in "abc")
    memory.keep(first, FOUND)
    memory.keep(second, FOUND)
    memory.recall(first)
    memory.keep(third, FOUND)
    assert memory.recall(second) is None
    assert memory.recall(first) == memory.recall(third) == FOUND


def test_never_holds_more_findings_than_its_bound() -> None:
    """Long texts full of findings push out older ones, and one that is too full is not kept; kept twice, a block counts once."""
    memory = FindingMemory(findings=3)
    first, second, third = (_address(memory, memory.scope(), text) for text in "abc")
    for address in (first, first, first, second):
        memory.keep(address, FOUND)
    assert memory.recall(first) == memory.recall(second) == FOUND
    memory.keep(third, FOUND * 2)
    assert memory.recall(first) is None
    assert memory.recall(second) == FOUND
    memory.keep(first, FOUND * 4)
    assert memory.recall(first) is None
    assert memory.recall(third) == FOUND * 2


def test_holds_no_text() -> None:
    """Of a block nothing is kept but hashes, kinds and places, wherever one looks."""
    memory = FindingMemory()
    scope, text, label = memory.scope("jateng/dinkes"), "".join(["NIK 33730117", "08909001"]), "".join(["nomor", "Ktp"])
    address = _address(memory, scope, text, label)
    memory.keep(address, FOUND)
    memory.keep_look(address, Looked(FOUND, 1, memory.chain([text])[-1], FOUND))
    held, reached = [memory], 0
    while reached < len(held):
        reached += 1
        inside = gc.get_referents(held[reached - 1])
        held += [one for one in inside if not isinstance(one, type) and all(one is not seen for seen in held)]
    texts = {one for one in held if isinstance(one, str)}
    assert not any("3373" in text or "nomorKtp" in text or "jateng" in text for text in texts)
    assert "PERSON" in texts


def test_addresses_are_keyed() -> None:
    """Two processes give one text two addresses: nobody can look a NIK up by hashing guesses."""
    one, other = FindingMemory(), FindingMemory()
    assert _address(one, bytes(16), "3373011708909001") != _address(other, bytes(16), "3373011708909001")
    assert one.chain(["3373011708909001"])[-1] != other.chain(["3373011708909001"])[-1]
    assert one.scope("jateng") != other.scope("jateng")


def test_any_text_has_an_address() -> None:
    """A lone surrogate is a text too."""
    assert len(_address(FindingMemory(), bytes(16), "\ud800", "\ud800")) == 16


def test_a_chain_tells_what_begins_alike() -> None:
    """Things that came later change no hash before them; other things, another order or other borders are another chain."""
    memory = FindingMemory()
    chain = memory.chain(["satu", "dua", "tiga"])
    assert len(chain) == 4
    assert memory.chain(["satu", "dua"]) == chain[:3]
    others = [["dua", "satu"], ["satud", "ua"], ["satu"], [], ["satu", "dua", "empat"]]
    assert not {memory.chain(other)[-1] for other in others} & {chain[-1], chain[2]}


def test_looks_are_bounded_too() -> None:
    """As many blocks, each looked through twice, and as many findings in all."""
    memory = FindingMemory(blocks=1, findings=2)
    looked = Looked((), 1, b"", FOUND)
    for address in (b"a", b"b", b"c"):
        memory.keep_look(address, looked)
    assert [memory.recall_look(address) for address in (b"a", b"b", b"c")] == [None, looked, looked]
    full = Looked(FOUND, 1, b"", FOUND * 2)
    memory.keep_look(b"d", full)
    memory.keep_look(b"e", Looked(FOUND, 1, b"", FOUND * 4))
    assert [memory.recall_look(address) for address in (b"b", b"c", b"d", b"e")] == [None, looked, full, None]
