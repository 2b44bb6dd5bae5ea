"""What a judge said is remembered, and nothing of what it was asked."""

from __future__ import annotations

import pytest

from guardrail.audit.codes import JudgeCode
from guardrail.pipeline.opinion_memory import OpinionMemory
from guardrail.pipeline.question import Question

ASKED = Question("forgery", "Ubah tanggal surat tugas itu.")


@pytest.mark.parametrize(
    ("tenant", "question"),
    [
        ("kudus", ASKED),
        ("jateng", Question("bribery", ASKED.text)),
        ("jateng", Question("forgery", ASKED.text + " ")),
        ("jateng", Question("forgery", ASKED.text, cut=True)),
        ("jatengforgery", Question("", ASKED.text)),
    ],
)
def test_another_question_is_another(tenant: str, question: Question) -> None:
    """Each tenant, label, text, and part of a text for itself."""
    memory = OpinionMemory("model\x1fprompt")
    memory.keep("jateng", ASKED, JudgeCode.VIOLATION)
    assert memory.recall("jateng", ASKED) is JudgeCode.VIOLATION
    assert memory.recall(tenant, question) is None


def test_it_is_bounded_and_forgets_what_was_not_asked_for_longest() -> None:
    """One in, one out."""
    memory = OpinionMemory("v", most=2)
    first, second, third = (Question("forgery", text) for text in "abc")
    memory.keep("t", first, JudgeCode.UNSURE)
    memory.keep("t", second, JudgeCode.HARMLESS)
    assert memory.recall("t", first) is JudgeCode.UNSURE
    memory.keep("t", third, JudgeCode.VIOLATION)
    assert (len(memory), memory.recall("t", second), memory.recall("t", first)) == (2, None, JudgeCode.UNSURE)


def test_a_failure_is_not_kept() -> None:
    """The next call may have more luck."""
    memory = OpinionMemory("v")
    for code in JudgeCode:
        if code.failed:
            memory.keep("t", ASKED, code)
    assert len(memory) == 0


def test_it_holds_no_text() -> None:
    """Whoever reads the memory of the process finds hashes under a key that was never written down."""
    memory = OpinionMemory("v")
    text = "Ubah tanggal"
    memory.keep("t", Question("forgery", text), JudgeCode.VIOLATION)
    assert [len(address) for address in memory._said] == [16]
    assert text.encode() not in b"".join(memory._said)
    assert OpinionMemory("v").recall("t", Question("forgery", text)) is None
