"""``guardrail audit subject``: the number comes from stdin, the key from a file, and neither goes anywhere."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of, signer_of
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.core.canonical import Json
from guardrail.pipeline.subjects import subject_tag
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run
from tests.support.indexes import DINKES, DINSOS

NIK = "3310014507850003"
WHY = "permintaan warga atas datanya sendiri"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three calls with one person: masked, partly masked, blocked."""
    file = a_config(tmp_path)
    for name, role in (("ani", "dpo"), ("budi", "auditor")):
        (tmp_path / name).write_text(run("keys", "officer", name, "--role", role, "--tenant", "jateng", "--config", file).stdout)
        (tmp_path / name).chmod(0o400)
        (tmp_path / name).chmod(0o400)
    settings = load_settings(file)
    keyring = keyring_of(settings)

    def said(tenant: str, **fields: Json) -> dict[str, Json]:
        year = datetime.now(UTC).year
        return {"exchange": uuid7(), "subj": {"nik": [subject_tag(keyring.subject_key(tenant, year), "nik", NIK)]}, **fields}

    async def story(log: SegmentedLog) -> None:
        sent = said(
            DINKES, application="surat", upstream="awan", region="luar-negeri", rules=["R-7"], found={"ID_NIK": 1}, masked={"ID_NIK": 1}
        )
        await log.append(AuditEvent(EventType.CALL_INTENT, sent), DINKES)
        await log.append(AuditEvent(EventType.CALL_INTENT, said(DINSOS, found={"ID_NIK": 3}, masked={"ID_NIK": 2}, subj_more=1)), DINSOS)
        await log.append(AuditEvent(EventType.CALL_BLOCKED, said(DINSOS, code="guardrail_blocked")), DINSOS)

    log = SegmentedLog(settings.audit_dir, signer_of(keyring, settings.audit.name))
    log.start()
    try:
        asyncio.run(story(log))
    finally:
        log.close()
    monkeypatch.setenv("GUARDRAIL_OFFICER_KEY_FILE", str(tmp_path / "ani"))
    return file


def ask(config: Path, *more: str, tenant: str = DINKES, value: str = NIK) -> tuple[int, str, str]:
    arguments = ("--type", "nik", "--tenant", tenant, "--reason", WHY, "--config", config)
    result = run("audit", "subject", *arguments, *more, stdin=f"{value}\n")
    return result.exit_code, result.stdout, result.stderr


def test_the_answer_is_in_words(config: Path) -> None:
    """When (WIB), which application, which service and region, by which rule, and masked or not; nothing of the number."""
    code, told, _ = ask(config)
    assert code == 0
    assert "DITEMUKAN dalam 1 permintaan" in told
    for word in (
        "+07:00",
        DINKES,
        "aplikasi surat",
        "awan",
        "luar-negeri",
        "R-7",
        "TERSAMAR (1 dari 1 disamarkan)",
        "bukan isi jawaban AI",
    ):
        assert word in told
    assert NIK not in told


def test_what_was_not_found_is_said(config: Path) -> None:
    """With what the answer cannot know."""
    code, told, _ = ask(config, tenant=DINSOS, value="3310014507850004")
    assert (code, "TIDAK DITEMUKAN" in told, "Belum tentu lengkap: 1 catatan" in told) == (0, True, True)


def test_over_all_below_with_a_second_officer(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call with its treatment."""
    monkeypatch.setenv("GUARDRAIL_APPROVER_KEY_FILE", str(config.with_name("budi")))
    code, told, _ = ask(config, "--below", "--json", tenant="jateng")
    answer = json.loads(told)
    assert (code, answer["tenants"], answer["untagged"], answer["destroyed"]) == (0, 2, 1, [])
    assert sorted(hit["treatment"] for hit in answer["hits"]) == ["masked", "not_sent", "partly_masked"]


def test_a_destroyed_year_is_said(config: Path) -> None:
    """The look-up says that it cannot say."""
    year = datetime.now(UTC).year
    assert keyring_of(load_settings(config)).destroy_year(DINKES, year)
    code, told, _ = ask(config)
    assert code == 0
    assert f"Tidak dapat dijawab untuk tahun {year}" in told


def test_a_refusal_says_why(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1, in both languages, and that it was recorded."""
    code, told, error = ask(config, value="12")
    assert (code, told) == (1, "")
    assert "ditolak dan dicatat / refused and recorded" in error
    config.with_name("palsu").write_text("gr-palsu")
    monkeypatch.setenv("GUARDRAIL_OFFICER_KEY_FILE", str(config.with_name("palsu")))
    config.with_name("palsu").chmod(0o444)
    assert ask(config)[0] == 3
    config.with_name("palsu").chmod(0o400)
    assert ask(config)[0] == 1


def test_misuse_is_said_before_anything_is_asked(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2: an unknown type, no path, no key to be had."""
    assert run("audit", "subject", "--type", "nama", "--tenant", DINKES, "--reason", WHY, "--config", config).exit_code == 2
    assert ask(config, tenant="/jateng")[0] == 2
    assert ask(config, "--from", "kemarin")[0] == 2
    monkeypatch.delenv("GUARDRAIL_OFFICER_KEY_FILE")
    assert ask(config)[0] == 2


def test_a_log_that_cannot_be_written_answers_nothing(config: Path) -> None:
    """No record, no answer: exit 5."""
    roster = load_settings(config).audit_dir / "roster"
    roster.write_bytes(roster.read_bytes().replace(b"open", b"0pen", 1))
    code, told, _ = ask(config)
    assert (code, told) == (5, "")


def test_nothing_of_the_number_is_kept(config: Path) -> None:
    """Neither it nor its unkeyed hash, in any file of the state."""
    ask(config)
    kept = b"".join(path.read_bytes() for path in config.parent.rglob("*") if path.is_file())
    for needle in (NIK, sha256(NIK.encode()).hexdigest(), NIK[::-1]):
        assert needle.encode() not in kept
    assert sha256(NIK.encode()).digest() not in kept
