"""Settings: where each value may come from, and every mistake told at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from guardrail.core.errors import InvalidFiles
from guardrail.settings import Settings, dev_settings, load_settings

UPSTREAM = '[[upstreams]]\nname = "uji"\nbase_url = "https://contoh.id/v1"\n'
HASH = "a1" * 32


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests counts."""
    import os

    for name in os.environ:
        if name.startswith("GUARDRAIL_"):
            monkeypatch.delenv(name)


def _file(folder: Path, text: str) -> Path:
    file = folder / "guardrail.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _complaints(folder: Path, text: str, flags: Any = None) -> list[str]:
    with pytest.raises(InvalidFiles) as invalid:
        load_settings(_file(folder, text), flags)
    return [str(diagnostic).replace(str(folder) + "/", "") for diagnostic in invalid.value.diagnostics]


def _client(name: str = "loket", tenant: str = "jateng/dinkes", known: str = HASH) -> str:
    return f'[[clients]]\nname = "{name}"\ntenant = "{tenant}"\nkey_sha256 = "{known}"\n'


def test_flags_beat_the_environment_and_that_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each source is overridden by the next, key by key; what none names has its default."""
    file = _file(tmp_path, '[server]\nport = 1\nhost = "127.0.0.2"\nworkers = 2\n' + UPSTREAM)
    monkeypatch.setenv("GUARDRAIL_SERVER__PORT", "3")
    monkeypatch.setenv("GUARDRAIL_SERVER__WORKERS", "4")
    server = load_settings(file, {"server": {"workers": 5, "host": None}}).server
    assert (server.host, server.port, server.workers, server.max_body_bytes) == ("127.0.0.2", 3, 5, 8 << 20)


def test_a_mistake_is_told_where_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variable or flag is named itself, not the line of the file that it overrides."""
    monkeypatch.setenv("GUARDRAIL_SERVER__PRT", "1")
    monkeypatch.setenv("GUARDRAIL_AUDIT__STORE", "sqlite")
    complaints = _complaints(tmp_path, "[server]\nport = 1\n" + UPSTREAM, {"server": {"port": 70000}})
    assert sorted(complaint.split(": C102 ")[0] for complaint in complaints) == [
        "--port",
        "GUARDRAIL_AUDIT__STORE",
        "GUARDRAIL_SERVER__PRT",
    ]


def test_an_unknown_key_is_told_with_the_known_ones(tmp_path: Path) -> None:
    """Those of its section, or the sections."""
    section, nowhere = _complaints(tmp_path, "[policies]\ndri = 'x'\n[polices]\n" + UPSTREAM)
    assert section.endswith("unknown key; remove it or correct its name; known here: store, dir, default, shadow_dir, signers, required")
    assert nowhere.endswith("known here: server, state, policies, audit, vault, upstreams, clients, recognizers")


