"""Models of several services in one list."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.pipeline.ports import Answer, Upstream
from guardrail.proxy.model_list import ModelList
from tests.pipeline.world import FakeAnswer, Held

TARGET = Target("GET", "/v1/models")
DOWN = UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect")


@dataclass(slots=True)
class Service:
    """Answers once, fails, or never comes to an answer."""

    name: str
    said: Any
    region: str = "lokal"

    async def send(self, target: Target, body: bytes) -> Answer:
        if isinstance(self.said, Held):
            await self.said.wait()
        if isinstance(self.said, Exception):
            raise self.said
        return self.said if isinstance(self.said, FakeAnswer) else FakeAnswer(json.dumps(self.said).encode())


def openai(*models: str, **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": model, "object": "model"} for model in models], **more}


async def listed(*services: Upstream, patience: float = 30.0) -> Any:
    """Of the models that begin with a service's name calls go there."""
    answer = await ModelList("openai_chat", services, lambda upstream, model: model.startswith(upstream.name), patience).send(TARGET, b"")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    tree = json.loads(await answer.read())
    assert [chunk async for chunk in answer.chunks()] == [await answer.read()]
    await answer.aclose()
    return tree


async def test_each_model_stands_once() -> None:
    """Under the service that calls for it would go to."""
    assert await listed(Service("a", openai("a1", "b1")), Service("b", openai("b1", "b2", "c1"))) == openai("a1", "b1", "b2")


@pytest.mark.parametrize(
    "bad",
    [
        DOWN,
        FakeAnswer(b"{}", status=404),
        FakeAnswer(b"{}", status=401),
        FakeAnswer(b"bukan json"),
        FakeAnswer(b'{"data": 7}'),
        {"models": [{"name": "b1"}]},
        openai() | {"data": [7, {"id": 7}]},
    ],
)
async def test_a_service_that_fails_is_left_out(bad: Any) -> None:
    """The models of the others can be called all the same."""
    assert await listed(Service("a", openai("a1")), Service("b", bad)) == openai("a1")


async def test_a_service_that_is_slow_is_left_out() -> None:
    """Nobody waits long for a list."""
    assert await listed(Service("a", Held()), Service("b", openai("b1")), patience=0.2) == openai("b1")
    with pytest.raises(UpstreamFault) as fault:
        await listed(Service("a", Held()), patience=0.05)
    assert fault.value.code is ErrorCode.UPSTREAM_TIMEOUT


async def test_where_all_fail_the_list_fails() -> None:
    """As the first did."""
    with pytest.raises(UpstreamFault) as fault:
        await listed(Service("a", FakeAnswer(b"{}", status=401)), Service("b", DOWN))
    assert fault.value.code is ErrorCode.UPSTREAM_REFUSED_KEY


async def test_what_is_no_failure_of_a_service_is_no_empty_list() -> None:
    """An error of ours shows."""
    with pytest.raises(ZeroDivisionError):
        await listed(Service("a", openai("a1")), Service("b", ZeroDivisionError()))


async def test_googles_names_are_those_that_calls_use() -> None:
    """Its list says ``models/`` before each, its paths do not."""
    one, other = ({"models": [{"name": f"models/{name}1"}, {"name": "models/x"}]} for name in "ab")
    assert await listed(Service("a", one), Service("b", other)) == {"models": [{"name": "models/a1"}, {"name": "models/b1"}]}


async def test_the_ends_of_a_list_are_its_own() -> None:
    """Anthropic's lists say with which model they begin and end."""
    found = await listed(Service("a", openai("a1", first_id="a1", last_id="a1", has_more=False)), Service("b", openai("b1")))
    assert (found["first_id"], found["last_id"]) == ("a1", "b1")


@pytest.mark.parametrize("more", [{"has_more": True}, {"nextPageToken": "x"}])
async def test_a_list_in_pages_is_that_of_the_first(more: dict[str, Any]) -> None:
    """Its next page is asked of the first service too."""
    assert await listed(Service("a", openai("a1", "x")), Service("b", openai("b1", **more))) == openai("a1", "x")


def test_the_farthest_region_counts() -> None:
    """The record says how far the question went at most."""
    services = [Service(name, {}, region) for name, region in (("a", "lokal"), ("b", "luar-negeri"), ("c", "dalam-negeri"))]
    many = ModelList("openai_chat", services, lambda upstream, model: True)
    assert (many.name, many.region) == ("every:openai_chat", "luar-negeri")


async def test_services_are_asked_at_once() -> None:
    """Each is asked before the first has answered."""
    first, second = Held(), Held()
    asking = asyncio.ensure_future(listed(Service("a", first), Service("b", second)))
    await asyncio.gather(first.reached.wait(), second.reached.wait())
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
