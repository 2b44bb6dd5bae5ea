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


class Conversations(Service):
    """Keeps conversations of items, and answers with all that was said in one."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, list[Any]] = {}

    def play(self, request: Received) -> list[Step]:
        asked = json.loads(request.body or b"{}")
        path = request.target.partition("?")[0].split("/")[2:]
        match request.method, path:
            case "POST", ["conversations"]:
                self._items["conv_1"] = asked["items"]
                return _json({"id": "conv_1", "object": "conversation", "created_at": 1, "metadata": asked.get("metadata")})
            case "POST", ["conversations", name, "items"]:
                self._items[name] += asked["items"]
                return _json({"object": "list", "data": self._stored(name), "first_id": "i", "last_id": "i", "has_more": False})
            case "GET", ["conversations", name, "items"]:
                return _json({"object": "list", "data": self._stored(name), "first_id": "i", "last_id": "i", "has_more": False})
            case "DELETE", ["conversations" | "responses" as kind, name]:
                return _json({"id": name, "object": f"{kind[:-1]}.deleted", "deleted": True})
            case _:
                answer = self._answer("resp_1", " ".join(self._said_in(asked["conversation"])))
                return _json({**answer, "conversation": {"id": asked["conversation"]}})

    def _said_in(self, name: str) -> list[str]:
        return [item["content"] for item in self._items[name]]

    def _stored(self, name: str) -> list[Any]:
        content = [[{"type": "input_text", "text": text}] for text in self._said_in(name)]
        return [{"id": f"i{n}", "type": "message", "role": "user", "status": "completed", "content": one} for n, one in enumerate(content)]


def _json(tree: Any) -> list[Step]:
    return [whole_answer(json.dumps(tree).encode())]


def test_a_conversation_is_known_to_the_next_worker(tmp_path: Path) -> None:
    """Made with items, added to, answered and read back by a worker that started after the first was killed; deleted, it is unknown."""
    first, second = a_person(), a_person()
    state = tmp_path / "state"
    with scripted_upstream(Conversations().play) as upstream:
        configuration = _CONFIGURATION.format(url=upstream.base_url)
        with configured_server(configuration, state) as server:
            items: Any = [{"type": "message", "role": "user", "content": first.introduced()}]
            made = an_sdk(server).conversations.create(items=items, metadata={"pemohon": first.nik})
            assert made.metadata == {"pemohon": first.nik}
            server.process.kill()
        with configured_server(configuration, state) as server:
            sdk = an_sdk(server)
            added: Any = [{"type": "message", "role": "user", "content": second.introduced()}]
            sdk.conversations.items.create(made.id, items=added)
            answer = sdk.responses.create(model="uji", input="Siapa saja?", conversation=made.id)
            assert answer.output_text == f"{first.introduced()} {second.introduced()}"
            texts = [item.content[0].text for item in sdk.conversations.items.list(made.id) if item.type == "message"]  # type: ignore[union-attr]
            assert texts == [first.introduced(), second.introduced()]
            sdk.responses.delete(answer.id)
            sdk.conversations.delete(made.id)
            gone_on: tuple[dict[str, Any], ...] = ({"previous_response_id": answer.id}, {"conversation": made.id})
            for gone in gone_on:
                with pytest.raises(BadRequestError) as refused:
                    sdk.responses.create(model="uji", input="Halo", **gone)
                assert refused.value.code == "thread_unknown_or_expired"
    for request in upstream.requests:
        assert not [value for person in (first, second) for value in person.values if value.encode() in request.body]
