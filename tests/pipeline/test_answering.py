"""What an answer is read and annotated with follows from how its call was judged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.decision import Effect
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.mcp import MCP
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.answering import Answering, answering_of
from guardrail.pipeline.prepare import prepare
from guardrail.pipeline.restore import restore
from guardrail.policy.answers import AnswerMode
from tests.dialects.planting import a_vault, detector

from .looking import a_policy
from .world import chat, whole

LABEL = "signals: [ai_answer], where: [response], action: annotate, note: {id: 'Dengan AI {event}'}"
CITED = "signals: [citation], where: [response], action: annotate, note: {id: Periksa.}"


def an_answering(*rules: str, mode: AnswerMode = AnswerMode.WINDOW, dialect: Dialect = OPENAI_CHAT, **more: Any) -> Answering:
    prepared = prepare(json.dumps(chat("Halo", **more)).encode(), dialect, a_policy(*rules), detector(), lambda *_: a_vault())
    return answering_of(prepared, mode, detector(), dialect, "e-1", 2026)


def said(answering: Answering, text: str) -> str:
    body = restore(whole(text), OPENAI_CHAT, None, None, answering.inspector, annotations=answering.annotations)
    return str(json.loads(body)["choices"][0]["message"]["content"])


@pytest.mark.parametrize("mode", list(AnswerMode))
def test_a_label_needs_no_look_into_the_answer(mode: AnswerMode) -> None:
    """Also where the policy looks into none; the rule took effect once its note was given."""
    answering = an_answering(LABEL, mode=mode)
    assert answering.effects() == {}
    assert said(answering, "Baik.") == "Baik.\n\nDengan AI e-1"
    assert answering.effects() == {"uji/r0": Effect.ANNOTATE}


def test_what_is_said_is_heard_where_answers_are_looked_into() -> None:
    """And the effect is told beside that of the request."""
    answering = an_answering(CITED)
    assert said(answering, "Lihat UU 27/2022.") == "Lihat UU 27/2022.\n\nPeriksa."
    assert answering.effects() == {"uji/r0": Effect.ANNOTATE}
    assert said(an_answering(CITED, mode=AnswerMode.PASS), "Lihat UU 27/2022.") == "Lihat UU 27/2022."


def test_who_asks_for_json_gets_no_notes() -> None:
    """The answer is heard all the same, and what took effect is told."""
    answering = an_answering(LABEL, CITED, response_format={"type": "json_object"})
    assert answering.annotations is None
    assert said(answering, "Lihat UU 27/2022.") == "Lihat UU 27/2022."
    assert answering.effects() == {"uji/r1": Effect.ANNOTATE}


def test_a_server_of_tools_has_no_readers() -> None:
    """What it says is for a model: nothing is written into it."""
    assert an_answering(LABEL, dialect=MCP).annotations is None
