"""The AI services behind guardrail, each with a recording relay before it, and guardrail's configuration for all of them."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.process import free_port, responds, running, wait_until
from tests.support.server import GuardrailServer, configured_server
from tests.support.upstreams import llama_server, llmock

from .installed import Clients
from .relay import Relay, relay_to

__all__ = ["House", "Watched", "a_house"]

_CONFIGURATION = """
[vault]
store = "sqlite"
[[upstreams]]
name = "llmock-anthropic"
base_url = "{llmock}/anthropic"
models = ["llmock"]
dialects = ["anthropic"]
[[upstreams]]
name = "llmock-gemini"
base_url = "{llmock}/gemini"
models = ["llmock"]
dialects = ["gemini"]
[[upstreams]]
name = "llmock"
base_url = "{llmock}"
models = ["llmock"]
[[upstreams]]
name = "aimock"
base_url = "{aimock}"
models = ["aimock"]
[[upstreams]]
name = "xllamacpp"
base_url = "{xllamacpp}"
models = ["xllamacpp"]
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A service by what reached it: the bytes on the wire, and its own journal where it keeps one."""

    relay: Relay
    journal: Callable[[], bytes]

    def taken(self) -> bytes:
        """Everything since the last taking, and the whole journal."""
        return self.relay.taken() + b"\n" + self.journal()


@dataclass(frozen=True, slots=True)
class House:
    server: GuardrailServer
    services: dict[str, Watched]


@contextmanager
def _aimock(clients: Clients, logs: Path) -> Iterator[str]:
    port = free_port()
    with running(["node", "aimock.mjs"], logs, env={"PORT": str(port)}, cwd=clients.node) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/health"), process)
        yield base_url


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


def _port(base_url: str) -> int:
    return urlsplit(base_url).port or 80


@contextmanager
def a_house(clients: Clients, folder: Path) -> Iterator[House]:
    """Everything started, until the block ends. Leaving it searches what guardrail wrote for values."""
    with ExitStack() as stack:
        mock = stack.enter_context(llmock(folder / "llmock", tools=True))
        ai = stack.enter_context(_aimock(clients, folder / "aimock"))
        llama = stack.enter_context(llama_server(folder / "llama"))
        journals = {
            "llmock": (mock.base_url, lambda: json.dumps(mock.received(), ensure_ascii=False).encode()),
            "aimock": (ai, lambda: _get(f"{ai}/__aimock/journal")),
            "xllamacpp": (llama.base_url, bytes),
        }
        services = {
            name: Watched(stack.enter_context(relay_to(_port(base_url))), journal) for name, (base_url, journal) in journals.items()
        }
        configuration = _CONFIGURATION.format(**{name: watched.relay.base_url for name, watched in services.items()})
        yield House(stack.enter_context(configured_server(configuration, folder / "state")), services)
