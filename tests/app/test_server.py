"""The composition root: what serves, and what refuses to start."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from guardrail.app import build
from guardrail.core.errors import InvalidFiles
from guardrail.settings import dev_settings, load_settings
from tests.app.serving import serving
from tests.support.chat import CHAT, a_call, chat_answer, records
from tests.support.scripted import scripted_upstream, whole_answer


async def test_it_serves_from_start_to_stop(tmp_path: Path) -> None:
    """A development server answers a call, says that it is well, and leaves a log with a beginning and an end."""
    with capture_logs(), scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        async with serving(build(dev_settings(service.base_url, tmp_path, "127.0.0.1", 0))) as client:
            assert (await client.get("/livez")).json() == {"status": "ok"}
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()) == (200, {"status": "ok", "audit": True, "policy": True, "disk": True})
            answer = await client.post(CHAT, json=a_call("NIK 3374011708909001"), headers={"authorization": "Bearer apa-saja"})
            assert answer.json() == json.loads(chat_answer("Baik."))
            assert b"3374011708909001" not in service.requests[0].raw
            assert (await client.get("/metrics")).status_code == 404
    said = [record["ev"] for record in records(tmp_path / "audit")]
    assert said == ["writer.start", "policy.activated", "call.intent", "call.outcome", "call.blocked", "log.summary", "writer.stop"]


async def test_before_it_has_started_it_is_not_ready(tmp_path: Path) -> None:
    """A load balancer that asks too early is told so; the process lives."""
    app = build(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        assert (await client.get("/livez")).status_code == 200
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "started": False})


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"kunci\nkedua"])
def test_a_service_without_its_key_does_not_start(tmp_path: Path, content: bytes | None) -> None:
    """The file is named before anything listens, and what it held is not repeated."""
    key_file = tmp_path / "layanan.key"
    if content is not None:
        key_file.write_bytes(content)
    config = tmp_path / "guardrail.toml"
    config.write_text('[[upstreams]]\nname = "a"\nbase_url = "http://127.0.0.1:9"\napi_key_file = "layanan.key"\n')
    with pytest.raises(InvalidFiles) as invalid:
        build(load_settings(config), config)
    assert str(invalid.value).startswith(f"{key_file}: C20")
    assert "kedua" not in str(invalid.value)