def test_without_a_file_there_are_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """But an AI service stands in a file only, so nothing is served by accident."""
    monkeypatch.setenv("GUARDRAIL_STATE__DIR", str(tmp_path))
    with pytest.raises(InvalidFiles, match="no AI service is configured"):
        load_settings(None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[server]\nprot = 1\n" + UPSTREAM, "guardrail.toml:2: C102 server.prot: unknown key"),
        ("[server]\nadmin_port = 1\n" + UPSTREAM, "guardrail.toml:2: C102 server.admin_port: this version does not know it yet"),
        ("\n\nservers = 1\n" + UPSTREAM, "guardrail.toml:3: C102 servers: unknown key"),
        (UPSTREAM + 'api_key = "x"\n', "guardrail.toml:4: C102 upstreams.0.api_key: unknown key"),
        (UPSTREAM + UPSTREAM.replace("uji", "dua") + "regoin = 1\n", "guardrail.toml:7: C102 upstreams.1.regoin: unknown key"),
        ("server.prot = 1\n" + UPSTREAM, "guardrail.toml:1: C102 server.prot: unknown key"),
        (UPSTREAM + _client() + 'key = "rahasia"\n', "guardrail.toml:8: C102 clients.0.key: unknown key"),
        ("dev = true\n" + UPSTREAM, "guardrail.toml:1: C102 dev: unknown key"),
        ('_env_file = "x"\n' + UPSTREAM, "guardrail.toml:1: C102 _env_file: unknown key"),
        ("[server]\nport = 70000\n" + UPSTREAM, "guardrail.toml:2: C102 server.port: "),
        ("[server]\nport = []\n" + UPSTREAM, "guardrail.toml:2: C102 server.port: "),
        ("server = 1\n" + UPSTREAM, "guardrail.toml:1: C102 server: "),
        ("upstreams = 1\n", "guardrail.toml:1: C102 upstreams: "),
        ("upstreams = [1]\n", "guardrail.toml:1: C102 upstreams.0: "),
        ('[[upstreams]]\nname = "uji"\n', "guardrail.toml:1: C102 upstreams.0.base_url: is missing"),
        ("[audit]\nstore = 'sqlite'\n" + UPSTREAM, "guardrail.toml:2: C102 audit.store: "),
        (UPSTREAM + UPSTREAM, "guardrail.toml: C102 two [[upstreams]] have the same name"),
        (UPSTREAM + _client() + _client(tenant="lain"), "guardrail.toml: C102 two [[clients]] have the same name"),
        ("", "guardrail.toml: C102 no AI service is configured"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    """An unknown key, a value of the wrong shape, a missing one: file, line, dotted name."""
    (said,) = _complaints(tmp_path, text)
    assert said.startswith(complaint)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file ten times."""
    said = _complaints(tmp_path, "[server]\nprot = 1\nport = 'x'\n" + UPSTREAM + "regoin = 1\n")
    assert [line.split(" ")[0] for line in said] == ["guardrail.toml:2:", "guardrail.toml:3:", "guardrail.toml:7:"]


def test_broken_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    """Where the reader stopped, without repeating what stands there."""
    assert _complaints(tmp_path, '[server]\nhost = "rahasia\n')[0].startswith("guardrail.toml:2:16: C101 not valid TOML")
    assert "rahasia" not in _complaints(tmp_path, '[server]\nhost = "rahasia\n')[0]


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


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """Wherever guardrail was started; absolute ones stay."""
    text = '[state]\ndir = "s"\n[policies]\ndir = "/p"\n[audit]\ndir = "../a"\n' + UPSTREAM + 'api_key_file = "k"\n'
    settings = load_settings(_file(tmp_path, text))
    found = (settings.state.dir, settings.policies.dir, settings.audit_dir, settings.upstreams[0].api_key_file, settings.keys_dir)
    assert found == (tmp_path / "s", Path("/p"), tmp_path / "../a", tmp_path / "k", tmp_path / "s/keys")


def test_the_audit_log_lies_below_the_state(tmp_path: Path) -> None:
    """Unless it is put elsewhere."""
    assert load_settings(_file(tmp_path, '[state]\ndir = "s"\n' + UPSTREAM)).audit_dir == tmp_path / "s/audit"


@pytest.mark.parametrize(
    "name", ["GUARDRAIL_SERVER_PORT", "GUARDRAIL_SERVERS__PORT", "GUARDRAIL_UPSTREAMS__0", "GUARDRAIL_DEV", "GUARDRAIL_SERVER__PROT"]
)
def test_an_unknown_variable_is_a_complaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A misspelled variable would otherwise be a setting that somebody believes in; its value is not repeated."""
    monkeypatch.setenv(name, "rahasia")
    (said,) = _complaints(tmp_path, UPSTREAM)
    assert "rahasia" not in said
    assert name.rpartition("_")[2].lower() in said.lower()


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


@pytest.mark.parametrize(
    ("url", "valid"),
    [
        ("http://127.0.0.1:8080", True),
        ("https://contoh.id/openai/v1/", True),
        ("https://[::1]:80/v1", True),
        ("ftp://contoh.id", False),
        ("contoh.id", False),
        ("https://user:rahasia@contoh.id", False),
        ("https://contoh.id/?key=rahasia", False),
        ("https://contoh.id/#rahasia", False),
        ("https://contoh.id\n", False),
        ("https://", False),
        ("", False),
    ],
)
def test_an_upstream_is_plain_http(tmp_path: Path, url: str, valid: bool) -> None:
    """Host, port and path; no key in the address, and a refused address is not repeated."""
    if valid:
        assert dev_settings(url, tmp_path, "127.0.0.1", 0).upstreams[0].base_url == url
        return
    with pytest.raises(InvalidFiles) as invalid:
        dev_settings(url, tmp_path, "127.0.0.1", 0)
    assert "rahasia" not in str(invalid.value)


@pytest.mark.parametrize("tenant", ["jateng", "jateng/kab-klaten/dinkes", "33/3310", "a.b_c-d"])
def test_tenants_are_paths(tmp_path: Path, tenant: str) -> None:
    """Names with slashes between them."""
    assert load_settings(_file(tmp_path, UPSTREAM + _client(tenant=tenant))).clients[0].tenant == tenant


@pytest.mark.parametrize("tenant", ["", "-", "/jateng", "jateng/", "a//b", "../a", "a b", "Jl. Melati", "3374011708909001", "a" * 200, "é"])
def test_other_tenants_are_refused(tmp_path: Path, tenant: str) -> None:
    """Also the writer's own, and what could be a person's number."""
    (said,) = _complaints(tmp_path, UPSTREAM + _client(tenant=tenant))
    assert said.startswith("guardrail.toml:6: C102 clients.0.tenant: must be a path")
    assert tenant not in ("3374011708909001", "Jl. Melati") or tenant not in said


@pytest.mark.parametrize("known", ["", "A1" * 32, "a1" * 31, "g1" * 32, HASH + "0"])
def test_hashes_are_hashes(tmp_path: Path, known: str) -> None:
    """64 hex digits in small letters; what was written instead (a key, perhaps) is not repeated."""
    (said,) = _complaints(tmp_path, UPSTREAM + _client(known=known))
    assert said.startswith("guardrail.toml:7: C102 clients.0.key_sha256: ")
    assert not known or known not in said


def test_nothing_prints_a_hash(tmp_path: Path) -> None:
    """Neither the settings nor a part of them."""
    settings = load_settings(_file(tmp_path, UPSTREAM + _client()))
    assert HASH not in repr(settings) + str(settings) + repr(settings.clients)


def test_settings_do_not_change(tmp_path: Path) -> None:
    """A change is a new value."""
    settings = dev_settings("http://127.0.0.1:1", tmp_path, "127.0.0.1", 0)
    with pytest.raises(ValidationError):
        settings.dev = False
    with pytest.raises(ValidationError):
        settings.server.port = 1


def test_no_env_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``.env`` lying about configures nothing."""
    (tmp_path / ".env").write_text("GUARDRAIL_SERVER__PORT=1\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings(_file(tmp_path, UPSTREAM)).server.port == 8080
    assert Settings.model_config["frozen"]


RECOGNIZER = "[[recognizers]]\nname = 'perkara'\n"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("", "needs either class"),
        ("class = 'a:B'\nurl = 'http://127.0.0.1/analyze'\nentities = ['X']\n", "needs either class"),
        ("url = 'http://127.0.0.1/analyze'\n", "a service needs entities"),
        ("url = 'http://u:p@host/analyze'\nentities = ['X']\n", "without user, query or fragment"),
        ("url = 'http://host/analyze'\nentities = ['X']\nparams = {a = 1}\n", "a service takes none"),
        ("class = 'a.B'\n", "has the wrong form"),
        ("class = 'a:B'\nentities = ['kecil']\n", "has the wrong form"),
        ("kelas = 'a:B'\n", "known here: name, class, params, url"),
    ],
)
def test_a_recognizer_is_a_class_or_a_service(tmp_path: Path, lines: str, complaint: str) -> None:
    """What cannot be loaded is told with its line before anything starts."""
    assert any(complaint in told for told in _complaints(tmp_path, UPSTREAM + RECOGNIZER + lines))


def test_a_recognizer_with_params(tmp_path: Path) -> None:
    """Its params are what its class takes, as TOML has them."""
    file = tmp_path / "guardrail.toml"
    file.write_text(UPSTREAM + RECOGNIZER + "class = 'dinas.ner:Names'\nparams = {model = 'x', threshold = 0.4}\n")
    (section,) = load_settings(file).recognizers
    assert (section.python_class, section.params, section.data_class) == ("dinas.ner:Names", {"model": "x", "threshold": 0.4}, "specific")


def test_every_setting_is_documented() -> None:
    """docs/configuration.md names each section and key."""
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        if name != "dev":
            assert f"[{name}]" in page
            section = field.annotation if not get_args(field.annotation) else get_args(field.annotation)[0]
            assert section is not None
            for key, inner in section.model_fields.items():
                assert f"`{inner.alias or key}`" in page, f"{name}.{key}"
