"""Signed notes (C2SP signed-note, as in Go's checksum database) with Ed25519 keys. Reads strictly: any deviation is refused."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guardrail.core.errors import GuardrailError

__all__ = [
    "NoteSigner",
    "NoteVerifier",
    "VerificationError",
    "is_key_name",
    "key_id_of",
    "read_skey",
    "read_vkey",
    "signature_line",
    "signature_of",
    "strict_base64",
]

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_key_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:-]{0,127}").fullmatch
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_SKEY = re.compile(r"PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_MOST_SIGNATURES = 16


class VerificationError(GuardrailError):
    """A key, note or checkpoint is not what it claims to be. Its message is one of a few fixed codes."""


def strict_base64(text: str, length: int) -> bytes:
    """Exactly ``length`` bytes in canonical standard base64. Raises ``VerificationError``."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise VerificationError("bad_base64") from None
    if len(data) != length or base64.b64encode(data).decode("ascii") != text:
        raise VerificationError("bad_base64")
    return data


def key_id_of(name: str, public: bytes, algorithm: bytes = _ED25519) -> bytes:
    """The 4 bytes that stand for a key in signature lines; the ``algorithm`` is one byte of C2SP signed-note."""
    return hashlib.sha256(name.encode() + b"\n" + algorithm + public).digest()[:4]


def is_key_name(name: str) -> bool:
    return _key_name(name) is not None


def read_vkey(vkey: str, algorithm: bytes = _ED25519) -> tuple[str, bytes]:
    """Name and 32 public bytes of ``<name>+<key id, 8 hex digits>+<base64 of algorithm and the public key>``.

    Raises ``VerificationError``.
    """
    match = _VKEY.fullmatch(vkey)
    if match is None or not _key_name(match[1]):
        raise VerificationError("bad_vkey")
    data = strict_base64(match[3], 33)
    if data[:1] != algorithm or key_id_of(match[1], data[1:], algorithm).hex() != match[2]:
        raise VerificationError("bad_vkey")
    return match[1], data[1:]


def read_skey(skey: str, algorithm: bytes = _ED25519) -> tuple[str, Ed25519PrivateKey]:
    """Name and key of ``PRIVATE+KEY+<name>+<key id>+<base64 of algorithm and the seed>``. Raises ``VerificationError``."""
    match = _SKEY.fullmatch(skey)
    if match is None or not _key_name(match[1]):
        raise VerificationError("bad_skey")
    data = strict_base64(match[3], 33)
    key = Ed25519PrivateKey.from_private_bytes(data[1:])
    if data[:1] != algorithm or key_id_of(match[1], key.public_key().public_bytes_raw(), algorithm).hex() != match[2]:
        raise VerificationError("bad_skey")
    return match[1], key


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """The public half of a key: its name, its 4-byte id and the 32 bytes of the Ed25519 point."""

    name: str
    key_id: bytes
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> NoteVerifier:
        """``<name>+<key id, 8 hex digits>+<base64 of 0x01 and the public key>``. Raises ``VerificationError``."""
        return cls.of(*read_vkey(vkey))

    @classmethod
    def of(cls, name: str, public: bytes) -> NoteVerifier:
        """The key of that name and those 32 bytes."""
        return cls(name, key_id_of(name, public), public)

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode('ascii')}"

    def open(self, note: str) -> str:
        """The text of a note that this key signed, with its final newline. Raises ``VerificationError``.

        Signatures of other keys are passed over, as the format demands; without one of ours nothing is opened.
        """
        text, separator, signatures = note.rpartition("\n\n")
        if not separator or not text or not signatures.endswith("\n"):
            raise VerificationError("bad_note")
        text += "\n"
        lines = signatures[:-1].split("\n")
        if len(lines) > _MOST_SIGNATURES:
            raise VerificationError("bad_note")
        signed = False
        for line in lines:
            name, key_id, signature = signature_of(line)
            if name != self.name or key_id != self.key_id:
                continue
            if signed:
                raise VerificationError("bad_note")
            self._check(signature, text)
            signed = True
        if not signed:
            raise VerificationError("unknown_key")
        return text

    def _check(self, signature: bytes, text: str) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            raise VerificationError("bad_signature") from None


def signature_line(name: str, key_id: bytes, signature: bytes) -> str:
    """One signature as it stands under a note, with its newline."""
    return f"{_DASH}{name} {base64.b64encode(key_id + signature).decode('ascii')}\n"


def signature_of(line: str) -> tuple[str, bytes, bytes]:
    """Name, key id and signature of one signature line, without its newline. Raises ``VerificationError``."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not name or "+" in name:
        raise VerificationError("bad_note")
    # Other algorithms have other lengths: only the canonical form is asked of them.
    data = strict_base64(encoded, _decoded_length(encoded))
    if len(data) < 5:
        raise VerificationError("bad_note")
    return name, data[:4], data[4:]


def _decoded_length(encoded: str) -> int:
    return len(encoded) // 4 * 3 - encoded[-2:].count("=")


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A named Ed25519 key that signs notes. Neither its representation nor its errors hold the private half."""

    name: str
    _key: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not _key_name(self.name):
            raise ValueError("a key name is 1 to 128 characters of A-Z a-z 0-9 _ . / : -")

    @classmethod
    def generate(cls, name: str) -> NoteSigner:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, skey: str) -> NoteSigner:
        """``PRIVATE+KEY+<name>+<key id>+<base64 of 0x01 and the seed>``, as Go's note package writes it. Raises ``VerificationError``."""
        return cls(*read_skey(skey))

    @property
    def skey(self) -> str:
        """The private key as text: for a key file of mode 0400 and for nothing else."""
        seed = base64.b64encode(_ED25519 + self._key.private_bytes_raw()).decode("ascii")
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @property
    def verifier(self) -> NoteVerifier:
        public = self._key.public_key().public_bytes_raw()
        return NoteVerifier.of(self.name, public)

    def sign(self, text: str) -> str:
        """The note of a text that ends with a newline."""
        if not text.endswith("\n"):
            raise ValueError("a note's text ends with a newline")
        return f"{text}\n{signature_line(self.name, self.verifier.key_id, self._key.sign(text.encode()))}"
