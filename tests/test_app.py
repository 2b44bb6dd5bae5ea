"""The composition root: what serves, what refuses to start, and what is noticed while it serves."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message
from structlog.testing import capture_logs

from guardrail.app import audit_of, build, hash_key, keyring_of, load_policies, policy_catalog, releases_of, shipped_policies, signer_of
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.core.errors import InvalidFiles
from guardrail.policy.bundle import Bundle, pack
from guardrail.policy.pointer import Pointer
from guardrail.policy.sources import SourceFile
from guardrail.settings import dev_settings, load_settings
from tests.support.chat import CHAT, a_call, chat_answer, records
from tests.support.scripted import scripted_upstream, whole_answer

KEY = "kunci-loket-7f3kq9zd"


@asynccontextmanager
async def _serving(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """The application between its start-up and its shut-down, as a server drives it, with a client that calls it."""
    asked, said = asyncio.Queue[Message](), asyncio.Queue[Message]()
    lifespan = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, said.put))
    await asked.put({"type": "lifespan.startup"})
    started = await said.get()
    assert started["type"] == "lifespan.startup.complete", started
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        yield client
    await asked.put({"type": "lifespan.shutdown"})
    assert (await said.get())["type"] == "lifespan.shutdown.complete"
    await lifespan


async def test_it_serves_from_start_to_stop(tmp_path: Path) -> None:
    """A development server answers a call, says that it is well, and leaves a log with a beginning and an end."""
    with capture_logs(), scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        async with _serving(build(dev_settings(service.base_url, tmp_path, "127.0.0.1", 0))) as client:
            assert (await client.get("/livez")).json() == {"status": "ok"}
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()) == (200, {"status": "ok", "audit": True, "policy": True, "disk": True})
            answer = await client.post(CHAT, json=a_call("NIK 3374011708909001"), headers={"authorization": "Bearer apa-saja"})
            assert answer.json() == json.loads(chat_answer("Baik."))
            assert b"3374011708909001" not in service.requests[0].raw
            assert (await client.get("/metrics")).status_code == 404
    said = [record["ev"] for record in records(tmp_path / "audit")]
    assert said == ["writer.start", "policy.activated", "call.intent", "call.outcome", "call.blocked", "log.summary", "writer.stop"]


def test_a_development_server_has_the_national_policy_alone(tmp_path: Path) -> None:
    """Its one tenant needs no tree of provinces, and its log no word about them."""
    policies = load_policies(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    assert [policy.stamp.id for policy in policies.policies] == ["nasional"]


async def test_before_it_has_started_it_is_not_ready(tmp_path: Path) -> None:
    """A load balancer that asks too early is told so; the process lives."""
    app = build(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        assert (await client.get("/livez")).status_code == 200
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "started": False})


def _configured(folder: Path, *keys: str, more: str = "") -> Path:
    file = folder / "guardrail.toml"
    hashes = [hashlib.sha256(key.encode()).hexdigest() for key in keys]
    clients = "".join(f'[[clients]]\nname = "k{n}"\ntenant = "jateng"\nkey_sha256 = "{known}"\n' for n, known in enumerate(hashes))
    file.write_text(f'[state]\ndir = "state"\n{more}\n[[upstreams]]\nname = "uji"\nbase_url = "http://127.0.0.1:9"\n{clients}')
    return file


async def _status(client: httpx.AsyncClient, key: str) -> int:
    """502 for whoever is admitted, as there is no AI service; a service that was not there several times is no longer asked (503)."""
    status = (await client.post(CHAT, json=a_call("Halo"), headers={"authorization": f"Bearer {key}"})).status_code
    return 502 if status == 503 else status


async def _becomes(client: httpx.AsyncClient, key: str, status: int) -> None:
    while await _status(client, key) != status:
        await asyncio.sleep(0.05)


async def test_revoked_and_new_keys_are_noticed_while_serving(tmp_path: Path) -> None:
    """A changed file changes who may call, without a restart; a broken one leaves the keys that were good."""
    file = _configured(tmp_path, KEY)
    known, unknown = 502, 401
    with capture_logs() as logs:
        async with _serving(build(load_settings(file), file)) as client:
            assert (await _status(client, KEY), await _status(client, "lain")) == (known, unknown)
            _configured(tmp_path, "kunci-arsip-lain", "kunci-ketiga")
            await _becomes(client, KEY, unknown)
            assert await _status(client, "kunci-ketiga") == known
            file.write_text("rusak = [")
            while not any(line["event"] == "clients.kept" for line in logs):
                await asyncio.sleep(0.05)
            assert (await _status(client, KEY), await _status(client, "kunci-ketiga")) == (unknown, known)
            _configured(tmp_path, KEY)
            await _becomes(client, KEY, known)
    assert KEY not in str(logs)


def test_broken_policies_do_not_start(tmp_path: Path) -> None:
    """Before anything listens, every complaint at its place."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/policy.yaml").write_text("kind: [")
    file = _configured(tmp_path, KEY, more='[policies]\ndir = "policies"')
    with pytest.raises(InvalidFiles, match=r"policy\.yaml:1"):
        build(load_settings(file), file)


