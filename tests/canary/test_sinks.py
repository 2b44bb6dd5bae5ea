"""Calls that go well and calls that go wrong in every way, each with canaries in every corner: none may stay behind anywhere."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from guardrail.audit.verify import verify
from tests.support.canaries import assert_clean, assert_clean_files
from tests.support.chat import CHAT, a_call, call, echo, last_words, piece, records
from tests.support.people import a_person
from tests.support.scripted import Close, Received, Reset, Step, chunk, head, scripted_upstream, whole_answer
from tests.support.server import GuardrailServer, guardrail_server

Kind = Callable[[GuardrailServer], tuple[int, bytes]]
"""Makes one call; returns what came back: status and, where it is an error, its body."""


def answers(request: Received) -> list[Step]:
    """Does what the model's name says."""
    match json.loads(request.body).get("model"):
        case "rusak":
            return [whole_answer(last_words(request.body).encode())]
        case "galat":
            return [whole_answer(b'{"error":{"message":"boom","type":"server_error","param":null,"code":null}}', 500)]
        case "putus":
            return [
                head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked")),
                chunk(piece({"content": "Halo"})),
                Reset(),
            ]
        case "tutup":
            return [Close()]
        case _:
            return list(echo(request))


def told(server: GuardrailServer, body: dict[str, Any] | bytes, **more: Any) -> tuple[int, bytes]:
    said = call(server.base_url, body, **more)
    return said.status, said.body if said.status >= 400 else b""


def hangs_up(server: GuardrailServer) -> tuple[int, bytes]:
    address = urlsplit(server.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        body = json.dumps(a_call(a_person().introduced(), stream=True)).encode()
        client.sendall(f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\ncontent-type: application/json\r\n".encode())
        client.sendall(f"content-length: {len(body)}\r\n\r\n".encode() + body)
    return 0, b""


def no_http(server: GuardrailServer) -> tuple[int, bytes]:
    address = urlsplit(server.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(f"NIK {a_person().nik} {a_person().email} HTTP/9\r\n{a_person().name}\r\n\r\n".encode())
        return 400, client.recv(65536)


def corners(_: GuardrailServer) -> dict[str, Any]:
    """A body with a canary in every corner that is not refused."""
    return {
        **a_call(a_person().introduced(), user=a_person().email),
        "metadata": {"pemohon": f"Nama: {a_person().name}", a_person().nik: a_person().phone},
        "stop": [a_person().nik],
        "nik": int(a_person().nik),
        "tools": [{"type": "function", "function": {"name": "cari", "description": a_person().introduced(), "parameters": {}}}],
    }


def headers() -> dict[str, str]:
    return {
        "x-request-id": a_person().nik,
        "user-agent": f"klien/{a_person().email}",
        "x-openwebui-user-name": quote(a_person().name),
        "x-openwebui-user-email": a_person().email,
        "baggage": f"nik={a_person().nik}",
        "traceparent": f"00-{a_person().nik}{a_person().nik}-{a_person().nik}-01",
        "cookie": f"sesi={a_person().nik}",
        "referer": f"http://contoh.id/?nik={a_person().nik}",
        "x-forwarded-for": a_person().nik,
    }


KINDS: Mapping[str, tuple[int, Kind]] = MappingProxyType(
    {
        "whole": (200, lambda server: told(server, corners(server))),
        "streamed": (200, lambda server: told(server, {**corners(server), "stream": True})),
        "headers": (200, lambda server: told(server, a_call("Halo"), headers=headers())),
        "blocked": (400, lambda server: told(server, a_call("\n".join(f"NIK {a_person().nik}" for _ in range(25))))),
        "malformed": (400, lambda server: told(server, f'{{"a": "{a_person().introduced()}"'.encode())),
        "duplicate": (400, lambda server: told(server, f'{{"{a_person().nik}":1,"{a_person().nik}":1,"a":1,"a":2}}'.encode())),
        "in the model's name": (400, lambda server: told(server, a_call("Halo") | {"model": f"m {a_person().email}"})),
        "in the path": (404, lambda server: told(server, a_call("Halo"), path=f"/v1/{a_person().nik}/{quote(a_person().email)}")),
        "in the query": (400, lambda server: told(server, a_call("Halo"), path=f"{CHAT}?{a_person().nik}={quote(a_person().email)}")),
        "in the content type": (415, lambda server: told(server, a_call("Halo"), headers={"content-type": f"a/{a_person().nik}"})),
        "in the key": (401, lambda server: told(server, a_call("Halo"), headers={"x-api-key": a_person().email})),
        "no http": (400, no_http),
        "answer that is no json": (502, lambda server: told(server, a_call(a_person().introduced()) | {"model": "rusak"})),
        "error of the service": (500, lambda server: told(server, a_call(a_person().introduced()) | {"model": "galat"})),
        "broken stream": (200, lambda server: told(server, a_call(a_person().introduced(), stream=True) | {"model": "putus"})),
        "service that closes": (502, lambda server: told(server, a_call(a_person().introduced()) | {"model": "tutup"})),
        "caller that hangs up": (0, hangs_up),
    }
)


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_nothing_stays_behind(rounds: int, tmp_path: Path) -> None:
    """After all kinds of calls, and a kill, no value stands in state, output, error bodies, command lines, or what the service got."""
    with scripted_upstream(answers, cut_gap=0.0) as upstream:
        with guardrail_server(upstream.base_url, tmp_path / "state", env={"PYTHONDEVMODE": "1"}) as server:
            for _ in range(rounds):
                for name, (status, make) in KINDS.items():
                    came, error = make(server)
                    assert came == status, name
                    assert_clean(error, f"an error body ({name})")
            server.process.kill()
        with guardrail_server(upstream.base_url, tmp_path / "state"):
            pass
        for request in upstream.requests:
            assert_clean(request.raw, "an upstream's request")
        assert len(upstream.requests) >= rounds * 7
    assert verify(tmp_path / "state" / "audit").ok
    assert len(records(tmp_path / "state" / "audit")) > rounds * len(KINDS)
    assert_clean_files(tmp_path)
