"""Asks a judge the open questions of one call: recorded before anything is shown, bounded, remembered. Decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from guardrail.audit.codes import JudgeCode
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import clean
from guardrail.core.canonical import Json
from guardrail.core.exchange import Exchange
from guardrail.policy.judging import Judging

from .notes import Notes
from .opinion_memory import OpinionMemory
from .ports import Assessor, AuditLog, Clock
from .question import Question

__all__ = ["Assessing"]

_MOST: Final = 8
"""Questions of one call. They are asked at once, so a call waits for the slowest and no longer."""


class Assessing:
    """One judge, and what it has said. Serves every call of a process."""

    def __init__(self, assessor: Assessor, audit: AuditLog, clock: Clock) -> None:
        self._assessor = assessor
        self._audit = audit
        self._clock = clock
        self._memory = OpinionMemory(assessor.version)

    async def opinions(
        self, exchange: Exchange, judging: Judging, questions: Sequence[Question], notes: Notes
    ) -> Mapping[Question, JudgeCode]:
        """An answer to each question. What the judge does wrong is a code like any other; raises ``GuardFault`` (``audit_unavailable``)
        where it cannot be recorded that it is asked: then it is not."""
        began = self._clock.monotonic()
        tenant = exchange.principal.tenant
        known = {question: code for question in questions if (code := self._memory.recall(tenant, question)) is not None}
        missing = [question for question in questions if question not in known]
        notes.judge_model = clean(self._assessor.model)
        notes.judge_cached = len(known)
        if missing and self._assessor.region not in judging.residencies:
            known |= dict.fromkeys(missing, JudgeCode.NOT_PERMITTED)
        elif missing:
            # What was said last is what the call is about: its questions are the last.
            asked, left = missing[-_MOST:], missing[:-_MOST]
            known |= dict.fromkeys(left, JudgeCode.TOO_MANY)
            await self._audit.append(self._asked(exchange, len(asked)), tenant)
            for question, code in zip(asked, await asyncio.gather(*map(self._assessor.ask, asked)), strict=True):
                self._memory.keep(tenant, question, code)
                known[question] = code
        notes.judge_us = int((self._clock.monotonic() - began) * 1e6)
        return known

    def _asked(self, exchange: Exchange, questions: int) -> AuditEvent:
        region = self._assessor.region
        fields: dict[str, Json] = {"exchange": exchange.id, "model": clean(self._assessor.model), "region": region, "questions": questions}
        return AuditEvent(EventType.JUDGE_ASKED, fields)