def test_no_policies_do_not_start(tmp_path: Path) -> None:
    """An empty folder is no permission."""
    (tmp_path / "policies").mkdir()
    file = _configured(tmp_path, KEY, more='[policies]\ndir = "policies"')
    with pytest.raises(InvalidFiles):
        build(load_settings(file), file)


async def test_an_audit_log_that_cannot_be_written_does_not_start(tmp_path: Path) -> None:
    """No record, no service: the start fails, and says that it was the audit log."""
    (tmp_path / "audit").write_text("ini bukan folder")
    app = build(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    with pytest.raises(AssertionError, match=r"audit_unavailable at audit\.start"):
        async with _serving(app):
            pass


def test_a_key_file_that_others_can_read_does_not_start(tmp_path: Path) -> None:
    """The master key belongs to one user."""
    settings = dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0)
    keyring_of(settings)
    (tmp_path / "keys/master.key").chmod(0o644)
    with pytest.raises(InvalidFiles, match="chmod 600"):
        build(settings)


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


def test_keys_and_signatures_survive_a_restart(tmp_path: Path) -> None:
    """What was made at first use is found again: hashes of API keys and the signer of the log are the same."""
    settings = dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0)
    first, again = keyring_of(settings), keyring_of(settings)
    assert hash_key(first, KEY) == hash_key(again, KEY)
    assert signer_of(first, "uji").verifier.vkey == signer_of(again, "uji").verifier.vkey


def test_the_shipped_policies_govern_everybody(tmp_path: Path) -> None:
    """They compile against what this installation can find and mask, and every tenant has one."""
    policies = load_policies(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0, shipped_policies()))
    assert policies.for_tenant("dev").stamp.id == policies.for_tenant("jatim/kab-tuban").stamp.id == "nasional"
    assert policies.for_tenant("jateng/kab-klaten/dinkes").stamp.id == "kab-klaten"
    assert "token" in policy_catalog().operators


_FIRST, _SECOND = "action: mask", "action: block"
_UJI = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  rules:
    - {{id: nik, description: NIK, entities: [ID_NIK], {does}}}
