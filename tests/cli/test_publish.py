"""``guardrail policy build|sign|activate|rollback|list``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.cli.factories import CONFIG, POLICY, run
from tests.cli.test_policy import CASES, WRONG, policies
from tests.support.chat import records

REASON = "aturan nomor telepon terlalu ketat"


class _Office:
    """A deployment, a folder of policies, and two persons with keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = folder / "kebijakan"
        self.sources.mkdir()
        policies(self.sources, POLICY, CASES)
        keys = [self.signer(name) for name in ("ani", "budi")]
        self.config = folder / "guardrail.toml"
        signers = f'[policies]\nstore = "bundles"\nsigners = {json.dumps(keys)}\ndefault = "contoh"\n'
        self.config.write_text(CONFIG + signers, "utf-8")

    def signer(self, name: str) -> str:
        return run("keys", "signer", name, "--key-file", self.folder / f"{name}.key").stdout.strip()

    def build(self, revision: int, version: int = 1) -> Path:
        policies(self.sources, POLICY.replace("version: 1", f"version: {version}"), CASES)
        file = self.folder / f"r{revision}.tar"
        assert run("policy", "build", "-o", file, self.sources).exit_code == 0
        return file

    def signed(self, revision: int, *people: str) -> Path:
        file = self.build(revision, version=revision)
        for name in people or ("ani", "budi"):
            assert run("policy", "sign", file, "--key-file", self.folder / f"{name}.key").exit_code == 0
        return file

    def do(self, *words: str | Path) -> Result:
        return run("policy", *words, "--config", self.config)

    def listed(self) -> dict[int, dict[str, Any]]:
        return {one["revision"]: one for one in json.loads(self.do("list", "--json").stdout)}

    def said(self, event: str) -> list[dict[str, Any]]:
        return records(self.folder / "state/audit", event)


@pytest.fixture
def office(tmp_path: Path) -> _Office:
    return _Office(tmp_path)


def test_build_is_reproducible(tmp_path: Path) -> None:
    """The same sources, the same bytes, told with their hash."""
    folder = policies(tmp_path, POLICY, CASES)
    first, second = (run("policy", "build", "-o", tmp_path / f"{name}.tar", folder, "--revision", "7", "--json") for name in "ab")
    told, again = json.loads(first.stdout), json.loads(second.stdout)
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    assert (told["revision"], told["sha256"], told["files"]) == (7, again["sha256"], 1)


@pytest.mark.parametrize(
    ("parts", "code", "said"),
    [
        ((POLICY.replace("ID_NIK", "ID_NIKK"), CASES), 3, "E201"),
        ((POLICY, CASES, WRONG), 1, "1 cases fail"),
        ((POLICY,), 1, "there are no cases"),
    ],
)
def test_what_does_not_hold_is_not_built(tmp_path: Path, parts: tuple[str, ...], code: int, said: str) -> None:
    """Neither what does not lint nor what no case has shown."""
    result = run("policy", "build", "-o", tmp_path / "r1.tar", policies(tmp_path, *parts))
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "r1.tar").exists()


def test_a_bundle_has_a_number(tmp_path: Path) -> None:
    """Of its name, or said."""
    result = run("policy", "build", "-o", tmp_path / "baru.tar", policies(tmp_path, POLICY, CASES))
    assert result.exit_code == 2
    assert "r42.tar" in result.stderr


def test_two_persons_put_a_revision_in_force(office: _Office) -> None:
    """One is not enough: exit 4, and the refusal is recorded."""
    file = office.signed(1, "ani")
    refused = office.do("activate", file)
    assert refused.exit_code == 4
    assert "r1: E303 has 1 of 2 required signatures" in refused.stderr
    (rejected,) = office.said("policy.rejected")
    assert (rejected["code"], rejected["revision"], rejected["signers"]) == ("E303", 1, ["ani"])
    run("policy", "sign", file, "--key-file", office.folder / "budi.key")
    assert office.do("activate", file, "--reason", REASON).exit_code == 0
    (activated,) = office.said("policy.activated")
    assert (activated["revision"], activated["signers"], activated["reason"]) == (1, ["ani", "budi"], True)
    assert office.listed()[1]["state"] == "current"


