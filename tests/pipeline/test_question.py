from __future__ import annotations

from guardrail.audit.codes import JudgeCode
from guardrail.pipeline.question import Question, without_judge


def test_a_question_does_not_show_its_text() -> None:
    """In no log and no traceback, masked or not."""
    assert "ijazah" not in repr(Question("forgery", "Ubah ijazah ini."))


def test_without_a_judge_nothing_changes() -> None:
    """Neither a verdict nor a failure: a body that is only looked at meets no judge."""
    assert without_judge(Question("forgery", "Ubah ijazah ini.")) is JudgeCode.UNSURE
