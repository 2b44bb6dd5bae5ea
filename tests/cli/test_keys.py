"""``guardrail keys``: a key is shown once, its hash is kept, and the server knows it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import httpx

from guardrail.app.keys import keyring_of
from guardrail.cli.sample_service import sample_service
from guardrail.cli.servers import on_loopback
from guardrail.core.exchange import Principal
from guardrail.proxy.identity import Client, ClientKeys
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run
from tests.support.process import free_port, responds, running, wait_until


def test_an_added_key_opens_the_door_it_was_made_for(tmp_path: Path) -> None:
    """Only the key stands on stdout, the file has only its hash, and the hash is the one the server looks up."""
    file = a_config(tmp_path)
    result = run("keys", "add", "surat", "--tenant", "jateng/dinkes", "--config", file)
    key = result.stdout.removesuffix("\n")
    assert result.exit_code == 0
    assert re.fullmatch(r"gr-[A-Za-z0-9_-]{43}", key)
    assert key not in result.stderr + file.read_text()
    settings = load_settings(file)
    pepper = keyring_of(settings).derive("api-key-pepper")
    keys = ClientKeys(pepper, [Client(client.name, client.tenant, client.key_sha256) for client in settings.clients])
    assert keys.principal(key) == Principal("jateng/dinkes", "surat", "surat")


def test_a_taken_name_is_a_usage_error(tmp_path: Path) -> None:
    """Exit 2, and no key is printed."""
    file = a_config(tmp_path)
    run("keys", "add", "surat", "--tenant", "jateng", "--config", file)
    result = run("keys", "add", "surat", "--tenant", "jateng", "--config", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "surat is taken" in result.stderr


def test_names_and_tenants_have_a_shape(tmp_path: Path) -> None:
    """Both are checked before anything is written."""
    file = a_config(tmp_path)
    before = file.read_bytes()
    result = run("keys", "add", "dua kata", "--tenant", "/jateng", "--config", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name:" in result.stderr
    assert "tenant:" in result.stderr
    assert file.read_bytes() == before


def test_without_a_configuration_nothing_is_made(tmp_path: Path) -> None:
    """Exit 3 names the file that is missing."""
    result = run("keys", "add", "surat", "--tenant", "jateng", "--config", tmp_path / "tiada.toml")
    assert result.exit_code == 3
    assert "tiada.toml: C100" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_list_names_clients_and_shortens_hashes(tmp_path: Path) -> None:
    """The whole hash is in no output."""
    file = a_config(tmp_path)
    run("keys", "add", "surat", "--tenant", "jateng", "--config", file)
    whole = load_settings(file).clients[0].key_sha256
    listed = json.loads(run("keys", "list", "--config", file, "--json").stdout)
    assert listed == [{"name": "surat", "tenant": "jateng", "key_sha256": whole[:8]}]
    shown = run("keys", "list", "--config", file).stdout
    assert whole[:8] in shown
    assert whole not in shown


def test_revoke_removes_the_key_once(tmp_path: Path) -> None:
    """A second time there is no such name: exit 2."""
    file = a_config(tmp_path)
    run("keys", "add", "surat", "--tenant", "jateng", "--config", file)
    assert run("keys", "revoke", "surat", "--config", file).exit_code == 0
    assert load_settings(file).clients == ()
    result = run("keys", "revoke", "surat", "--config", file)
    assert result.exit_code == 2
    assert "no client surat" in result.stderr


def test_a_running_server_takes_new_keys_and_drops_revoked_ones(tmp_path: Path) -> None:
    """No restart: the key opens the door a moment after it was added, and no longer once it was revoked."""
    with on_loopback(sample_service()) as upstream:
        file = tmp_path / "guardrail.toml"
        file.write_text(f'[state]\ndir = "state"\n[[upstreams]]\nname = "contoh"\nbase_url = "{upstream}"\n')
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "guardrail", "serve", "--config", str(file), "--port", str(port)]
        with running(command, tmp_path / "logs") as process:
            wait_until(lambda: responds(f"{address}/livez"), process, 60.0)
            key = run("keys", "add", "surat", "--tenant", "jateng", "--config", file).stdout.strip()

            def status() -> int:
                return httpx.get(f"{address}/v1/models", headers={"authorization": f"Bearer {key}"}).status_code

            wait_until(lambda: status() == 200, process, 30.0)
            assert run("keys", "revoke", "surat", "--config", file).exit_code == 0
            wait_until(lambda: status() == 401, process, 30.0)


def test_a_signer_gets_a_key_of_their_own(tmp_path: Path) -> None:
    """The file is theirs alone, the public line is printed, and the private one nowhere; an existing file stays."""
    file = tmp_path / "ani.key"
    result = run("keys", "signer", "ani", "--key-file", file)
    assert result.exit_code == 0
    assert re.fullmatch(r"ani\+[0-9a-f]{8}\+\S{44}", result.stdout.strip())
    assert file.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in result.output
    assert run("keys", "signer", "ani", "--key-file", file).exit_code == 5
    assert run("keys", "signer", "dua kata", "--key-file", tmp_path / "lain.key").exit_code == 2


def test_an_officer_gets_a_key_of_their_own(tmp_path: Path) -> None:
    """Printed once, kept as a hash, with roles and tenants; a wrong role or tenant makes none, and revoking takes it away."""
    file = a_config(tmp_path)
    result = run("keys", "officer", "ani", "--role", "dpo", "--role", "auditor", "--tenant", "jateng", "--tenant", "bali", "--config", file)
    key = result.stdout.strip()
    assert re.fullmatch(r"gr-[A-Za-z0-9_-]{43}", key)
    assert key not in result.stderr + file.read_text()
    (officer,) = load_settings(file).officers
    assert (officer.name, officer.roles, officer.tenants) == ("ani", ("dpo", "auditor"), ("jateng", "bali"))
    assert run("keys", "officer", "ani", "--role", "dpo", "--tenant", "*", "--config", file).exit_code == 2
    assert run("keys", "officer", "budi", "--role", "raja", "--tenant", "*", "--config", file).exit_code == 2
    assert run("keys", "officer", "budi", "--role", "dpo", "--tenant", "/x", "--config", file).exit_code == 2
    listed = json.loads(run("keys", "list", "--config", file, "--json").stdout)
    assert listed == [{"name": "ani", "roles": ["dpo", "auditor"], "tenants": ["jateng", "bali"], "key_sha256": officer.key_sha256[:8]}]
    assert "dpo auditor" in run("keys", "list", "--config", file).stdout
    assert run("keys", "revoke", "ani", "--config", file).exit_code == 2
    assert run("keys", "revoke", "ani", "--officer", "--config", file).exit_code == 0
    assert load_settings(file).officers == ()
