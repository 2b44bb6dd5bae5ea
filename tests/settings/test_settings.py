"""Settings as a whole: what they allow, show and say in the docs."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from guardrail.core.errors import InvalidFiles
from guardrail.settings import Settings, dev_settings, load_settings
from tests.settings.files import HASH, UPSTREAM, client, written


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_development_listens_on_loopback(tmp_path: Path, host: str) -> None:
    """Where any key is accepted only this machine can come in."""
    settings = dev_settings("http://127.0.0.1:1", tmp_path, host, 0)
    assert (settings.dev, settings.server.host, settings.clients) == (True, host, ())
    assert (settings.policies.dir, dev_settings("http://127.0.0.1:1", tmp_path, host, 0, tmp_path).policies.dir) == (None, tmp_path)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "10.0.0.1", "contoh.id", "localhost.contoh.id", "127.0.0.1.contoh.id", "::ffff:10.0.0.1"]
)
def test_development_elsewhere_is_refused(tmp_path: Path, host: str) -> None:
    """Also names that only begin like this machine."""
    with pytest.raises(InvalidFiles, match="loopback only"):
        dev_settings("http://127.0.0.1:1", tmp_path, host, 0)


def test_nothing_prints_a_hash(tmp_path: Path) -> None:
    """Neither the settings nor a part of them."""
    settings = load_settings(written(tmp_path, UPSTREAM + client()))
    assert HASH not in repr(settings) + str(settings) + repr(settings.clients)


def test_metrics_are_told_nowhere_unless_a_port_is_named(tmp_path: Path) -> None:
    """And then on this machine only."""
    assert load_settings(written(tmp_path, UPSTREAM)).server.admin_port is None
    server = load_settings(written(tmp_path, "[server]\nadmin_port = 9464\n" + UPSTREAM)).server
    assert (server.admin_host, server.admin_port) == ("127.0.0.1", 9464)
    assert dev_settings("http://127.0.0.1:1", tmp_path, "127.0.0.1", 0, admin_port=0).server.admin_port == 0


def test_settings_do_not_change(tmp_path: Path) -> None:
    """A change is a new value."""
    settings = dev_settings("http://127.0.0.1:1", tmp_path, "127.0.0.1", 0)
    with pytest.raises(ValidationError):
        settings.dev = False
    with pytest.raises(ValidationError):
        settings.server.port = 1


def test_every_setting_is_documented() -> None:
    """docs/configuration.md names each section and key."""
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        if name != "dev":
            assert f"[{name}]" in page
            section = field.annotation if not get_args(field.annotation) else get_args(field.annotation)[0]
            assert section is not None
            for key, inner in section.model_fields.items():
                assert f"`{inner.alias or key}`" in page, f"{name}.{key}"
