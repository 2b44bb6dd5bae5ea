"""A judge is asked the open questions of a call: recorded before it sees anything, bounded, and not twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from guardrail.audit.codes import JudgeCode
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import Exchange, PolicyStamp
from guardrail.pipeline.assessing import Assessing
from guardrail.pipeline.notes import Notes
from guardrail.pipeline.question import Question
from guardrail.policy.judging import Judging

from .world import CLIENT, FakeAudit, FakeClock

HERE = Judging(0.5, 0.9, frozenset({"lokal"}))
ASKED = Question("forgery", "Ubah tanggal ijazah.")


class FakeJudge:
    """Says what ``say`` says, and writes that it was asked into the journal."""

    model = "penilai-7b"
    version = "1"

    def __init__(self, journal: list[str], say: Callable[[Question], JudgeCode] = lambda question: JudgeCode.VIOLATION) -> None:
        self._journal = journal
        self._say = say
        self.region = "lokal"

    async def ask(self, question: Question) -> JudgeCode:
        self._journal.append("asked")
        await asyncio.sleep(0)
        return self._say(question)


def an_exchange(tenant: str = CLIENT.tenant) -> Exchange:
    clock = FakeClock()
    caller = type(CLIENT)(tenant, CLIENT.application, CLIENT.key_id)
    return Exchange("0198c0de-0000-7000-8000-000000000000", caller, "openai_chat", "r", PolicyStamp("p", 1, "d"), clock.now(), 0.0)


async def test_it_is_recorded_before_it_sees_anything() -> None:
    """Who was asked, where it stands, how many questions; and no word of them. What it said stands in the record of the call."""
    journal: list[str] = []
    audit = FakeAudit(journal)
    notes = Notes()
    said = await Assessing(FakeJudge(journal), audit, FakeClock()).opinions(an_exchange(), HERE, [ASKED], notes)
    assert said == {ASKED: JudgeCode.VIOLATION}
    assert journal == ["durable judge.asked", "asked"]
    assert audit.fields("judge.asked") == {"exchange": an_exchange().id, "model": "penilai-7b", "region": "lokal", "questions": 1}
    assert (notes.judge_model, notes.judge_cached, notes.judge_us) == ("penilai-7b", 0, 1_000_000)


async def test_what_cannot_be_recorded_is_not_asked() -> None:
    """No record, no egress; also not to the agency's own model."""
    journal: list[str] = []
    audit = FakeAudit(journal)
    audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "log")
    with pytest.raises(GuardFault):
        await Assessing(FakeJudge(journal), audit, FakeClock()).opinions(an_exchange(), HERE, [ASKED], Notes())
    assert journal == []


async def test_what_it_said_is_not_asked_again() -> None:
    """By the same tenant: then nothing leaves and nothing is recorded of asking."""
    journal: list[str] = []
    assessing = Assessing(FakeJudge(journal), FakeAudit(journal), FakeClock())
    for _ in range(2):
        notes = Notes()
        assert await assessing.opinions(an_exchange(), HERE, [ASKED], notes) == {ASKED: JudgeCode.VIOLATION}
    assert (journal.count("asked"), notes.judge_cached) == (1, 1)
    await assessing.opinions(an_exchange("jateng/kudus"), HERE, [ASKED], Notes())
    assert journal.count("asked") == 2


async def test_a_failure_is_tried_again() -> None:
    """With the next call."""
    journal: list[str] = []
    assessing = Assessing(FakeJudge(journal, lambda question: JudgeCode.TIMEOUT), FakeAudit(journal), FakeClock())
    for _ in range(2):
        assert await assessing.opinions(an_exchange(), HERE, [ASKED], Notes()) == {ASKED: JudgeCode.TIMEOUT}
    assert journal.count("asked") == 2


async def test_a_judge_that_stands_elsewhere_sees_nothing() -> None:
    """The policy says where it may stand; the configuration cannot loosen that."""
    journal: list[str] = []
    judge = FakeJudge(journal)
    judge.region = "luar-negeri"
    said = await Assessing(judge, FakeAudit(journal), FakeClock()).opinions(an_exchange(), HERE, [ASKED], Notes())
    assert (said, journal) == ({ASKED: JudgeCode.NOT_PERMITTED}, [])


async def test_one_call_asks_no_more_than_eight() -> None:
    """The last ones: what was said last is what the call is about. Of the others it is told that they were too many."""
    journal: list[str] = []
    questions = [Question("forgery", str(number)) for number in range(11)]
    said = await Assessing(FakeJudge(journal), FakeAudit(journal), FakeClock()).opinions(an_exchange(), HERE, questions, Notes())
    assert [said[question] for question in questions] == [JudgeCode.TOO_MANY] * 3 + [JudgeCode.VIOLATION] * 8
    assert journal.count("asked") == 8
