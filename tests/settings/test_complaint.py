"""Every mistake is told at its place, with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.files import UPSTREAM, client, complaints


def test_a_mistake_is_told_where_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variable or flag is named itself, not the line of the file that it overrides."""
    monkeypatch.setenv("GUARDRAIL_SERVER__PRT", "1")
    monkeypatch.setenv("GUARDRAIL_AUDIT__STORE", "sqlite")
    told = complaints(tmp_path, "[server]\nport = 1\n" + UPSTREAM, {"server": {"port": 70000}})
    assert sorted(complaint.split(": C102 ")[0] for complaint in told) == [
        "--port",
        "GUARDRAIL_AUDIT__STORE",
        "GUARDRAIL_SERVER__PRT",
    ]


def test_an_unknown_key_is_told_with_the_known_ones(tmp_path: Path) -> None:
    """Those of its section, or the sections."""
    section, nowhere = complaints(tmp_path, "[policies]\ndri = 'x'\n[polices]\n" + UPSTREAM)
    assert section.endswith("unknown key; remove it or correct its name; known here: store, dir, default, shadow_dir, signers, required")
    assert nowhere.endswith("known here: server, state, policies, audit, vault, upstreams, clients, recognizers, judge")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[server]\nprot = 1\n" + UPSTREAM, "guardrail.toml:2: C102 server.prot: unknown key"),
        ("[server]\nadmin_port = 70000\n" + UPSTREAM, "guardrail.toml:2: C102 server.admin_port: "),
        ("[server]\nadmin_port = 8080\n" + UPSTREAM, "guardrail.toml:1: C102 server: admin_port is port: "),
        ("\n\nservers = 1\n" + UPSTREAM, "guardrail.toml:3: C102 servers: unknown key"),
        (UPSTREAM + 'api_key = "x"\n', "guardrail.toml:4: C102 upstreams.0.api_key: unknown key"),
        (UPSTREAM + UPSTREAM.replace("uji", "dua") + "regoin = 1\n", "guardrail.toml:7: C102 upstreams.1.regoin: unknown key"),
        ("server.prot = 1\n" + UPSTREAM, "guardrail.toml:1: C102 server.prot: unknown key"),
        (UPSTREAM + client() + 'key = "rahasia"\n', "guardrail.toml:8: C102 clients.0.key: unknown key"),
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
        (UPSTREAM + client() + client(tenant="lain"), "guardrail.toml: C102 two [[clients]] have the same name"),
        (
            UPSTREAM + client() + client("lain", "bali"),
            "guardrail.toml: C102 two [[clients]] have the same key: nobody could say who asks; give each one of its own",
        ),
        ("", "guardrail.toml: C102 no AI service is configured"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    """An unknown key, a value of the wrong shape, a missing one: file, line, dotted name."""
    (said,) = complaints(tmp_path, text)
    assert said.startswith(complaint)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file ten times."""
    said = complaints(tmp_path, "[server]\nprot = 1\nport = 'x'\n" + UPSTREAM + "regoin = 1\n")
    assert [line.split(" ")[0] for line in said] == ["guardrail.toml:2:", "guardrail.toml:3:", "guardrail.toml:7:"]
