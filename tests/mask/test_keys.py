"""The master key file and what is derived from it."""

from __future__ import annotations

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.mask.keys import Keyring, load_or_create
from guardrail.mask.secret_files import KeyDestroyed

MASTER = bytes(range(32))


def test_derivation_is_hkdf_sha256() -> None:
    """Fixed for good: another derivation would change every token and every tag (RFC 5869, checked by hand with HMAC)."""
    extracted = hmac.digest(bytes(32), MASTER, "sha256")
    assert Keyring(MASTER).derive("pepper") == hmac.new(extracted, b"guardrail/1/use/pepper\x01", hashlib.sha256).digest()


def test_every_tenant_and_use_has_its_own_key() -> None:
    """Tenants do not share tokens, and no use shares a key with another."""
    keyring = Keyring(MASTER)
    keys = [keyring.token_key("jateng"), keyring.token_key("jateng/kab-klaten"), keyring.derive("jateng"), keyring.derive("token/jateng")]
    assert len({*keys, MASTER}) == 5
    assert {len(key) for key in keys} == {32}
    assert keyring.token_key("jateng") == keys[0] == Keyring(MASTER).token_key("jateng")


def test_a_short_master_key_is_refused() -> None:
    """Everything hangs on it."""
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(MASTER[:31])


def test_the_repr_hides_the_keys() -> None:
    """A keyring in a log tells nothing."""
    keyring = Keyring(MASTER)
    keyring.token_key("jateng")
    assert repr(keyring) == "<Keyring>"


def test_the_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """32 bytes, 0400, in a 0700 directory, nothing left beside it, and read again unchanged."""
    path = tmp_path / "keys" / "master"
    first = load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.stat().st_size == 32
    assert list(path.parent.iterdir()) == [path]
    assert load_or_create(path).derive("x") == first.derive("x")


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    """The first key in place is everybody's."""
    path = tmp_path / "keys" / "master"
    with ThreadPoolExecutor(8) as pool:
        keyrings = list(pool.map(load_or_create, [path] * 32))
    assert len({keyring.derive("x") for keyring in keyrings}) == 1
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o644])
def test_a_file_that_others_may_use_is_refused_with_its_mend(tmp_path: Path, mode: int) -> None:
    """The message names the command that helps, and not the key."""
    path = tmp_path / "master"
    path.write_bytes(MASTER)
    path.chmod(mode)
    with pytest.raises(InvalidFiles, match=f"chmod 600 {path}"):
        load_or_create(path)


@pytest.mark.parametrize("content", [b"", MASTER[:31], MASTER + b"\n"])
def test_a_file_of_another_length_is_no_key(tmp_path: Path, content: bytes) -> None:
    """A cut or edited key is refused, never replaced: old tokens and tags hang on it."""
    path = tmp_path / "master"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(InvalidFiles, match="32 bytes"):
        load_or_create(path)
    assert path.read_bytes() == content


def test_subject_keys_differ_by_tenant_and_year() -> None:
    """So that destroying one unlinks that tenant's year and no other; none is a token key or another derived one."""
    keyring = Keyring(bytes(32))
    keys = [
        keyring.subject_key("a", 2026),
        keyring.subject_key("a", 2027),
        keyring.subject_key("b", 2026),
        keyring.token_key("a"),
        keyring.derive("a"),
    ]
    assert len(set(keys)) == len(keys)
    assert keyring.subject_key("a", 2026) == keys[0] == Keyring(bytes(32)).subject_key("a", 2026)


def test_keys_of_a_year_die_with_their_secret(tmp_path: Path) -> None:
    """The master key alone does not bring them back; other years, tenants and uses keep theirs."""
    keyring = load_or_create(tmp_path / "keys" / "master")
    subject, body, next_year = keyring.subject_key("jateng", 2026), keyring.body_key("jateng", 2026), keyring.subject_key("jateng", 2027)
    assert len({subject, body, next_year, keyring.subject_key("diy", 2026)}) == 4
    again = load_or_create(tmp_path / "keys" / "master")
    assert (again.subject_key("jateng", 2026), again.known_subject_key("jateng", 2026)) == (subject, subject)
    assert keyring.destroy_year("jateng", 2026)
    for one in (keyring, again, load_or_create(tmp_path / "keys" / "master")):
        one.subject_key("jateng", 2027)  # a year that is over is not held on to
        for ask in (one.subject_key, one.body_key, one.known_subject_key):
            with pytest.raises(KeyDestroyed):
                ask("jateng", 2026)
        assert one.subject_key("jateng", 2027) == next_year


def test_a_look_up_makes_no_key(tmp_path: Path) -> None:
    """Of a year without records nothing can be known, and there is nothing to destroy."""
    keyring = load_or_create(tmp_path / "master")
    assert keyring.known_subject_key("jateng", 2020) is None
    assert not keyring.destroy_year("jateng", 2020)
    assert not (tmp_path / "years").exists()


def test_without_a_directory_keys_of_years_follow_from_the_master_key() -> None:
    """For trying things out: nothing of them can be destroyed."""
    keyring = Keyring(MASTER)
    assert keyring.known_subject_key("jateng", 2026) == keyring.subject_key("jateng", 2026) == Keyring(MASTER).subject_key("jateng", 2026)
    assert not keyring.destroy_year("jateng", 2026)
