"""Where each setting may come from, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.settings import Settings, load_settings
from tests.settings.files import UPSTREAM, complaints, written


def test_flags_beat_the_environment_and_that_beats_thewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each source is overridden by the next, key by key; what none names has its default."""
    file = written(tmp_path, '[server]\nport = 1\nhost = "127.0.0.2"\nworkers = 2\n' + UPSTREAM)
    monkeypatch.setenv("GUARDRAIL_SERVER__PORT", "3")
    monkeypatch.setenv("GUARDRAIL_SERVER__WORKERS", "4")
    server = load_settings(file, {"server": {"workers": 5, "host": None}}).server
    assert (server.host, server.port, server.workers, server.max_body_bytes) == ("127.0.0.2", 3, 5, 8 << 20)


def test_without_a_file_there_are_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """But an AI service stands in a file only, so nothing is served by accident."""
    monkeypatch.setenv("GUARDRAIL_STATE__DIR", str(tmp_path))
    with pytest.raises(InvalidFiles, match="no AI service is configured"):
        load_settings(None)


def test_broken_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    """Where the reader stopped, without repeating what stands there."""
    assert complaints(tmp_path, '[server]\nhost = "rahasia\n')[0].startswith("guardrail.toml:2:16: C101 not valid TOML")
    assert "rahasia" not in complaints(tmp_path, '[server]\nhost = "rahasia\n')[0]


@pytest.mark.parametrize("kind", ["missing", "folder", "not utf-8"])
def test_a_file_that_cannot_be_read_is_a_complaint(tmp_path: Path, kind: str) -> None:
    """Never a traceback."""
    file = tmp_path / "guardrail.toml"
    if kind == "folder":
        file.mkdir()
    if kind == "not utf-8":
        file.write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidFiles) as invalid:
        load_settings(file)
    assert [diagnostic.code for diagnostic in invalid.value.diagnostics] == ["C100"]


def test_relative_paths_are_relative_to_thewritten(tmp_path: Path) -> None:
    """Wherever guardrail was started; absolute ones stay."""
    text = '[state]\ndir = "s"\n[policies]\ndir = "/p"\n[audit]\ndir = "../a"\n' + UPSTREAM + 'api_key_file = "k"\n'
    settings = load_settings(written(tmp_path, text))
    found = (settings.state.dir, settings.policies.dir, settings.audit_dir, settings.upstreams[0].api_key_file, settings.keys_dir)
    assert found == (tmp_path / "s", Path("/p"), tmp_path / "../a", tmp_path / "k", tmp_path / "s/keys")


@pytest.mark.parametrize(
    "name", ["GUARDRAIL_SERVER_PORT", "GUARDRAIL_SERVERS__PORT", "GUARDRAIL_UPSTREAMS__0", "GUARDRAIL_DEV", "GUARDRAIL_SERVER__PROT"]
)
def test_an_unknown_variable_is_a_complaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A misspelled variable would otherwise be a setting that somebody believes in; its value is not repeated."""
    monkeypatch.setenv(name, "rahasia")
    (said,) = complaints(tmp_path, UPSTREAM)
    assert "rahasia" not in said
    assert name.rpartition("_")[2].lower() in said.lower()


def test_no_env_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``.env`` lying about configures nothing."""
    (tmp_path / ".env").write_text("GUARDRAIL_SERVER__PORT=1\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings(written(tmp_path, UPSTREAM)).server.port == 8080
    assert Settings.model_config["frozen"]


HOSTILE = {
    "arrays in arrays": ("a = " + "[" * 8000, "C101"),
    "tables in tables": ("a = " + "{b = " * 1600, "C101"),
    "a number without end": ("a = " + "9" * 8000, "C101"),
    "a name of many parts": ("a" + ".a" * 20_000 + " = 1", "C100"),
    "ten megabytes": ("a = [" + "1,\n" * 5_000_000 + "]", "C100"),
    "one long line": ("#" * (1 << 20), "C100"),
    "tables without end": ("".join(f"[t{number}]\n" for number in range(2000)), "C102"),
    "services without end": ("[[upstreams]]\n" * 2000, "C102"),
    "keys given twice": ("[server]\n" * 9000, "C101"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_c3_hostile_files_are_complaints(tmp_path: Path, name: str) -> None:
    """Whatever there is of it, no more is read than a person could have written, and nothing ends in a traceback."""
    text, code = HOSTILE[name]
    file = tmp_path / "guardrail.toml"
    file.write_text(text)
    with pytest.raises(InvalidFiles) as invalid:
        load_settings(file)
    assert {diagnostic.code for diagnostic in invalid.value.diagnostics} == {code}
    assert "aaaa" not in str(invalid.value)
