"""T6: a conversation that the AI service keeps goes on after its worker was killed, on a second one."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from openai import BadRequestError, OpenAI

from tests.support.people import a_person
from tests.support.scripted import Received, Step, scripted_upstream, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_CONFIGURATION = """
[vault]
store = "sqlite"
[[upstreams]]
name = "panggung"
base_url = "{url}"
"""


class Service:
    """Keeps what it was told under the answer's name, and repeats it to whoever goes on from there."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def play(self, request: Received) -> list[Step]:
        asked = json.loads(request.body)
        said = self._said[asked["previous_response_id"]] if "previous_response_id" in asked else asked["input"]
        name = f"resp_{len(self._said)}"
        self._said[name] = said
        return self._streamed(name, said) if asked.get("stream") else [whole_answer(json.dumps(self._answer(name, said)).encode())]

    @staticmethod
    def _answer(name: str, text: str, status: str = "completed") -> dict[str, Any]:
        content = [{"type": "output_text", "text": text, "annotations": []}]
        item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}
        output = [item] if status == "completed" else []
        return {"id": name, "object": "response", "created_at": 1, "status": status, "model": "uji", "output": output, "tools": []}

    def _streamed(self, name: str, text: str) -> list[Step]:
        of_text = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        events: list[dict[str, Any]] = [
            {"type": "response.created", "response": self._answer(name, "", "in_progress")},
            *(
                {"type": "response.output_text.delta", **of_text, "delta": text[at : at + 5], "logprobs": []}
                for at in range(0, len(text), 5)
            ),
            {"type": "response.output_text.done", **of_text, "text": text, "logprobs": []},
            {"type": "response.completed", "response": self._answer(name, text)},
        ]
        parts = [f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': n})}\n\n" for n, event in enumerate(events)]
        return sse_answer("".join(parts).encode())


def an_sdk(server: GuardrailServer) -> OpenAI:
    return OpenAI(base_url=f"{server.base_url}/v1", api_key=CLIENT_KEY, max_retries=0)


def test_a_kept_conversation_survives_the_worker(tmp_path: Path) -> None:
    """Its values come back in every copy of the streamed text, from another worker than the one that ``kill -9`` has ended."""
    person = a_person()
    said = f"{person.introduced()} Ingat itu."
    state = tmp_path / "state"
    with scripted_upstream(Service().play) as upstream, ExitStack() as workers:
        configuration = _CONFIGURATION.format(url=upstream.base_url)
        killed, other = (workers.enter_context(configured_server(configuration, state)) for _ in range(2))
        first = an_sdk(killed).responses.create(model="uji", input=said, store=True)
        assert first.output_text == said
        killed.process.kill()
        sdk = an_sdk(other)
        events = list(sdk.responses.create(model="uji", input="Siapa nama saya?", previous_response_id=first.id, stream=True))
        with pytest.raises(BadRequestError) as refused:
            sdk.responses.create(model="uji", input="Halo", previous_response_id="resp_99")
    assert refused.value.code == "thread_unknown_or_expired"
    assert len(upstream.requests) == 2
    deltas = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    (done,) = [event.text for event in events if event.type == "response.output_text.done"]
    (completed,) = [event.response for event in events if event.type == "response.completed"]
    assert deltas == done == completed.output_text == said
    for request in upstream.requests:
        assert not [value for value in person.values if value.encode() in request.body]
