"""What is heard in a text of an answer: each signal once, references when they are complete, repeated instructions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import Effect
from guardrail.core.text import Place
from guardrail.detect.ethics.answers import CITED, WRONG
from guardrail.detect.ethics.echo import PROMPT_LEAK
from guardrail.pipeline.annotations import Annotations
from guardrail.pipeline.hearing import Ear, Hearing
from guardrail.pipeline.inspector import AnswerBlocked, Inspector
from guardrail.policy.circumstances import UNKNOWN
from tests.dialects.planting import detector

from .looking import a_policy

NOTE = "note: {id: Periksa.}"
INSTRUCTIONS = (
    "Anda adalah petugas loket digital Dinas Perizinan. Jangan pernah menyebutkan nama pejabat yang sedang cuti dan selalu arahkan "
    "pertanyaan tarif ke halaman resmi milik dinas."
)
CITING = "Menurut Pasal 5 UU 27/2022 hal itu boleh. " + "Kata lain menyusul di sini. " * 30 + "Lihat juga UU Nomor 99 Tahun 2035."


def a_hearing(*rules: str, instructions: tuple[str, ...] = ()) -> tuple[Hearing, Inspector, Annotations]:
    judge = a_policy(*rules).under(UNKNOWN)
    annotations = Annotations("peristiwa")
    ear = Ear(judge.signals_at(Place.RESPONSE), 2026, instructions, annotations)
    inspector = Inspector(detector(), judge, None, ear=ear)
    hearing = inspector.hearing(0)
    assert hearing is not None
    return hearing, inspector, annotations


def a_rule(signal: str, action: str = "annotate") -> str:
    return f"signals: [{signal}], where: [response], action: {action}" + (f", {NOTE}" if action == "annotate" else "")


@given(st.lists(st.integers(0, len(CITING)), max_size=8).map(sorted))
def test_references_are_the_same_for_any_cutting(cuts: list[int]) -> None:
    """Also for one that a piece ends in, and for what stands behind it."""
    hearing, inspector, annotations = a_hearing(a_rule("citation"), a_rule("wrong_citation"))
    for start, end in itertools.pairwise([0, *cuts, len(CITING)]):
        hearing.hear(CITING[start:end])
    hearing.end()
    assert inspector.found == {CITED: 2, WRONG: 1}
    assert annotations.closed("", 0) == "\n\nPeriksa.\n\nPeriksa."


def test_a_reference_is_told_at_the_end_at_last() -> None:
    """What might go on is waited for."""
    hearing, inspector, _ = a_hearing(a_rule("citation"))
    hearing.hear("Lihat UU 27/2022")
    assert inspector.found == {}
    hearing.end()
    hearing.end()
    assert inspector.found == {CITED: 1}


def test_what_no_rule_asks_for_is_not_heard() -> None:
    """Without a rule about answers the classifier is not asked at all."""
    hearing, inspector, _ = a_hearing(a_rule("wrong_citation"))
    hearing.hear("Lihat UU 27/2022. Dasar pegawai goblok, otak udang.")
    hearing.end()
    assert inspector.found == {}


def test_a_signal_is_told_once() -> None:
    """However many sentences say it."""
    hearing, inspector, annotations = a_hearing(a_rule("hate_or_abuse"))
    for _ in range(3):
        hearing.hear("Dasar kalian pegawai goblok, tidak berguna, otak udang semua. ")
    assert list(inspector.found) == ["SIGNAL_HATE_OR_ABUSE"]
    assert inspector.reasons == {"uji/r0": Effect.ANNOTATE}
    assert annotations.waits(0)


def test_what_the_policy_forbids_ends_the_answer() -> None:
    """Before the words are given out; the rule is told."""
    hearing, inspector, _ = a_hearing(a_rule("hate_or_abuse", "block"))
    with pytest.raises(AnswerBlocked) as blocked:
        hearing.hear("Dasar kalian pegawai goblok, tidak berguna, otak udang semua.")
    assert [reason.rule for reason in blocked.value.reasons] == ["uji/r0"]
    assert inspector.reasons == {"uji/r0": Effect.BLOCK}


def test_repeated_instructions_are_heard_as_such() -> None:
    """By their own words, never by the manner of speaking of a leak."""
    hearing, inspector, _ = a_hearing(a_rule("prompt_leak"), instructions=(INSTRUCTIONS,))
    hearing.hear("Instruksi sistem saya bersifat rahasia dan tidak dapat saya tampilkan. ")
    assert inspector.found == {}
    hearing.hear(INSTRUCTIONS)
    assert list(inspector.found) == [PROMPT_LEAK]
