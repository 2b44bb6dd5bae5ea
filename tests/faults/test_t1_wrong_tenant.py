"""T1: look-up, search and export by a wrong tenant or role.

Expected: a look-up is refused (exit 1), nothing is printed but the refusal, and the log says who asked about whom and why not, under the
tenant that was asked about. Search and export of a deployment's own log are open to whoever may read its files, which is what mode 0600
is for; nobody else gets past the operating system.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of, signer_of
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.pipeline.subjects import subject_tag
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run
from tests.support.indexes import BEGIN, DINKES, OTHER

NIK = "3310014507850003"
WHY = "permintaan warga atas datanya sendiri"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One call of ``DINKES`` with a person, and three officers whose keys lie in files of their names."""
    file = a_config(tmp_path)
    for name, role, tenant in (("dinkes", "dpo", "jateng"), ("jatim", "dpo", "jatim"), ("satpam", "security", "jateng")):
        key = run("keys", "officer", name, "--role", role, "--tenant", tenant, "--config", file).stdout
        (tmp_path / name).write_text(key)
        (tmp_path / name).chmod(0o400)
    settings = load_settings(file)
    tag = subject_tag(keyring_of(settings).subject_key(DINKES, 2026), "nik", NIK)

    async def story(log: SegmentedLog) -> None:
        event = AuditEvent(
            EventType.CALL_INTENT, {"exchange": uuid7(), "subj": {"nik": [tag]}, "found": {"ID_NIK": 1}, "masked": {"ID_NIK": 1}}
        )
        await log.append(event, DINKES)

    log = SegmentedLog(settings.audit_dir, signer_of(keyring_of(settings), settings.audit.name), now_ns=lambda: BEGIN * 1_000_000_000)
    log.start()
    try:
        asyncio.run(story(log))
    finally:
        log.close()
    monkeypatch.chdir(tmp_path)
    return file


def ask(config: Path, key: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("GUARDRAIL_OFFICER_KEY_FILE", str(config.with_name(key)))
    result = run("audit", "subject", "--type", "nik", "--tenant", tenant, "--reason", WHY, "--config", config, "--json", stdin=f"{NIK}\n")
    return result.exit_code, result.stdout


@pytest.mark.parametrize(
    ("key", "tenant", "code"), [("jatim", DINKES, "wrong_tenant"), ("satpam", DINKES, "wrong_role"), ("dinkes", OTHER, "wrong_tenant")]
)
def test_a_wrong_tenant_or_role_is_refused_and_recorded(
    config: Path, key: str, tenant: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the right one is answered."""
    assert ask(config, key, tenant, monkeypatch) == (1, "")
    refused = json.loads(run("audit", "search", "--config", config, "--event", "lookup.refused", "--json").stdout)["records"]
    assert [(record["ten"], record["officer"], record["code"]) for record in refused] == [(tenant, key, code)]
    exit_code, answer = ask(config, "dinkes", DINKES, monkeypatch)
    assert (exit_code, [hit["treatment"] for hit in json.loads(answer)["hits"]]) == (0, ["masked"])


def test_nobody_else_reads_log_or_index(config: Path) -> None:
    """Search and export need the files, and the files are their owner's."""
    run("audit", "search", "--config", config)
    state = load_settings(config).state.dir
    stored = [path for path in state.rglob("*") if path.is_file() and "keys" not in path.parts]
    assert stored
    assert {path.stat().st_mode & 0o077 for path in stored} == {0}
