"""The composition root: what serves, and what refuses to start."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from guardrail.app.server import build
from guardrail.core.errors import InvalidFiles
from guardrail.settings import dev_settings, load_settings
from tests.app.serving import KEY, configured, serving, status_of
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


async def test_nobody_else_reads_what_it_keeps(tmp_path: Path) -> None:
    """O8: every file of the state is its owner's alone, whatever the umask; so is every directory in it."""
    before = os.umask(0)
    try:
        with capture_logs(), scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
            config = configured(tmp_path, KEY, more='[server]\nadmin_port = 0\n[vault]\nstore = "sqlite"\n')
            config.write_text(config.read_text().replace("http://127.0.0.1:9", service.base_url))
            async with serving(build(load_settings(config), config)) as client:
                assert await status_of(client, KEY) == 200
                kept = [path for path in (tmp_path / "state").rglob("*") if path.stat().st_mode & 0o077]
    finally:
        os.umask(before)
    assert kept == []
    assert (tmp_path / "state" / "metrics" / "0.cells").exists()
    assert (tmp_path / "state" / "vaults.db").exists()


async def test_counts_are_told_on_a_port_of_their_own(tmp_path: Path) -> None:
    """What the caller's port does not tell: the call, its decision, and how the worker is; none of it by a value."""
    with capture_logs() as logged, scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        async with serving(build(dev_settings(service.base_url, tmp_path, "127.0.0.1", 0, admin_port=0))) as client:
            await client.post(CHAT, json=a_call("NIK 3374011708909001"), headers={"authorization": "Bearer apa-saja"})
            assert (await client.get("/metrics")).status_code == 404
            [port] = [line["port"] for line in logged if line["event"] == "admin.bound"]
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as operator:
                told = (await operator.get("/metrics")).text.splitlines()
                assert (await operator.get("/readyz")).json() == (await client.get("/readyz")).json()
    assert 'guardrail_findings_total{entity="ID_NIK",direction="request"} 1' in told
    assert 'guardrail_decisions_total{action="mask"} 1' in told
    assert 'guardrail_outcomes_total{code="ok"} 1' in told
    assert 'guardrail_refusals_total{code="unknown_route"} 1' in told
    assert 'guardrail_upstream_paused{worker="0",upstream="upstream"} 0' in told
    assert 'guardrail_ready{worker="0"} 1' in told
    assert not [line for line in told if "3374011708909001" in line or "apa-saja" in line]


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
