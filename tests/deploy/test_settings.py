"""The example settings are settings: nothing in them is unknown or out of range."""

from __future__ import annotations

from guardrail.settings import load_settings
from tests.deploy.check import DEPLOY


def test_the_example_is_valid() -> None:
    """Whoever copies the example starts from something that loads, and that admits nobody yet."""
    settings = load_settings(DEPLOY / "guardrail.toml")
    assert not settings.dev
    assert [client.key_sha256 for client in settings.clients] == ["0" * 64]


def test_container_and_unit_agree_with_the_example() -> None:
    """Port and state directory are the same in every file that names them."""
    settings = load_settings(DEPLOY / "guardrail.toml")
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert f"EXPOSE {settings.server.port}\n" in dockerfile
    assert f"VOLUME {settings.state.dir}\n" in dockerfile
    assert f"server 127.0.0.1:{settings.server.port};" in (DEPLOY / "nginx-upstream.conf").read_text("utf-8")
    unit = (DEPLOY / "guardrail.service").read_text("utf-8")
    assert f"StateDirectory={settings.state.dir.name}\n" in unit
    assert f"SocketBindAllow=tcp:{settings.server.port}\n" in unit