def test_one_person_cannot_sign_twice_or_as_another(office: _Office) -> None:
    """A second signature of the same key counts once; a stranger's not at all."""
    office.signer("citra")
    file = office.signed(1, "ani", "ani", "citra")
    assert office.do("activate", file).exit_code == 4


def test_a_tampered_bundle_is_refused(office: _Office) -> None:
    """Its signatures are of other bytes, so nobody signed it; and half a bundle is none."""
    file = office.signed(1)
    other = office.build(2, version=9)
    signatures = (file.with_name("r1.tar.sig")).read_text()
    other.with_name("r2.tar.sig").write_text(signatures)
    assert office.do("activate", other).exit_code == 4
    file.write_bytes(file.read_bytes()[:700])
    half = office.do("activate", file)
    assert half.exit_code == 3
    assert "E301" in half.stderr


def test_canary_rollback_and_list(office: _Office) -> None:
    """The state of each revision, who signed, and what was done last and why."""
    assert office.do("activate", office.signed(1)).exit_code == 0
    assert office.do("activate", office.signed(2), "--canary", "10%", "--agencies", "jateng/kab-klaten, jatim").exit_code == 0
    assert office.do("activate", office.signed(3), "--shadow").exit_code == 0
    assert {number: one["state"] for number, one in office.listed().items()} == {
        3: "shadow",
        2: "canary 10%, jateng/kab-klaten, jatim",
        1: "current",
    }
    assert office.do("activate", "r2").exit_code == 0
    assert office.do("rollback", "--to", "1", "--reason", REASON).exit_code == 0
    listed = office.listed()
    assert {number: one["state"] for number, one in listed.items()} == {3: "", 2: "", 1: "current"}
    assert (listed[1]["last"]["did"], listed[1]["last"]["reason"]) == ("rolled_back", REASON)
    (back,) = office.said("policy.rolled_back")
    assert (back["revision"], back["reason"]) == (1, True)
    assert REASON not in json.dumps(office.said(""))
    assert all(number in office.do("list").stdout for number in ("r1", "r2", "r3"))


def test_a_reason_that_names_a_person_is_refused(office: _Office) -> None:
    """Exit 3; the person is in no file and no output."""
    file = office.signed(1)
    result = office.do("activate", file, "--reason", "diminta pemilik NIK 3374015208900003")
    assert result.exit_code == 3
    assert "E308" in result.stderr
    kept = [path for path in (office.folder / "state").rglob("*") if path.is_file() and b"3374015208900003" in path.read_bytes()]
    assert (kept, "3374015208900003" in result.output) == ([], False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("activate", "r1", "--canary", "0%"), "1% to 99%"),
        (("activate", "r1", "--canary", "100%"), "1% to 99%"),
        (("activate", "r1", "--agencies", "jateng/../x y"), "paths of tenants"),
        (("activate", "r1", "--shadow", "--canary", "5"), "--shadow judges nobody"),
        (("rollback", "--to", "satu", "--reason", "x"), "number of a revision"),
        (("rollback", "--to", "1", "--reason", " "), "--reason says why"),
    ],
)
def test_mistakes_of_usage_change_nothing(office: _Office, words: tuple[str, ...], said: str) -> None:
    """Exit 2, before anything is read."""
    result = office.do(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (office.folder / "state").exists()


def test_a_deployment_with_a_folder_has_no_revisions(tmp_path: Path) -> None:
    """It is told what to write."""
    config = tmp_path / "guardrail.toml"
    config.write_text(CONFIG, "utf-8")
    result = run("policy", "list", "--config", config)
    assert result.exit_code == 2
    assert 'store = "bundles"' in result.stderr


def test_what_is_not_here_cannot_be_activated(office: _Office) -> None:
    """Neither by number nor by file."""
    assert office.do("activate", "7").exit_code == 3
    assert office.do("activate", office.folder / "tiada.tar").exit_code == 5
