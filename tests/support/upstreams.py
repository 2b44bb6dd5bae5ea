"""Real AI services for tests, each a subprocess on a free loopback port: llmock, llama.cpp and the benchmark's C server."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from .process import Process, free_port, responds, running, wait_until

__all__ = ["BenchUpstream", "LLMock", "LlamaServer", "ToolServer", "bench_upstream", "llama_server", "llmock", "tool_server"]

_HERE = Path(__file__).parent
_BENCH_SOURCE = _HERE.parent / "bench" / "upstream.c"


@dataclass(frozen=True, slots=True)
class LLMock:
    """``llmock serve``: OpenAI below ``/v1``, Anthropic below ``/anthropic``, Gemini below ``/gemini``; no Ollama.

    Echo repeats the first 120 characters of the prompt, cut into words when streamed.
    """

    base_url: str
    process: Process

    def received(self) -> list[dict[str, Any]]:
        """Every request served, oldest first: ``path``, ``body`` (parsed JSON), ``status``, ``stream``, ``fault``, ``completed``."""
        requests: list[dict[str, Any]] = self._control("GET", "requests")["requests"]
        return requests

    def script(self, *behaviours: Mapping[str, Any]) -> None:
        """Queue what the next requests meet, e.g. ``{"type": "reply", "text": "..."}``, ``{"type": "fail", "status": 429}``,
        ``{"type": "stream_fault", "kind": "disconnect", "after_chunks": 3}``, ``{"type": "delay", "seconds": 2}``."""
        self._control("POST", "scenario", {"behaviors": list(behaviours)})

    def verdict(self) -> dict[str, Any]:
        """How well the client coped: ``findings`` such as ``retried_non_retryable`` or ``truncated_stream_accepted``."""
        judged: dict[str, Any] = self._control("GET", "verdict")
        return judged

    def reset(self) -> None:
        """Forget requests and scripts."""
        self._control("POST", "reset")

    def _control(self, method: str, what: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}/_llmock/{what}", data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def llmock(logs: Path, *, tools: bool = False, arguments: Sequence[str] = ()) -> Iterator[LLMock]:
    """Run llmock, which echoes the prompt; with ``tools`` it calls an offered tool first. ``arguments``: further flags."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("llmock")), "serve", "--port", str(port), "--response-style", "echo"]
    command += ["--tool-mode", "auto" if tools else "off", "--log-level", "warning", *arguments]
    with running(command, logs) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/health"), process)
        yield LLMock(base_url, process)


@dataclass(frozen=True, slots=True)
class LlamaServer:
    """The real llama.cpp server over a tiny model with random weights.

    The body field ``grammar`` (GBNF) forces any output, e.g. ``root ::= "halo"``, streamed one byte an event:
    the hardest cutting there is.
    """

    base_url: str
    process: Process


@contextmanager
def llama_server(logs: Path) -> Iterator[LlamaServer]:
    """Run llama.cpp. Skips the test where no wheel of ``xllamacpp`` exists for the machine."""
    if find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp has no wheel for this machine")
    port = free_port()
    command = [sys.executable, str(_HERE / "llama_process.py"), str(_tiny_model()), str(port)]
    with running(command, logs) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/health"), process)
        yield LlamaServer(base_url, process)


@dataclass(frozen=True, slots=True)
class BenchUpstream:
    """The C server of the benchmarks: instant answers. ``"model": "echo"`` says back the last content,
    ``"stream": true`` gives 100 events, ``"pace_us": N`` spaces them."""

    base_url: str
    process: Process

    def last(self) -> bytes:
        """Body of the last POST."""
        with urllib.request.urlopen(f"{self.base_url}/last", timeout=10) as answer:
            return bytes(answer.read())


@contextmanager
def bench_upstream(logs: Path) -> Iterator[BenchUpstream]:
    """Run the C server. Skips the test where gcc is missing."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    port = free_port()
    with running([str(_bench_program()), str(port)], logs) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/count"), process)
        yield BenchUpstream(base_url, process)


@dataclass(frozen=True, slots=True)
class ToolServer:
    """A real MCP server with one tool, ``ulangi(teks)``, which says its words back."""

    base_url: str
    process: Process
    _told: Path

    def told(self) -> str:
        """Everything that the tool was called with."""
        return self._told.read_text() if self._told.exists() else ""


@contextmanager
def tool_server(logs: Path) -> Iterator[ToolServer]:
    """Run the MCP server. What it was told lies in ``logs``."""
    port = free_port()
    logs.mkdir(parents=True, exist_ok=True)
    told = logs / "told.txt"
    with running([sys.executable, str(_HERE / "mcp_process.py"), str(port), str(told)], logs) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/", 404), process)
        yield ToolServer(base_url, process, told)


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="guardrail-tests-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _tiny_model() -> Path:
    """Written once a session, in its own process: numpy's import warnings are not ours to answer for."""
    path = _scratch() / "tiny.gguf"
    subprocess.run([sys.executable, str(_HERE / "tiny_gguf.py"), str(path)], check=True)
    return path


@cache
def _bench_program() -> Path:
    path = _scratch() / "upstream"
    subprocess.run(["gcc", "-O2", "-o", str(path), str(_BENCH_SOURCE)], check=True)
    return path
