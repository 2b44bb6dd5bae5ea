"""The operators' port."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
from structlog.testing import capture_logs

from guardrail.app.admin import Metrics, admin_app, operators
from guardrail.proxy.health import State
from guardrail.proxy.metrics import TEXT, Cells, Meters


async def _get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, bytes]:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    kind = next((line[14:] for line in head.decode().splitlines() if line.startswith("content-type: ")), "")
    return int(head.split()[1]), kind, body


async def test_it_tells_numbers_and_health_and_nothing_else(tmp_path: Path) -> None:
    """Numbers as they are when they are asked for; whether it serves, by the status."""
    meters = Meters(Cells(tmp_path))
    asked: list[int] = []

    def refresh() -> None:
        asked.append(1)
        meters.see({("guardrail_slots_used",): len(asked)})

    state = State({"audit": True})
    app = admin_app(Metrics(tmp_path, refresh), lambda: state)
    with capture_logs() as logged:
        async with operators(app, "127.0.0.1", 0) as port:
            status, kind, body = await _get(port, "/metrics")
            assert (status, kind, b'guardrail_slots_used{worker="0"} 1\n' in body) == (200, TEXT, True)
            assert b'guardrail_slots_used{worker="0"} 2\n' in (await _get(port, "/metrics"))[2]
            assert (await _get(port, "/livez"))[0] == 200
            assert (await _get(port, "/readyz"))[0] == 200
            state = State({"audit": True, "serving": False})
            status, _, body = await _get(port, "/readyz")
            assert (status, json.loads(body)) == (503, {"status": "unavailable", "audit": True, "serving": False})
            assert [(await _get(port, path))[0] for path in ("/", "/metrics/", "/v1/models", "/metrics%2f")] == [404] * 4
    assert [line["port"] for line in logged if line["event"] == "admin.bound"] == [port]


async def test_sisters_share_the_port(tmp_path: Path) -> None:
    """Whichever is asked tells of both, and the port is free when both have gone."""
    first, second = (Meters(Cells(tmp_path)) for _ in range(2))
    first.served("GET", "/v1/models", 200, 0.1)
    second.served("GET", "/v1/models", 200, 0.1)
    app = admin_app(Metrics(tmp_path, lambda: None), State)
    with capture_logs():
        async with operators(app, "127.0.0.1", 0) as port, operators(app, "127.0.0.1", port) as again:
            assert port == again
            for _ in range(4):
                body = (await _get(port, "/metrics"))[2]
                assert b'route="/v1/models",http_response_status_code="200",url_scheme="http"} 2\n' in body
        async with operators(app, "127.0.0.1", port):
            pass


async def test_openmetrics_for_who_asks(tmp_path: Path) -> None:
    """By the Accept header, as Prometheus sends it."""
    Meters(Cells(tmp_path)).see({})
    app = admin_app(Metrics(tmp_path, lambda: None), State)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        told = await client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1"})
    assert told.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert told.text.endswith("# EOF\n")