"""


def _half(folder: Path) -> None:
    (folder / "a.yaml").write_text(_UJI.format(does=_SECOND)[:-30])


def _unknown(folder: Path) -> None:
    (folder / "a.yaml").write_text(_UJI.format(does="action: larang"))


def _empty(folder: Path) -> None:
    (folder / "a.yaml").write_text("")


def _gone(folder: Path) -> None:
    (folder / "a.yaml").unlink()


def _link_to_nowhere(folder: Path) -> None:
    (folder / "a.yaml").unlink()
    (folder / "a.yaml").symlink_to(folder / "tiada.yaml")


def _pipe(folder: Path) -> None:
    (folder / "a.yaml").unlink()
    os.mkfifo(folder / "a.yaml")


def _link_to_broken_folder(folder: Path) -> None:
    """As a deployment tool swaps releases, to one that holds a broken file."""
    other = folder.with_name("rusak")
    other.mkdir()
    (other / "a.yaml").write_text("kind: [")
    folder.rename(folder.with_name("lama"))
    folder.symlink_to(other, target_is_directory=True)


async def test_c2_a_broken_set_leaves_the_old_one_and_is_told(tmp_path: Path) -> None:
    """Broken, half-written, empty, missing, linked to nowhere or to a broken folder, not to be opened: calls are judged as before,
    readiness is degraded and names code and place, the record has one rejection each; what is mended is in force.
    """
    folder = tmp_path / "policies"
    folder.mkdir()
    good = folder / "a.yaml"
    good.write_text(_UJI.format(does=_FIRST))
    configuration = '[policies]\ndir = "policies"\ndefault = "uji"'
    file = _configured(tmp_path, KEY, more=configuration)
    spoils = (_half, _unknown, _empty, _gone, _link_to_nowhere, _pipe, _link_to_broken_folder)
    with capture_logs() as logs:
        async with _serving(build(load_settings(file), file)) as client:

            async def ready() -> Any:
                return (await client.get("/readyz")).json()

            async def judged() -> str:
                answer = await client.post(CHAT, json=a_call("NIK 3374011708909001"), headers={"authorization": f"Bearer {KEY}"})
                return answer.headers["x-guardrail-action"]

            for spoil in spoils:
                spoil(folder)
                while (state := await ready())["status"] == "ok":
                    await asyncio.sleep(0.05)
                assert (state["status"], state["audit"], state["policy"]) == ("degraded", True, False)
                assert all(reason.split(" ")[0][0] == "E" and str(folder) in reason for reason in state["why"])
                assert await judged() == "mask"
                good.unlink(missing_ok=True)
                good.write_text(_UJI.format(does=_FIRST))
                while (await ready())["status"] != "ok":
                    await asyncio.sleep(0.05)
                assert await judged() == "mask"
            good.write_text(_UJI.format(does=_SECOND))
            while await judged() == "mask":
                await asyncio.sleep(0.05)
            assert await judged() == "block"
    said = records(tmp_path / "state/audit")
    rejected = [record for record in said if record["ev"] == "policy.rejected"]
    assert len(rejected) == len(spoils)
    blocked = next(record for record in said if record["ev"] == "call.blocked")
    assert (
        blocked["policy_digest"]
        == [record for record in said if "policy_digest" in record and record["ev"] == "policy.activated"][-1]["policy_digest"]
    )
    assert "larang" not in str(logs)


async def test_an_endpoint_opens_with_the_policy_that_names_it(tmp_path: Path) -> None:
    """Routes follow the swap: closed before, open after, without a restart."""
    (tmp_path / "policies").mkdir()
    policy = tmp_path / "policies/a.yaml"
    policy.write_text(_UJI.format(does=_FIRST))
    file = _configured(tmp_path, KEY, more='[policies]\ndir = "policies"\ndefault = "uji"')
    with capture_logs():
        async with _serving(build(load_settings(file), file)) as client:

            async def status() -> int:
                answer = await client.post("/nilai", json={"teks": "Halo"}, headers={"authorization": f"Bearer {KEY}"})
                return answer.status_code

            assert await status() == 404
            opened = "spec:\n  endpoints: [{path: /nilai, description: Penilaian}]\n"
            policy.write_text(_UJI.format(does=_FIRST).replace("spec:\n", opened))
            while (answered := await status()) == 404:
                await asyncio.sleep(0.05)
            assert answered == 502


async def test_revisions_and_a_canary_serve(tmp_path: Path) -> None:
    """With bundles nothing starts before one is activated; then the named agency is judged by the candidate."""
    file = _configured(tmp_path, KEY, more='[policies]\nstore = "bundles"\ndefault = "uji"')
    settings = load_settings(file)
    with pytest.raises(InvalidFiles, match="E304 no revision has been activated"):
        build(settings, file)
    releases = releases_of(settings)
    with releases.changing():
        old, new = (
            releases.add(pack(Bundle(number, (SourceFile("a.yaml", _UJI.format(does=does).encode()),))), "", "r.tar").named
            for number, does in ((1, _FIRST), (2, _SECOND))
        )
        releases.point(Pointer(old))
    with capture_logs():
        async with _serving(build(settings, file)) as client:

            async def judged() -> str:
                answer = await client.post(CHAT, json=a_call("NIK 3374011708909001"), headers={"authorization": f"Bearer {KEY}"})
                return answer.headers["x-guardrail-action"]

            assert await judged() == "mask"
            releases.point(Pointer(old, new, agencies=("jateng",)))
            while await judged() == "mask":
                await asyncio.sleep(0.05)
            assert await judged() == "block"
            releases.point(Pointer(old, shadow=new))
            while await judged() == "block":
                await asyncio.sleep(0.05)
    (would,) = {record.get("would_action") for record in records(tmp_path / "state/audit", "call.intent")[-1:]}
    assert would == "block"


async def test_a_server_that_could_tag_nobody_does_not_start(tmp_path: Path) -> None:
    """Keys of the year are made before anything is served; where that fails no call could be recorded."""
    file = _configured(tmp_path, KEY, more='keys_dir = "kunci"')
    settings = load_settings(file)
    async with _serving(build(settings, file)):
        (made,) = (tmp_path / "kunci" / "years").iterdir()
        assert made.name.startswith("jateng~~20")
    assert not (tmp_path / "state" / "keys").exists()
    made.chmod(0o600)
    made.write_bytes(b"rusak")
    app = build(settings, file)
    with pytest.raises(AssertionError, match=r"lifespan\.startup\.failed"):
        async with _serving(app):
            pass
    assert app.fault is not None
    assert str(app.fault) == "internal_error at keys.secret"


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (None, 0, "cannot be read"),
        ("postgresql://app:hunter2@db/audit", 0o644, "chmod 600"),
        ("mysql://app:hunter2@db/audit", 0o600, "not an address"),
    ],
)
def test_an_address_of_a_database_that_cannot_be_used_does_not_start(tmp_path: Path, content: str | None, mode: int, told: str) -> None:
    """It is said what is wrong with the file, and nothing that it holds."""
    if content is not None:
        (tmp_path / "dsn").write_text(content)
        (tmp_path / "dsn").chmod(mode)
    file = _configured(tmp_path, more='[audit]\nstore = "postgres"\ndsn_file = "dsn"\n')
    with pytest.raises(InvalidFiles) as invalid:
        audit_of(load_settings(file))
    assert told in str(invalid.value.diagnostics[0])
    assert "hunter2" not in str(invalid.value.diagnostics)


def test_the_log_is_where_the_settings_say(tmp_path: Path) -> None:
    """A directory, or the database of an address."""
    assert audit_of(load_settings(_configured(tmp_path))) == tmp_path / "state/audit"
    (tmp_path / "dsn").write_text("postgresql://app:x@db/audit\n")
    (tmp_path / "dsn").chmod(0o400)
    found = audit_of(load_settings(_configured(tmp_path, more='[audit]\nstore = "postgres"\ndsn_file = "dsn"\n')))
    assert isinstance(found, PostgresArchive)
    assert found.dsn.password == "x"
