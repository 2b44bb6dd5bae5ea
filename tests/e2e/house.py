"""One guardrail for all end-to-end tests: configured, with several AI services behind it, chosen by the name of the model."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from openai import OpenAI

from tests.support.chat import Said, call, records
from tests.support.process import free_port
from tests.support.scripted import Received, Script, ScriptedUpstream, Step, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server
from tests.support.upstreams import LlamaServer, LLMock, ToolServer, llama_server, llmock, tool_server

__all__ = ["DEAD", "MAX_BODY", "SLOW", "House", "Stage", "a_house", "an_sdk", "outcome_of"]

DEAD = "mati"
"""Model of a service where nobody listens."""
SLOW = "lambat"
"""What models of a service begin with that guardrail waits for only half a second."""
MAX_BODY = 1 << 18
_CONFIGURATION = """
[server]
max_body_bytes = {max_body}
[[upstreams]]
name = "llmock"
base_url = "{mock}/v1/"
models = ["gpt-*"]
[[upstreams]]
name = "llmock-anthropic"
base_url = "{mock}/anthropic"
models = ["claude-*"]
[[upstreams]]
name = "llmock-gemini"
base_url = "{mock}/gemini"
models = ["gemini-*"]
[[upstreams]]
name = "mati"
base_url = "http://127.0.0.1:{dead}/v1"
models = ["mati"]
[[upstreams]]
name = "lambat"
base_url = "{stage}/v1"
models = ["lambat-*"]
read_timeout_s = 0.5
[[upstreams]]
name = "panggung"
base_url = "{stage}"
models = ["uji-*"]
[[upstreams]]
name = "llama"
base_url = "{llama}/v1"
models = ["tiny"]
[[upstreams]]
name = "alat"
base_url = "{tools}"
dialects = ["mcp"]
"""


@dataclass(slots=True)
class Stage:
    """A scripted upstream that many tests share: each asks for a model of its own, and sees only the calls to it."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _scripts: dict[str, Script] = field(default_factory=dict)
    _received: defaultdict[str, list[Received]] = field(default_factory=lambda: defaultdict(list))

    def on(self, script: Script, service: str = "uji") -> str:
        """The name of a new model that answers by this script."""
        with self._lock:
            model = f"{service}-{len(self._scripts)}"
            self._scripts[model] = script
            return model

    def received(self, model: str) -> list[Received]:
        """Every request to a model, oldest first."""
        with self._lock:
            return list(self._received[model])

    def play(self, request: Received) -> list[Step]:
        with self._lock:
            if request.target == "/v1/models":
                listed = [{"id": model, "object": "model", "created": 1, "owned_by": "uji"} for model in self._scripts]
                return [whole_answer(json.dumps({"object": "list", "data": listed}).encode())]
            body = request.body.replace(b'": "', b'":"')
            model = next(
                name for name in reversed(self._scripts) if f'"model":"{name}"'.encode() in body or f"/models/{name}:" in request.target
            )
            self._received[model].append(request)
            script = self._scripts[model]
        return list(script(request) if callable(script) else script)


@dataclass(frozen=True, slots=True)
class House:
    """The server, and what stands behind it. ``llama`` is None where no wheel of ``xllamacpp`` exists."""

    server: GuardrailServer
    stage: Stage
    upstream: ScriptedUpstream
    mock: LLMock
    llama: LlamaServer | None
    tools: ToolServer

    @property
    def audit(self) -> Path:
        return self.server.state_dir / "audit"

    def call(self, body: dict[str, Any] | bytes, **more: Any) -> Said:
        return call(self.server.base_url, body, **{"key": CLIENT_KEY, **more})


@contextmanager
def a_house(folder: Path) -> Iterator[House]:
    """Everything started, until the block ends."""
    stage = Stage()
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(stage.play))
        mock = stack.enter_context(llmock(folder / "llmock", tools=True))
        llama = stack.enter_context(llama_server(folder / "llama")) if find_spec("xllamacpp") else None
        tools = stack.enter_context(tool_server(folder / "alat"))
        addresses = {"stage": upstream.base_url, "mock": mock.base_url, "llama": llama.base_url if llama else "http://127.0.0.1:9"}
        addresses["tools"] = tools.base_url
        configuration = _CONFIGURATION.format(max_body=MAX_BODY, dead=free_port(), **addresses)
        yield House(stack.enter_context(configured_server(configuration, folder / "state")), stage, upstream, mock, llama, tools)


def an_sdk(house: House, **more: Any) -> OpenAI:
    """The SDK as an agency would set it up."""
    return OpenAI(base_url=f"{house.server.base_url}/v1", **{"api_key": CLIENT_KEY, **more})


def outcome_of(house: House, event_id: str) -> list[dict[str, Any]]:
    """Every record of one call, in order."""
    return [record for record in records(house.audit) if record.get("exchange") == event_id]
