"""The section of the audit log."""

from __future__ import annotations

from pathlib import Path

from guardrail.settings import load_settings
from tests.settings.files import UPSTREAM, written


def test_the_audit_log_lies_below_the_state(tmp_path: Path) -> None:
    """Unless it is put elsewhere."""
    assert load_settings(written(tmp_path, '[state]\ndir = "s"\n' + UPSTREAM)).audit_dir == tmp_path / "s/audit"
