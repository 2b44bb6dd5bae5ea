"""What a key of a section may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.settings import dev_settings, load_settings
from tests.settings.files import HASH, UPSTREAM, client, complaints, written


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
    assert load_settings(written(tmp_path, UPSTREAM + client(tenant=tenant))).clients[0].tenant == tenant


@pytest.mark.parametrize("tenant", ["", "-", "/jateng", "jateng/", "a//b", "../a", "a b", "Jl. Melati", "3374011708909001", "a" * 200, "é"])
def test_other_tenants_are_refused(tmp_path: Path, tenant: str) -> None:
    """Also the writer's own, and what could be a person's number."""
    (said,) = complaints(tmp_path, UPSTREAM + client(tenant=tenant))
    assert said.startswith("guardrail.toml:6: C102 clients.0.tenant: must be a path")
    assert tenant not in ("3374011708909001", "Jl. Melati") or tenant not in said


@pytest.mark.parametrize("known", ["", "A1" * 32, "a1" * 31, "g1" * 32, HASH + "0"])
def test_hashes_are_hashes(tmp_path: Path, known: str) -> None:
    """64 hex digits in small letters; what was written instead (a key, perhaps) is not repeated."""
    (said,) = complaints(tmp_path, UPSTREAM + client(known=known))
    assert said.startswith("guardrail.toml:7: C102 clients.0.key_sha256: ")
    assert not known or known not in said


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
    assert any(complaint in told for told in complaints(tmp_path, UPSTREAM + RECOGNIZER + lines))


def test_a_recognizer_with_params(tmp_path: Path) -> None:
    """Its params are what its class takes, as TOML has them."""
    file = tmp_path / "guardrail.toml"
    file.write_text(UPSTREAM + RECOGNIZER + "class = 'dinas.ner:Names'\nparams = {model = 'x', threshold = 0.4}\n")
    (section,) = load_settings(file).recognizers
    assert (section.python_class, section.params, section.data_class) == ("dinas.ner:Names", {"model": "x", "threshold": 0.4}, "specific")


@pytest.mark.parametrize("host", ["http://contoh.id", "contoh.id:8080", "Contoh.id", "", "a b", "contoh.id/"])
def test_a_host_is_a_bare_name(tmp_path: Path, host: str) -> None:
    """Anything else would never match, and everybody would be refused."""
    (said,) = complaints(tmp_path, f'[server]\nallowed_hosts = ["{host}"]\n' + UPSTREAM)
    assert "server.allowed_hosts.0: has the wrong form" in said
    assert "without scheme and port" in said
    assert load_settings(written(tmp_path, '[server]\nallowed_hosts = ["contoh.id", "[::1]"]\n' + UPSTREAM)).server.allowed_hosts


OFFICER = '[[officers]]\nname = "{}"\nroles = [{}]\ntenants = [{}]\nkey_sha256 = "' + HASH + '"\n'


def test_an_officer_has_roles_and_tenants(tmp_path: Path) -> None:
    """Of the list and of the shape of paths; all tenants are a star."""
    settings = load_settings(written(tmp_path, UPSTREAM + OFFICER.format("ani", '"dpo", "auditor"', '"jateng", "*"')))
    (officer,) = settings.officers
    assert (officer.roles, officer.tenants) == (("dpo", "auditor"), ("jateng", "*"))
    assert HASH not in repr(officer)


@pytest.mark.parametrize(
    ("name", "roles", "tenants", "key"),
    [
        ("ani", "", '"jateng"', "roles"),
        ("ani", '"raja"', '"jateng"', "roles"),
        ("ani", '"dpo"', "", "tenants"),
        ("ani", '"dpo"', '"/jateng"', "tenants"),
        ("ani", '"dpo"', '"jateng/*"', "tenants"),
        ("dua kata", '"dpo"', '"jateng"', "name"),
        ("n3310014507850003", '"dpo"', '"jateng"', "name"),
    ],
)
def test_other_officers_are_refused(tmp_path: Path, name: str, roles: str, tenants: str, key: str) -> None:
    """With the key that is wrong."""
    assert any(key in complaint for complaint in complaints(tmp_path, UPSTREAM + OFFICER.format(name, roles, tenants)))
