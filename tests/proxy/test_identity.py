"""Who calls follows from the key alone."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.exchange import Principal
from guardrail.proxy.identity import Client, ClientKeys, DevKeys, key_hash, key_hashes, presented_key

PEPPER = b"lada" * 8
KEY = "gr-7f3kq9zd"


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ([(b"authorization", b"Bearer " + KEY.encode())], KEY),
        ([(b"authorization", b"bearer " + KEY.encode())], KEY),
        ([(b"authorization", b"BEARER   " + KEY.encode() + b" ")], KEY),
        ([(b"x-api-key", KEY.encode())], KEY),
        ([(b"api-key", b" " + KEY.encode())], KEY),
        ([(b"x-goog-api-key", KEY.encode())], KEY),
        ([(b"authorization", b"Bearer " + KEY.encode()), (b"x-api-key", KEY.encode())], KEY),
        ([(b"x-api-key", KEY.encode())] * 2, KEY),
        ([(b"x-api-key", b"k" * 512)], "k" * 512),
        ([(b"cookie", b"kunci=lain"), (b"x-api-key", KEY.encode())], KEY),
    ],
)
def test_one_key_in_any_vendors_place(headers: list[tuple[bytes, bytes]], key: str) -> None:
    """Where clients of each vendor put it, in any case of the scheme; said twice it is the same key."""
    assert presented_key(headers) == key


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"authorization", b"")],
        [(b"authorization", b"Bearer")],
        [(b"authorization", b"Bearer ")],
        [(b"authorization", b"Basic dXNlcjpwYXNz")],
        [(b"authorization", KEY.encode())],
        [(b"authorization", b"Bearer\t" + KEY.encode())],
        [(b"x-api-key", b"")],
        [(b"x-api-key", b"   ")],
        [(b"x-api-key", b"k" * 513)],
        [(b"x-api-key", KEY.encode()), (b"api-key", b"lain")],
        [(b"authorization", b"Bearer " + KEY.encode()), (b"authorization", b"Bearer lain")],
        [(b"authorization", b"Basic x"), (b"x-api-key", KEY.encode())],
        [(b"x-api-key", KEY.encode()), (b"api-key", b"")],
        [(b"proxy-authorization", b"Bearer " + KEY.encode())],
        [(b"cookie", b"kunci=" + KEY.encode())],
    ],
)
def test_no_key_or_two_keys_are_nobody(headers: list[tuple[bytes, bytes]]) -> None:
    """Nobody should have to guess whose call it is; the refusal does not repeat what was presented."""
    with pytest.raises(RequestRefused) as refused:
        presented_key(headers)
    assert str(refused.value) == "missing_or_unknown_key at authorization"


def _keys(*clients: tuple[str, str]) -> ClientKeys:
    return ClientKeys(PEPPER, [Client(name, f"jateng/{name}", known) for name, known in clients])


@pytest.mark.parametrize("known", [key_hash(PEPPER, KEY), hashlib.sha256(KEY.encode()).hexdigest()], ids=["keyed", "plain"])
def test_a_known_key_is_its_client(known: str) -> None:
    """Tenant and application are those of the configuration, by the keyed hash or by the SHA-256 of a key made elsewhere."""
    assert _keys(("lain", "0" * 64), ("loket", known)).principal(KEY) == Principal("jateng/loket", "loket", "loket")


@pytest.mark.parametrize("key", ["", KEY + " ", KEY.upper(), KEY[:-1], "kunci-é", "\xff", key_hash(PEPPER, KEY), "k" * 512])
def test_any_other_key_is_refused(key: str) -> None:
    """Also the hash itself, which the configuration shows, is no key."""
    with pytest.raises(RequestRefused) as refused:
        _keys(("loket", key_hash(PEPPER, KEY))).principal(key)
    assert refused.value.code is ErrorCode.UNAUTHENTICATED
    assert key == "" or key not in str(refused.value)


def test_without_clients_nobody_is_known() -> None:
    """An empty configuration lets nobody in."""
    with pytest.raises(RequestRefused):
        _keys().principal(KEY)


def test_the_hash_is_keyed() -> None:
    """HMAC-SHA256 in hex: without the pepper nobody can try keys against it."""
    assert key_hash(PEPPER, KEY) == hmac.new(PEPPER, KEY.encode(), "sha256").hexdigest()
    assert key_hash(PEPPER, KEY) != key_hash(b"lain" * 8, KEY)


def test_a_client_does_not_print_its_hash() -> None:
    """Plain hashes of weak keys can be counted through, so no log shows one."""
    assert "0" * 64 not in repr(Client("loket", "jateng", "0" * 64))


def test_in_development_every_key_is_dev() -> None:
    """One tenant, whoever asks."""
    assert DevKeys().principal("apa saja") == Principal("dev", "dev", "dev")


def test_a_key_may_be_kept_in_two_ways() -> None:
    """Keyed, as guardrail writes it, or as the SHA-256 of a random key made elsewhere."""
    assert key_hashes(PEPPER, KEY) == (key_hash(PEPPER, KEY), hashlib.sha256(KEY.encode()).hexdigest())
