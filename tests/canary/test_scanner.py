"""The search for canaries finds one in every encoding, and nothing where there is none: else every clean result would be worth nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.canaries import CANARIES, ENCODINGS, Canaries, Leak, assert_clean, assert_clean_files
from tests.support.people import Person, a_person
from tests.support.server import guardrail_server

# Written with the standard library's own words, not with the scanner's: the two must agree.
_PLANTED: dict[str, Callable[[str], bytes]] = {
    "raw": str.encode,
    "upper case": lambda value: value.upper().encode(),
    "digits": lambda value: "".join(filter(str.isdigit, value)).encode(),
    "reversed": lambda value: value[::-1].encode(),
    "url": lambda value: quote(value, safe="").encode(),
    "url, every byte": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()).encode(),
    "json": lambda value: "".join(f"\\u{ord(char):04X}" for char in value).encode(),
    "hex": lambda value: value.encode().hex().upper().encode(),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64 after one byte": lambda value: base64.b64encode(b"x" + value.encode() + b"yz"),
    "base64 after two bytes": lambda value: base64.b64encode(b"xy" + value.encode() + b"z"),
    "base64 in a sentence": lambda value: base64.urlsafe_b64encode(f"NIK saya {value}, terima kasih".encode()),
    "sha-256": lambda value: hashlib.sha256(value.encode()).hexdigest().encode(),
    "sha-256, cut": lambda value: hashlib.sha256(value.encode()).hexdigest()[:16].encode(),
    "sha-256 in base64": lambda value: base64.b64encode(hashlib.sha256(value.encode()).digest()),
    "utf-16": lambda value: value.encode("utf-16"),
    "in json": lambda value: json.dumps({"teks": f"a {value} b"}).encode(),
    "in html": lambda value: html.escape(f"<b>{value}</b>").encode(),
}


def every_value(person: Person, encoding: str) -> tuple[str, ...]:
    """Digits alone name nobody where a value has no number."""
    return (person.nik, person.phone, person.npwp) if encoding == "digits" else person.values


@pytest.mark.parametrize("encoding", _PLANTED)
def test_a_planted_canary_is_found(encoding: str) -> None:
    """However a value is written, it is found, wherever in the data it stands."""
    person = a_person()
    for value in every_value(person, encoding):
        planted = b'{"v":1,"id":"' + _PLANTED[encoding](value) + b'"}\n'
        # The ends of base64 depend on what stands around, and case is ignored: a neighbour in the series may be named instead.
        assert value[1:12] in {found[1:12] for found, _ in CANARIES.found_in(b"\0" * 1000 + planted)}
        with pytest.raises(Leak, match="canaries in a test"):
            assert_clean(planted, "a test")


def test_every_encoding_of_the_scanner_is_exercised() -> None:
    """No encoding is listed that the planted ones do not find."""
    value = a_person().nik
    found = {encoding for write in _PLANTED.values() for found, encoding in CANARIES.found_in(write(value)) if found == value}
    own = {encoding for encoding in ENCODINGS if encoding not in ("digits",)}
    assert found >= own


def test_nothing_is_found_where_nothing_is() -> None:
    """Other people's values, tokens, identifiers and random bytes are no canaries."""
    canaries = Canaries()
    canaries.add("3374010101709999")
    clean = b"3374010101709998 [[NIK_7F3KQ9ZD]] " + hashlib.sha512(b"x").hexdigest().encode() + bytes(range(256))
    assert canaries.found_in(clean) == set()


def test_a_short_canary_is_refused() -> None:
    """A value that would be found by accident is not a canary."""
    with pytest.raises(ValueError, match="short"):
        Canaries().add("Budi")


def test_people_are_unique_and_valid() -> None:
    """No two people share a value."""
    people = [a_person() for _ in range(200)]
    assert len({value for person in people for value in person.values}) == 1000


def test_files_and_their_names_are_searched(tmp_path: Path) -> None:
    """A canary in a file, deep in a folder, or in a file's name is found."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "bersih").write_bytes(b"x")
    assert_clean_files(tmp_path)
    (deep / a_person().nik).write_bytes(b"")
    with pytest.raises(Leak):
        assert_clean_files(tmp_path)


def test_a_server_that_leaves_a_canary_fails_its_test(tmp_path: Path) -> None:
    """Whoever starts a server gets its state searched when it ends."""
    served = guardrail_server("http://127.0.0.1:9", tmp_path / "state")
    with pytest.raises(Leak, match="bocor"), served as server:
        (server.state_dir / "bocor.log").write_bytes(_PLANTED["base64"](a_person().nik))
    (server.state_dir / "bocor.log").unlink()  # else the search at the end of the run finds it too
