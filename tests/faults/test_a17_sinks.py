"""A17: a secondary sink hangs, is slow, answers 500, is not there -> calls are served as if there were none; the cursor goes on where the
sink stood, also after a restart, and in the end every record came at least once.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from starlette.types import Message
from structlog.testing import capture_logs

from guardrail.app.keys import hash_key, keyring_of
from guardrail.app.server import build
from guardrail.settings import load_settings
from tests.support.chat import CHAT, a_call, chat_answer
from tests.support.scripted import Pause, ScriptedUpstream, Stall, scripted_upstream, whole_answer

KEY = "kunci-loket-7f3kq9zd"
TAKEN = [whole_answer(b"")]


async def serve(config: Path, calls: int, until: asyncio.Future[None] | None = None) -> None:
    """Start, make calls, wait for something if asked to, stop."""
    app = build(load_settings(config), config)
    asked, said = asyncio.Queue[Message](), asyncio.Queue[Message]()
    lifespan = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, said.put))
    await asked.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        for _ in range(calls):
            answer = await client.post(CHAT, json=a_call("Halo"), headers={"authorization": f"Bearer {KEY}"})
            assert answer.status_code == 200
        if until is not None:
            await until
            await client.post(CHAT, json=a_call("Halo"), headers={"authorization": f"Bearer {KEY}"})
        assert (await client.get("/readyz")).status_code == 200
    await asked.put({"type": "lifespan.shutdown"})
    assert (await said.get())["type"] == "lifespan.shutdown.complete"
    await lifespan


def configured(folder: Path, upstream: str, sinks: dict[str, str]) -> Path:
    config = folder / "guardrail.toml"
    listed = ",".join(f'{{name = "{name}", kind = "http", url = "{url}"}}' for name, url in sinks.items())
    copy = '{name = "salinan", kind = "file", path = "salinan.jsonl"}, {name = "ocsf", kind = "file", path = "o.jsonl", format = "ocsf"}'
    text = f'[state]\ndir = "state"\n[audit]\nsinks = [{copy}, {listed}]\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream}"\n'
    config.write_text(text)
    digest = hash_key(keyring_of(load_settings(config)), KEY)
    config.write_text(f'{text}[[clients]]\nname = "loket"\ntenant = "jateng/kab-klaten"\nkey_sha256 = "{digest}"\n')
    return config


def ids(data: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in data.splitlines()]


def got(server: ScriptedUpstream) -> list[str]:
    return [one for request in server.requests for one in ids(request.body)]


async def test_a17_sinks_that_fail_change_nothing_for_calls(tmp_path: Path) -> None:
    """While one hangs with a batch in its hands calls are answered; afterwards each sink has every record, in each log's order."""
    with capture_logs(), ExitStack() as stack:
        service = stack.enter_context(scripted_upstream([whole_answer(chat_answer("Baik."))]))
        hung = stack.enter_context(scripted_upstream([Stall()], TAKEN))
        slow = stack.enter_context(scripted_upstream([Pause(0.3), *TAKEN]))
        broken = stack.enter_context(scripted_upstream([whole_answer(b"", 500)], TAKEN))
        urls = {"macet": hung.base_url, "lambat": slow.base_url, "rusak": broken.base_url, "tiada": "http://127.0.0.1:9"}
        config = configured(tmp_path, service.base_url, urls)
        received = asyncio.ensure_future(asyncio.to_thread(hung.wait_for_requests, 1))
        await serve(config, 3, received)

        everything = set(ids(b"".join(path.read_bytes() for path in (tmp_path / "state/audit").glob("*.jsonl"))))
        arrived = asyncio.ensure_future(asyncio.to_thread(_until, everything, hung, slow, broken, tmp_path / "salinan.jsonl"))
        await serve(config, 1, arrived)
        for server in (hung, slow, broken):
            first = dict.fromkeys(got(server))
            assert list(first) == sorted(first)  # identifiers sort by time, and these logs were written one after another
        assert len((tmp_path / "o.jsonl").read_bytes().splitlines()) >= len(everything)
        copied = ids((tmp_path / "salinan.jsonl").read_bytes())
        assert len(copied) == len(set(copied))


def _until(everything: set[str], hung: ScriptedUpstream, slow: ScriptedUpstream, broken: ScriptedUpstream, copy: Path) -> None:
    """Wait until each sink has all of these records."""
    for _ in range(1200):
        arrived = [set(got(server)) for server in (hung, slow, broken)]
        if all(everything <= there for there in (*arrived, set(ids(copy.read_bytes())))):
            return
        time.sleep(0.1)
    raise AssertionError("records are left out")
