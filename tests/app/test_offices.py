"""What officers need of a deployment is there, or nothing starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.app.server import build
from guardrail.settings import load_settings
from tests.app.serving import KEY, configured, serving


async def test_a_server_that_could_tag_nobody_does_not_start(tmp_path: Path) -> None:
    """Keys of the year are made before anything is served; where that fails no call could be recorded."""
    file = configured(tmp_path, KEY, more='keys_dir = "kunci"')
    settings = load_settings(file)
    async with serving(build(settings, file)):
        (made,) = (tmp_path / "kunci" / "years").iterdir()
        assert made.name.startswith("jateng~~20")
    assert not (tmp_path / "state" / "keys").exists()
    made.chmod(0o600)
    made.write_bytes(b"rusak")
    app = build(settings, file)
    with pytest.raises(AssertionError, match=r"lifespan\.startup\.failed"):
        async with serving(app):
            pass
    assert app.fault is not None
    assert str(app.fault) == "internal_error at keys.secret"
