"""OpenAI batches: identifiers go through, words are masked and restored, and results are known by their names."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.openai_batches import OPENAI_BATCHES
from guardrail.dialects.threads import thread_of, threads_named

from .canary import outcomes, restored_places, unnamed
from .planting import prepared

REQUEST: dict[str, Any] = {
    "endpoint": "/v1/chat/completions",
    "completion_window": "24h",
    "metadata": {"loket": "tiga"},
    "output_expires_after": {"anchor": "created_at", "seconds": 3600},
}
BATCH: dict[str, Any] = {
    **REQUEST,
    "id": "batch_1",
    "object": "batch",
    "model": "m",
    "status": "completed",
    "input_file_id": "file-1",
    "output_file_id": "file-2",
    "error_file_id": "file-3",
    "errors": {"object": "list", "data": [{"code": "x", "message": "Gagal", "param": "y"}]},
}
LIST: dict[str, Any] = {"object": "list", "data": [BATCH], "first_id": "batch_1", "last_id": "batch_1"}


def test_no_planted_nik_leaves() -> None:
    """Metadata are words, all else is names."""
    refused = {place for place, outcome in outcomes(REQUEST, OPENAI_BATCHES).items() if outcome != "sent"}
    assert refused == {"/endpoint", "/completion_window", "/output_expires_after/anchor"}


def test_a_file_that_no_vault_knows_is_refused() -> None:
    """It was not inspected here, or nothing remembers what its tokens stand for."""
    with pytest.raises(RequestRefused) as refused:
        prepared({**REQUEST, "input_file_id": "file-1"}, OPENAI_BATCHES)
    assert refused.value.code is ErrorCode.SERVER_SIDE_STATE


def test_a_batch_goes_on_with_its_file() -> None:
    """And what comes out of it goes on with the batch."""
    assert thread_of({**REQUEST, "input_file_id": "file-1"}, OPENAI_BATCHES) == "file-1"
    assert threads_named(BATCH, OPENAI_BATCHES) == ("batch_1",)
    assert threads_named(BATCH, OPENAI_BATCHES, read=True) == ("file-2", "file-3")


def test_words_of_an_answer_are_restored() -> None:
    """Metadata and messages."""
    texts = {"/metadata/loket", "/errors/data/0/message", "/errors/data/0/param"}
    assert {place for place, restored in restored_places(BATCH, OPENAI_BATCHES) if restored} == texts


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_BATCHES, BATCH, LIST) == []
