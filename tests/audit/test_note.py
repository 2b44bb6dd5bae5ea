"""Signed notes: what Go's checksum database signs is read, and any deviation is refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.note import NoteSigner, NoteVerifier, VerificationError, strict_base64

# The example of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PETERS_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
SIGNER = NoteSigner.generate("guardrail.test/audit")


def test_a_note_of_gos_note_package_opens() -> None:
    """The format is the one that verifiers of other authors use."""
    assert NoteVerifier.parse(PETER).open(SAID) == SAID.partition("\n\n")[0] + "\n"


def test_signing_with_gos_key_makes_gos_note() -> None:
    """Ed25519 is deterministic: same key, same text, same bytes."""
    signer = NoteSigner.parse(PETERS_KEY)
    assert signer.sign(SAID.partition("\n\n")[0] + "\n") == SAID
    assert (signer.verifier.vkey, signer.skey) == (PETER, PETERS_KEY)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_signed_opens(text: str) -> None:
    """Any text comes back as it was, empty lines included."""
    text = "x" + text + "\n"
    assert SIGNER.verifier.open(SIGNER.sign(text)) == text


def test_signatures_of_others_are_passed_over_but_never_suffice() -> None:
    """Witnesses add lines; only ours counts."""
    other = NoteSigner.generate("witness.test").sign("size 1\n").splitlines(keepends=True)[-1]
    note = SIGNER.sign("size 1\n")
    assert SIGNER.verifier.open(note + other) == SIGNER.verifier.open(note.replace("\n\n", "\n\n" + other)) == "size 1\n"
    with pytest.raises(VerificationError, match="unknown_key"):
        SIGNER.verifier.open("size 1\n\n" + other)


def test_a_namesake_with_another_key_is_unknown() -> None:
    """Name and key id must both be ours."""
    with pytest.raises(VerificationError, match="unknown_key"):
        SIGNER.verifier.open(NoteSigner.generate(SIGNER.name).sign("size 1\n"))


@given(st.data())
def test_every_changed_byte_is_refused(data: st.DataObject) -> None:
    """Flip, drop or insert a character anywhere: refused as VerificationError, never a pass or another exception."""
    note = SIGNER.sign("guardrail.test\n12\nroot\n")
    at = data.draw(st.integers(0, len(note) - 1))
    inserted = data.draw(st.sampled_from("\n\r \tA0=+—\ufeff"))
    for mutated in (
        note[:at] + note[at + 1 :],
        note[:at] + inserted + note[at:],
        note[:at] + chr(ord(note[at]) ^ data.draw(st.sampled_from([1, 0x20, 0x80]))) + note[at + 1 :],
        note[:at],
    ):
        if mutated != note:
            with pytest.raises(VerificationError):
                SIGNER.verifier.open(mutated)


SIGNED = SIGNER.sign("size 1\n")
LINE = SIGNED.splitlines(keepends=True)[-1]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "size 1\n",
        "size 1\n\n",
        "size 1\n\nno dash\n",
        SIGNED + "\n",
        SIGNED + "trailing",
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("— ", "- "),
        SIGNED + LINE,
        "size 1\n\n" + LINE * 17,
        "size 1\n\n— a+b AAAAAAAA\n",
        "size 1\n\n— " + SIGNER.name + " AAAA\n",
        "size 1\n\n— " + SIGNER.name + "\n",
        LINE.rstrip("=\n") + "\n",
    ],
)
def test_malformed_notes_are_refused(note: str) -> None:
    """CRLF, doubled signatures, missing parts and trailing bytes are no notes."""
    with pytest.raises(VerificationError):
        SIGNER.verifier.open(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        PETER + "\n",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("Peter", "Pieter"),
        PETER[:-1],
        PETER + "=",
        PETER.replace("+AR", "+Ax"),
        " " + PETER,
        PETERS_KEY,
    ],
)
def test_malformed_verification_keys_are_refused(vkey: str) -> None:
    """A key that is not exactly a key proves nothing."""
    with pytest.raises(VerificationError):
        NoteVerifier.parse(vkey)


@pytest.mark.parametrize("skey", ["", PETER, PETERS_KEY[:-1], PETERS_KEY.replace("c74f20a3", "00000000"), PETERS_KEY + "\n"])
def test_malformed_signing_keys_are_refused(skey: str) -> None:
    """A damaged key file must not become another key."""
    with pytest.raises(VerificationError):
        NoteSigner.parse(skey)


def test_no_private_half_in_a_representation() -> None:
    """The signer may stand in a traceback."""
    assert SIGNER.skey.rpartition("+")[2] not in repr(SIGNER)
    assert "key=" not in repr(SIGNER)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "é", "a\n", "x" * 129])
def test_key_names_have_a_shape(name: str) -> None:
    """A name with a space or a plus would break every note that it signs."""
    with pytest.raises(ValueError, match="key name"):
        NoteSigner.generate(name)


def test_a_text_without_final_newline_cannot_be_signed() -> None:
    """The format has no place for it."""
    with pytest.raises(ValueError, match="newline"):
        SIGNER.sign("size 1")


@pytest.mark.parametrize("text", ["AA==", "AB==", "AA=", "AA", "A A=", "AA==\n", "é", "AAAA"])
def test_base64_is_canonical_or_refused(text: str) -> None:
    """Two spellings of one value would be two signatures of one note."""
    if text == "AA==":
        assert strict_base64(text, 1) == base64.b64decode(text)
    else:
        with pytest.raises(VerificationError):
            strict_base64(text, 1)
