"""OpenAI text completions: prompts are read and masked, token ids are refused, texts of answers restored."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.dialect import Failure
from guardrail.dialects.openai_completions import OPENAI_COMPLETIONS, completions_refusal

from .canary import outcomes, restored_places, streamed_places, unnamed
from .planting import NIK, leaving

REQUEST: dict[str, Any] = {
    "model": "gpt-3.5-turbo-instruct",
    "prompt": ["Tulis surat.", "Tulis nota."],
    "suffix": "Hormat kami",
    "stop": ["selesai"],
    "user": "loket-3",
    "max_tokens": 20,
    "x_vendor": {"baru": [{"isi": "apa"}]},
}
ANSWER: dict[str, Any] = {
    "id": "cmpl-1",
    "object": "text_completion",
    "created": 1,
    "model": "uji",
    "system_fingerprint": "fp_1",
    "choices": [{"index": n, "text": "Jawaban", "finish_reason": "stop", "logprobs": {"tokens": ["Ja"]}} for n in (0, 1)],
}
_TEXTS = {"/choices/0/text", "/choices/1/text"}


def test_no_planted_nik_leaves() -> None:
    """Only the name of the model refuses a call; everything else is masked."""
    assert {place for place, outcome in outcomes(REQUEST, OPENAI_COMPLETIONS).items() if outcome != "sent"} == {"/model"}
    assert leaving({"model": "uji", "prompt": f"NIK {NIK}"}, OPENAI_COMPLETIONS)[0] == "sent"


@pytest.mark.parametrize("prompt", [[1, 2], [[1, 2], [3]], ["Tulis", 7], 5])
def test_token_ids_are_refused(prompt: Any) -> None:
    """Numbers of a model's own alphabet are text that nobody can read here."""
    assert leaving({"model": "uji", "prompt": prompt}, OPENAI_COMPLETIONS) == (ErrorCode.NOT_INSPECTABLE, "")


def test_every_text_is_restored() -> None:
    """Whole and in an event, of every choice; no identifier."""
    assert {place for place, restored in restored_places(ANSWER, OPENAI_COMPLETIONS) if restored} == _TEXTS
    assert {place for place, restored in streamed_places(ANSWER, OPENAI_COMPLETIONS) if restored} == _TEXTS


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_COMPLETIONS, REQUEST, ANSWER, {"prompt": [[1]]}) == []


def test_a_refusal_is_a_text_that_was_filtered() -> None:
    """Whole and as the one event of a stream."""
    refusal: Any = completions_refusal(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", "e-1"))
    (choice,) = refusal.whole["choices"]
    assert (choice["text"], choice["finish_reason"]) == ("Kalimat.", "content_filter")
    assert refusal.events == (refusal.whole,)
