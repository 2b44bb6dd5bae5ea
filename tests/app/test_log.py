"""The audit log of a deployment: nothing starts without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.app.log import audit_of
from guardrail.app.server import build
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.core.errors import InvalidFiles
from guardrail.settings import dev_settings, load_settings
from tests.app.serving import configured, serving


async def test_an_audit_log_that_cannot_be_written_does_not_start(tmp_path: Path) -> None:
    """No record, no service: the start fails, and says that it was the audit log."""
    (tmp_path / "audit").write_text("ini bukan folder")
    app = build(dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0))
    with pytest.raises(AssertionError, match=r"audit_unavailable at audit\.start"):
        async with serving(app):
            pass


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
    file = configured(tmp_path, more='[audit]\nstore = "postgres"\ndsn_file = "dsn"\n')
    with pytest.raises(InvalidFiles) as invalid:
        audit_of(load_settings(file))
    assert told in str(invalid.value.diagnostics[0])
    assert "hunter2" not in str(invalid.value.diagnostics)


def test_the_log_is_where_the_settings_say(tmp_path: Path) -> None:
    """A directory, or the database of an address."""
    assert audit_of(load_settings(configured(tmp_path))) == tmp_path / "state/audit"
    (tmp_path / "dsn").write_text("postgresql://app:x@db/audit\n")
    (tmp_path / "dsn").chmod(0o400)
    found = audit_of(load_settings(configured(tmp_path, more='[audit]\nstore = "postgres"\ndsn_file = "dsn"\n')))
    assert isinstance(found, PostgresArchive)
    assert found.dsn.password == "x"
