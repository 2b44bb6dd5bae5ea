"""Cosignatures: what a witness of other authors signed is read, and any deviation is refused."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guardrail.audit.cosignature import Cosigner, WitnessKey, signature_lines
from guardrail.audit.note import VerificationError
from tests.audit.factories import VKEY

TEXT = "guardrail.test/roster\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
WITNESS = Cosigner.generate("witness.test/inspektorat")
NOW = 1_795_284_000


def the_line(text: str = TEXT, time: int = NOW) -> str:
    return WITNESS.cosign(text, time).removesuffix("\n")


def test_the_signed_message_is_the_one_of_the_specification() -> None:
    """A header line, the time, and the whole text of the checkpoint; 8 bytes of time stand before the signature."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    line = Cosigner("w", key).cosign(TEXT, NOW)
    said = base64.b64decode(line.split(" ")[2])
    key.public_key().verify(said[12:], f"cosignature/v1\ntime {NOW}\n{TEXT}".encode())
    assert int.from_bytes(said[4:12], "big") == NOW
    public = key.public_key().public_bytes_raw()
    assert said[:4] == hashlib.sha256(b"w\n\x04" + public).digest()[:4]


def test_what_a_witness_signed_is_found_with_its_time() -> None:
    """Among the signatures of others."""
    other = Cosigner.generate("witness.test/bpk").cosign(TEXT, NOW).removesuffix("\n")
    found = WITNESS.verifier.find(TEXT, [other, the_line()])
    assert found is not None
    assert (found.witness, found.time) == (WITNESS.verifier, NOW)


def test_a_namesake_is_not_the_witness() -> None:
    """Name and key id must both be right."""
    namesake = Cosigner.generate(WITNESS.name)
    assert WITNESS.verifier.find(TEXT, [namesake.cosign(TEXT, NOW).removesuffix("\n")]) is None


@pytest.mark.parametrize("text", [TEXT.replace("7", "8"), TEXT.replace("guardrail", "guardrai1"), TEXT + "more\n"])
def test_a_cosignature_of_something_else_is_refused(text: str) -> None:
    """A line in the witness's name that it did not sign for this text is no mere absence."""
    with pytest.raises(VerificationError, match="bad_signature"):
        WITNESS.verifier.find(text, [the_line()])


def test_the_time_is_signed() -> None:
    """An old cosignature cannot be made young."""
    name, _, encoded = the_line().rpartition(" ")
    said = bytearray(base64.b64decode(encoded))
    said[11] ^= 1
    with pytest.raises(VerificationError, match="bad_signature"):
        WITNESS.verifier.find(TEXT, [f"{name} {base64.b64encode(said).decode()}"])


def test_two_of_one_witness_and_a_cut_one_are_refused() -> None:
    """Either is something that no witness makes."""
    name, _, encoded = the_line().rpartition(" ")
    short = base64.b64encode(base64.b64decode(encoded)[:-1]).decode()
    for lines in ([the_line(), the_line()], [f"{name} {short}"]):
        with pytest.raises(VerificationError, match="bad_note"):
            WITNESS.verifier.find(TEXT, lines)


def test_keys_come_back_as_they_were_written() -> None:
    """Also the private one, and a log's key is never taken for a witness's."""
    assert WitnessKey.parse(WITNESS.verifier.vkey) == WITNESS.verifier
    assert Cosigner.parse(WITNESS.skey).verifier == WITNESS.verifier
    for key in (VKEY, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"):
        with pytest.raises(VerificationError, match="bad_vkey"):
            WitnessKey.parse(key)
    with pytest.raises(VerificationError, match="bad_skey"):
        Cosigner.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")


def test_the_private_half_is_never_shown() -> None:
    """Neither by its representation nor by a refusal of its name."""
    assert WITNESS.skey.rpartition("+")[2] not in repr(WITNESS)
    with pytest.raises(ValueError, match="key name"):
        Cosigner.generate("a witness")


@pytest.mark.parametrize("data", [b"", b"\n"[:0], b"half a line", b"\xff\n", b"x\n" * 17])
def test_what_are_no_lines_is_refused(data: bytes) -> None:
    """Empty, torn, not UTF-8, or too many."""
    with pytest.raises(VerificationError, match="bad_note"):
        signature_lines(data)


def test_lines_are_taken_apart() -> None:
    """As a witness answers them."""
    assert signature_lines(WITNESS.cosign(TEXT, NOW).encode() * 2) == [the_line()] * 2
