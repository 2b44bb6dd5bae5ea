"""OpenAI embeddings: texts are read and masked, token ids are refused, numbers come back untouched."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.leaves import answer_texts
from guardrail.dialects.openai_embeddings import OPENAI_EMBEDDINGS

from .canary import outcomes, restored_places, unnamed
from .planting import leaving

REQUEST: dict[str, Any] = {
    "model": "text-embedding-3-small",
    "input": ["Surat pertama", "Surat kedua"],
    "encoding_format": "float",
    "dimensions": 512,
    "user": "loket-3",
}
ANSWER: dict[str, Any] = {
    "id": "e-1",
    "object": "list",
    "model": "uji",
    "data": [
        {"object": "embedding", "index": 0, "embedding": [0.25, -1.5]},
        {"object": "embedding", "index": 1, "embedding": "AACAPgAAwL8="},
    ],
    "usage": {"prompt_tokens": 1},
}


def test_no_planted_nik_leaves() -> None:
    """What is embedded is masked; the model and the encoding are names."""
    refused = {place for place, outcome in outcomes(REQUEST, OPENAI_EMBEDDINGS).items() if outcome != "sent"}
    assert refused == {"/model", "/encoding_format"}


@pytest.mark.parametrize("text", [[1, 2], [[1, 2], [3]], ["Tulis", 7]])
def test_token_ids_are_refused(text: Any) -> None:
    """Numbers of a model's own alphabet are text that nobody can read here."""
    assert leaving({"model": "uji", "input": text}, OPENAI_EMBEDDINGS) == (ErrorCode.NOT_INSPECTABLE, "")


def test_numbers_are_no_text() -> None:
    """Neither as a list nor as base64 are they looked into: an answer has nothing to restore."""
    assert answer_texts(ANSWER, OPENAI_EMBEDDINGS) == []
    assert answer_texts({"data": [{"embedding": [3374011708909001, 3374011708909001.0]}]}, OPENAI_EMBEDDINGS, everything=True) == []
    assert not any(restored for _, restored in restored_places(ANSWER, OPENAI_EMBEDDINGS))


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_EMBEDDINGS, REQUEST, ANSWER, {"input": [[1]]}) == []
