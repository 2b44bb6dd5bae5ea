"""A19: yesterday's backup is restored and served -> no old log is gone on with, a new one is opened that says what is missing, the witness
goes on refusing, and verification repeats it. Also the monthly restore drill: back up, lose everything, restore, check, serve.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Message
from structlog.testing import capture_logs

from guardrail.app.keys import hash_key, keyring_of, signer_of
from guardrail.app.server import build
from guardrail.audit.cosignature import WitnessKey
from guardrail.audit.cosigned import Hearing, Quorum
from guardrail.audit.layout import COSIGNED
from guardrail.audit.roster import read_roster
from guardrail.audit.verify import verify
from guardrail.audit.witness import Witness, make_witness
from guardrail.cli.servers import on_loopback
from guardrail.proxy.witness_service import witness_service
from guardrail.settings import Settings, load_settings
from tests.cli.factories import run
from tests.support.chat import CHAT, a_call, chat_answer, records
from tests.support.scripted import scripted_upstream, whole_answer

KEY = "kunci-loket-7f3kq9zd"


class Deployment:
    """A configured deployment with one witness. ``serve`` runs it for some calls."""

    def __init__(self, folder: Path, upstream: str, witness: str, vkey: str) -> None:
        folder.mkdir()
        self.config = folder / "guardrail.toml"
        audit = f'[audit]\nname = "audit.uji"\nwitnesses = [{{name = "inspektorat", url = "{witness}", vkey = "{vkey}"}}]\n'
        text = f'[state]\ndir = "state"\n{audit}[[upstreams]]\nname = "uji"\nbase_url = "{upstream}"\n'
        self.config.write_text(text)
        digest = hash_key(keyring_of(self.settings), KEY)
        self.config.write_text(f'{text}[[clients]]\nname = "loket"\ntenant = "jateng/kab-klaten"\nkey_sha256 = "{digest}"\n')

    @property
    def settings(self) -> Settings:
        return load_settings(self.config)

    @property
    def audit(self) -> Path:
        return self.settings.audit_dir

    @property
    def vkey(self) -> str:
        return signer_of(keyring_of(self.settings), "audit.uji").verifier.vkey

    async def serve(self, calls: int) -> dict[str, object]:
        """From start to stop; what readiness said meanwhile."""
        app = build(self.settings, self.config)
        asked, said = asyncio.Queue[Message](), asyncio.Queue[Message]()
        lifespan = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, said.put))
        await asked.put({"type": "lifespan.startup"})
        assert (await said.get())["type"] == "lifespan.startup.complete"
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
            for _ in range(calls):
                answer = await client.post(CHAT, json=a_call("Halo"), headers={"authorization": f"Bearer {KEY}"})
                assert answer.status_code == 200
            ready: dict[str, object] = (await client.get("/readyz")).json()
        await asked.put({"type": "lifespan.shutdown"})
        assert (await said.get())["type"] == "lifespan.shutdown.complete"
        await lifespan
        return ready


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Where the witness keeps what it saw, and its key."""
    yield tmp_path / "saksi", make_witness(tmp_path / "saksi", "saksi.inspektorat").verifier.vkey


async def test_a19_an_older_backup_is_served_in_sight_of_everybody(tmp_path: Path, witness: tuple[Path, str]) -> None:
    """The gap stands in the log, in readiness, in verification and in the witness's answer."""
    memory, key = witness
    with capture_logs(), scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        place = Deployment(tmp_path / "deployment", service.base_url, "http://127.0.0.1:9", key)
        seen = Witness(memory, [signer_of(keyring_of(place.settings), "audit.uji").verifier], lambda: 1_795_284_000)
        with on_loopback(witness_service(seen)) as address:
            place.config.write_text(place.config.read_text().replace("http://127.0.0.1:9", address))
            assert (await place.serve(2))["status"] == "ok"
            shutil.copytree(place.audit, tmp_path / "backup")
            await place.serve(3)
            newest = (place.audit / "roster").read_bytes()
            size = read_roster(newest, signer_of(keyring_of(place.settings), "audit.uji").verifier).tree.size
            shutil.rmtree(place.audit)
            shutil.copytree(tmp_path / "backup", place.audit)
            before = {path.name: path.read_bytes() for path in place.audit.glob("*.jsonl")}

            asked = ("--witness", key, "--ask", address)
            checked = await asyncio.to_thread(run, "audit", "restore-check", place.audit, "--vkey", place.vkey, *asked)
            assert checked.exit_code == 4
            (tmp_path / "roster").write_bytes(newest)
            told = run("audit", "restore-check", place.audit, "--vkey", place.vkey, "--roster", tmp_path / "roster", "--json")
            lost = json.loads(told.stdout)["missing"]
            assert len(lost) == 1
            assert lost[0]["records"] > 6

            ready = await place.serve(1)
            assert ready["status"] == "degraded"
            assert ready["why"] == ["inspektorat: rolled_back"]
            assert {path.name: path.read_bytes() for path in place.audit.glob("*.jsonl") if path.name in before} == before
            (new,) = [path for path in place.audit.glob("*.jsonl") if path.name not in before]
            said = [json.loads(line) for line in new.read_bytes().splitlines()]
            (gap,) = [record for record in said if record["ev"] == "roster.unwitnessed"]
            calls = [record["seq"] for record in said if record["ev"] == "call.intent"]
            assert (gap["code"], gap["seen"], gap["size"] < size) == ("rolled_back", size, True)
            assert gap["seq"] < min(calls)

            report = verify(place.audit, place.vkey)
            assert report.ok  # what is there is as it was written ...
            assert [warning.partition(":")[0] for warning in report.warnings] == ["lost"]  # ... and something is not there
            quorum = Quorum((WitnessKey.parse(key),), 1)
            hearing = Hearing(quorum, (place.audit / COSIGNED).read_bytes())
            assert verify(place.audit, place.vkey, hearing=hearing).warnings[0].startswith("unwitnessed")
        seen.close()


async def test_the_restore_drill(tmp_path: Path, witness: tuple[Path, str]) -> None:
    """Monthly: everything is lost but the backup, the keys and a line on paper; the newest backup is accepted and served."""
    memory, key = witness
    with capture_logs(), scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        place = Deployment(tmp_path / "deployment", service.base_url, "http://127.0.0.1:9", key)
        seen = Witness(memory, [signer_of(keyring_of(place.settings), "audit.uji").verifier], lambda: 1_795_284_000)
        with on_loopback(witness_service(seen)) as address:
            place.config.write_text(place.config.read_text().replace("http://127.0.0.1:9", address))
            for calls in (3, 2):
                await place.serve(calls)
            line = verify(place.audit, place.vkey).roster or ""
            shutil.copytree(place.audit, tmp_path / "backup")
            shutil.rmtree(place.audit)

            shutil.copytree(tmp_path / "backup", place.audit)
            anchors = ("--roster", line, "--witness", key)
            assert run("audit", "restore-check", place.audit, "--vkey", place.vkey, *anchors).exit_code == 0
            assert (await place.serve(1))["status"] == "ok"
            report = verify(
                place.audit, place.vkey, hearing=Hearing(Quorum((WitnessKey.parse(key),), 1), (place.audit / COSIGNED).read_bytes())
            )
            assert (report.ok, report.warnings, report.intents, report.dangling) == (True, (), 6, 0)
            assert "roster.unwitnessed" not in {record["ev"] for record in records(place.audit)}
        seen.close()
