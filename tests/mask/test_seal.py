"""Sealed memories open for their owner alone, whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.keys import Keyring
from guardrail.mask.memory import Memory, Remembered
from guardrail.mask.seal import Owner, Sealer

OWNER = Owner("jateng/dinkes", "loket", "resp_1")
SEALER = Sealer(Keyring(b"k" * 32).derive)
MEMORY = Memory("loket/s", (Remembered("PERSON", "Siti Rahayu", "[[PERSON_7F3KQ9ZD]]"),), untrusted=True)
TEXTS = st.text(max_size=12)
REMEMBERED = st.lists(st.builds(Remembered, TEXTS, TEXTS, TEXTS), max_size=4).map(tuple)


@given(st.builds(Memory, TEXTS, REMEMBERED, REMEMBERED, st.booleans()))
def test_a_memory_comes_back_as_it_was(memory: Memory) -> None:
    """Any text, also half a surrogate pair, and never twice the same bytes."""
    sealed = SEALER.seal(OWNER, 9, memory)
    assert SEALER.open(OWNER, 9, sealed) == memory
    assert SEALER.seal(OWNER, 9, memory) != sealed


def test_commands_of_strangers_stay_known() -> None:
    """Where strangers command, strangers speak."""
    commanded = replace(MEMORY, commanded=True)
    assert SEALER.open(OWNER, 9, SEALER.seal(OWNER, 9, commanded)) == commanded


@pytest.mark.parametrize(
    "owner",
    [replace(OWNER, tenant="jabar/dinkes"), replace(OWNER, application="arsip"), replace(OWNER, thread="resp_2")],
)
def test_nobody_else_opens_it(owner: Owner) -> None:
    """Another tenant, application or thread has another name for it and cannot open what lies there (V11)."""
    assert SEALER.name(owner) != SEALER.name(OWNER)
    assert SEALER.open(owner, 9, SEALER.seal(OWNER, 9, MEMORY)) is None


def test_another_deployment_opens_nothing() -> None:
    """Its master key is another."""
    other = Sealer(Keyring(b"j" * 32).derive)
    assert other.name(OWNER) != SEALER.name(OWNER)
    assert other.open(OWNER, 9, SEALER.seal(OWNER, 9, MEMORY)) is None


def test_a_life_cannot_be_lengthened() -> None:
    """The time of expiry is sealed with the rest."""
    assert SEALER.open(OWNER, 10, SEALER.seal(OWNER, 9, MEMORY)) is None


def test_no_changed_or_cut_bytes_open() -> None:
    """Each bit and each length counts (V11)."""
    sealed = SEALER.seal(OWNER, 9, MEMORY)
    for at in range(len(sealed)):
        assert SEALER.open(OWNER, 9, sealed[:at]) is None
        assert SEALER.open(OWNER, 9, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]) is None


def test_parts_of_an_owner_do_not_run_together() -> None:
    """``a/b`` and ``c`` is not ``a`` and ``b/c``."""
    assert Owner("ab", "c", "d").encode() != Owner("a", "bc", "d").encode()
