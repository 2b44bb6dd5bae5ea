"""What is looked at before a server starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.readiness import Check, checks
from guardrail.mask.keys import load_or_create
from guardrail.settings import load_settings
from tests.cli.factories import POLICY, a_config


def checked(folder: Path, more: str = "") -> dict[str, Check]:
    return {check.name: check for check in checks(load_settings(a_config(folder, more)))}


def codes(check: Check) -> list[str]:
    return [complaint.code for complaint in check.complaints]


def test_policies_are_compiled(tmp_path: Path) -> None:
    """The policies in force are named; a folder without one is a complaint."""
    assert "nasional v" in checked(tmp_path)["policies"].detail
    (tmp_path / "kosong").mkdir()
    found = checked(tmp_path, '[policies]\ndir = "kosong"\n')["policies"]
    assert (found.ok, codes(found)) == (False, ["E210"])


def test_the_master_key_is_read_and_never_made(tmp_path: Path) -> None:
    """None yet is well; one that others may read is not."""
    assert "made at the first start" in checked(tmp_path)["master key"].detail
    key = tmp_path / "state" / "keys" / "master.key"
    assert not key.exists()
    load_or_create(key)
    assert checked(tmp_path)["master key"].ok
    key.chmod(0o644)
    assert codes(checked(tmp_path)["master key"]) == ["key-file-open"]


@pytest.mark.parametrize(
    ("content", "mode", "expected"),
    [
        (b"sk-contoh\n", 0o400, []),
        (b"sk-contoh\n", 0o644, ["C204"]),
        (b"\n", 0o400, ["C203"]),
        (b"sk satu\nsk dua\n", 0o400, ["C203"]),
        (b"\xff\xfe", 0o400, ["C203"]),
        (None, 0o400, ["C202"]),
    ],
)
def test_key_files_hold_one_key_that_not_everybody_reads(tmp_path: Path, content: bytes | None, mode: int, expected: list[str]) -> None:
    """What would not be served with is told before."""
    if content is not None:
        (tmp_path / "kunci").write_bytes(content)
        (tmp_path / "kunci").chmod(mode)
    found = checked(tmp_path, 'api_key_file = "kunci"\n')["key of lokal"]
    assert codes(found) == expected
    assert found.ok is (expected == [])


def test_nobody_with_a_key_is_a_warning(tmp_path: Path) -> None:
    """A server without clients starts and refuses everybody."""
    found = checked(tmp_path)["clients"]
    assert (found.ok, codes(found)) == (True, ["C206"])
    known = '[[clients]]\nname = "surat"\ntenant = "jateng"\nkey_sha256 = "' + "0" * 64 + '"\n'
    assert checked(tmp_path, known)["clients"] == Check("clients", "surat")


def test_the_audit_directory_must_be_one(tmp_path: Path) -> None:
    """A file in its place, or in the place of a folder above it, is an error."""
    (tmp_path / "berkas").write_text("")
    for place in ("berkas", "berkas/audit"):
        assert codes(checked(tmp_path, f'[audit]\ndir = "{place}"\n')["audit log"]) == ["C205"]


JUDGE = '[judge]\nbase_url = "https://127.0.0.1:9"\nmodel = "penilai"\n'


def test_the_judge_is_named_with_those_who_ask_it(tmp_path: Path) -> None:
    """Where it stands out of their reach that is a warning; it stops no server, and neither does none."""
    assert checked(tmp_path)["judge"] == Check("judge", "none")
    found = checked(tmp_path, JUDGE + 'region = "lokal"\n')["judge"]
    assert found.detail.startswith("penilai (lokal), asked by ") and "nasional" in found.detail
    abroad = checked(tmp_path, JUDGE)["judge"]
    assert (abroad.ok, codes(abroad), abroad.detail) == (True, ["C210"], "penilai (luar-negeri), asked by no policy")


def test_a_policy_that_needs_a_judge_is_told_of_none(tmp_path: Path) -> None:
    """It would block every call in doubt."""
    (tmp_path / "uji").mkdir()
    (tmp_path / "uji" / "uji.yaml").write_text(POLICY.replace("spec:\n", "spec:\n  judge: {on_failure: block}\n"), "utf-8")
    found = checked(tmp_path, '[policies]\ndir = "uji"\ndefault = "contoh"\n')["judge"]
    assert (found.ok, codes(found)) == (True, ["C210"])
