"""The section of the audit log."""

from __future__ import annotations

from pathlib import Path

import pytest

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
