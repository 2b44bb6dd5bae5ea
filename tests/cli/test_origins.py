"""Where each effective setting comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.origins import Setting, effective
from guardrail.settings import load_settings

TEXT = """\
server = {port = 9000}

[audit]
append_deadline_s = 1.5

[[upstreams]]
name = "satu"
base_url = "http://satu.test"

[[clients]]
name = "a"
tenant = "jateng"
key_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[upstreams]]
# yang kedua
name = "dua"
base_url = "http://dua.test"
"""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Setting]:
    file = tmp_path / "g.toml"
    file.write_text(TEXT)
    monkeypatch.setenv("GUARDRAIL_SERVER__HOST", "127.0.0.2")
    return {setting.name: setting for setting in effective(load_settings(file), Path("g.toml"), TEXT, {"GUARDRAIL_SERVER__HOST": ""})}


@pytest.mark.parametrize(
    ("name", "value", "origin"),
    [
        ("server.host", "127.0.0.2", "environment GUARDRAIL_SERVER__HOST"),
        ("server.port", 9000, "g.toml:1"),
        ("server.workers", 1, "default"),
        ("audit.append_deadline_s", 1.5, "g.toml:4"),
        ("audit.store", "segments", "default"),
        ("upstreams.1.name", "dua", "g.toml:17"),
        ("upstreams.1.region", "luar-negeri", "default"),
        ("clients.0.tenant", "jateng", "g.toml:12"),
    ],
)
def test_each_setting_has_its_value_and_origin(found: dict[str, Setting], name: str, value: object, origin: str) -> None:
    """The environment beats the file, the file beats the default, and each is named."""
    assert (found[name].value, found[name].origin) == (value, origin)


def test_the_audit_directory_is_shown_where_it_is(found: dict[str, Setting]) -> None:
    """Without a setting of its own it stands below the state directory."""
    assert found["audit.dir"].value == str(Path("var") / "audit")


def test_hashes_of_keys_are_shortened(found: dict[str, Setting]) -> None:
    """Enough to tell two apart, too little to test a guess against."""
    assert found["clients.0.key_sha256"].value == "01234567…"
