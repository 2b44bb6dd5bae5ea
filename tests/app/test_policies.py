"""Policies of a deployment: which are in force, which do not start, and what a change while it serves does."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from guardrail.app.policies import load_policies, policy_catalog, releases_of, shipped_policies
from guardrail.app.server import build
from guardrail.core.errors import InvalidFiles
from guardrail.policy.bundle import Bundle, pack
from guardrail.policy.pointer import Pointer
from guardrail.policy.sources import SourceFile
from guardrail.settings import dev_settings, load_settings
from tests.app.serving import KEY, configured, serving
from tests.support.chat import CHAT, a_call, records


def test_a_development_server_has_the_national_policy_alone(tmp_path: Path) -> None:
    """Its one tenant needs no tree of provinces, and its log no word about them."""
    policies = load_policies(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    assert [policy.stamp.id for policy in policies.policies] == ["nasional"]


def test_broken_policies_do_not_start(tmp_path: Path) -> None:
    """Before anything listens, every complaint at its place."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/policy.yaml").write_text("kind: [")
    file = configured(tmp_path, KEY, more='[policies]\ndir = "policies"')
    with pytest.raises(InvalidFiles, match=r"policy\.yaml:1"):
        build(load_settings(file), file)


def test_no_policies_do_not_start(tmp_path: Path) -> None:
    """An empty folder is no permission."""
    (tmp_path / "policies").mkdir()
    file = configured(tmp_path, KEY, more='[policies]\ndir = "policies"')
    with pytest.raises(InvalidFiles):
        build(load_settings(file), file)


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
    file = configured(tmp_path, KEY, more=configuration)
    spoils = (_half, _unknown, _empty, _gone, _link_to_nowhere, _pipe, _link_to_broken_folder)
    with capture_logs() as logs:
        async with serving(build(load_settings(file), file)) as client:

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
    file = configured(tmp_path, KEY, more='[policies]\ndir = "policies"\ndefault = "uji"')
    with capture_logs():
        async with serving(build(load_settings(file), file)) as client:

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
    file = configured(tmp_path, KEY, more='[policies]\nstore = "bundles"\ndefault = "uji"')
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
        async with serving(build(settings, file)) as client:

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
