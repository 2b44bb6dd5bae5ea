"""The section of the audit log."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.cosignature import Cosigner
from guardrail.core.errors import InvalidFiles
from guardrail.settings import load_settings
from tests.settings.files import UPSTREAM, complaints, written


def test_the_audit_log_lies_below_the_state(tmp_path: Path) -> None:
    """Unless it is put elsewhere."""
    assert load_settings(written(tmp_path, '[state]\ndir = "s"\n' + UPSTREAM)).audit_dir == tmp_path / "s/audit"


def test_a_database_has_an_address_or_a_file_with_one(tmp_path: Path) -> None:
    """The file is named relative to the settings."""
    settings = load_settings(written(tmp_path, '[audit]\nstore = "postgres"\ndsn_file = "dsn"\n' + UPSTREAM))
    assert (settings.audit.dsn_file, settings.audit.dsn) == (tmp_path / "dsn", None)
    settings = load_settings(written(tmp_path, '[audit]\nstore = "postgres"\ndsn = "postgresql://app@db/audit"\n' + UPSTREAM))
    assert settings.audit.dsn == "postgresql://app@db/audit"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("disk_warning_percent = 95", "disk_warning_percent is above disk_critical_percent"),
        ('store = "postgres"', "needs dsn"),
        ('store = "postgres"\ndsn = "postgresql://app@db/audit"\ndsn_file = "dsn"', "needs dsn"),
        ('dsn = "postgresql://app@db/audit"', 'belong to store = "postgres"'),
        ('store = "postgres"\ndir = "audit"\ndsn_file = "dsn"', 'dir belongs to store = "segments"'),
        ('store = "postgres"\ndsn = "postgresql://app:hunter2@db/audit"', "a password does not stand in the settings"),
        ('store = "postgres"\ndsn = "postgresql://app:hunter2@/audit"', "the address names no host"),
    ],
)
def test_what_does_not_go_together_is_refused_and_not_repeated(tmp_path: Path, section: str, told: str) -> None:
    """A password least of all."""
    (complaint,) = complaints(tmp_path, f"[audit]\n{section}\n" + UPSTREAM)
    assert told in complaint
    assert "hunter2" not in complaint


WITNESS = Cosigner.generate("saksi").verifier.vkey


@pytest.mark.parametrize(
    "line",
    [
        'witnesses = [{name = "a", url = "ftp://x", vkey = "V"}]',
        'witnesses = [{name = "a", url = "http://x", vkey = "guardrail+00000000+AR"}]',
        'witnesses = [{name = "a", url = "http://x", vkey = "V"}, {name = "b", url = "http://y", vkey = "V"}]',
        'sinks = [{name = "a", kind = "file"}]',
        'sinks = [{name = "a", kind = "file", path = "x", url = "http://x"}]',
        'sinks = [{name = "a", kind = "file", path = "x", token_file = "y"}]',
        'sinks = [{name = "a", kind = "file", path = "s/audit/copy"}]',
        'sinks = [{name = "a", kind = "syslog", address = "udp://x:514"}]',
        'sinks = [{name = "a", kind = "file", path = "x"}, {name = "a", kind = "file", path = "y"}]',
        'name = "an agency"',
        "retention_days = 0",
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    """With the place in the file; and a copy never lies where only logs may."""
    with pytest.raises(InvalidFiles):
        load_settings(written(tmp_path, f'[state]\ndir = "s"\n[audit]\n{line.replace("V", WITNESS)}\n{UPSTREAM}'))


def test_witnesses_and_sinks_are_read(tmp_path: Path) -> None:
    """Paths are relative to the file."""
    sinks = '[{name = "a", kind = "file", path = "x"}, {name = "b", kind = "http", url = "http://x", token_file = "t", format = "ocsf"}]'
    lines = f'[audit]\nwitnesses = [{{name = "a", url = "https://x/w", vkey = "{WITNESS}"}}]\nsinks = {sinks}\n'
    audit = load_settings(written(tmp_path, lines + UPSTREAM)).audit
    assert [witness.name for witness in audit.witnesses] == ["a"]
    assert (audit.sinks[0].path, audit.sinks[1].token_file) == (tmp_path / "x", tmp_path / "t")
