"""What a witness says of a log (C2SP tlog-cosignature, Ed25519): at this time, this was the largest head that I had seen."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .note import VerificationError, is_key_name, key_id_of, read_skey, read_vkey, signature_line, signature_of

__all__ = ["Cosignature", "Cosigner", "WitnessKey", "signature_lines"]

_COSIGNATURE: Final = b"\x04"
_SIGNATURE_BYTES: Final = 8 + 64
_LATEST: Final = 2**63 - 1
_MOST_LINES: Final = 16


class Cosignature(NamedTuple):
    """A good one: of this witness, at ``time`` (seconds since the epoch, by the witness's clock)."""

    witness: WitnessKey
    time: int


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The public half of a witness: its name and the 32 bytes of the Ed25519 point."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> WitnessKey:
        """``<name>+<key id, 8 hex digits>+<base64 of 0x04 and the public key>``. Raises ``VerificationError``."""
        return cls(*read_vkey(vkey, _COSIGNATURE))

    @property
    def key_id(self) -> bytes:
        return key_id_of(self.name, self.public, _COSIGNATURE)

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_COSIGNATURE + self.public).decode('ascii')}"

    def find(self, text: str, lines: list[str]) -> Cosignature | None:
        """This witness's cosignature of a checkpoint's ``text`` among signature lines; None where none of them is its own.

        Raises ``VerificationError`` for a line that is no signature, and for one in this witness's name that is not good.
        """
        found: Cosignature | None = None
        for line in lines:
            name, key_id, signature = signature_of(line)
            if (name, key_id) != (self.name, self.key_id):
                continue
            if found is not None or len(signature) != _SIGNATURE_BYTES:
                raise VerificationError("bad_note")
            time = int.from_bytes(signature[:8], "big")
            if time > _LATEST:
                raise VerificationError("bad_note")
            try:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature[8:], _message(text, time))
            except (InvalidSignature, ValueError):
                raise VerificationError("bad_signature") from None
            found = Cosignature(self, time)
        return found


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's key. Neither its representation nor its errors hold the private half."""

    name: str
    _key: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise ValueError("a key name is 1 to 128 characters of A-Z a-z 0-9 _ . / : -")

    @classmethod
    def generate(cls, name: str) -> Cosigner:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, skey: str) -> Cosigner:
        """``PRIVATE+KEY+<name>+<key id>+<base64 of 0x04 and the seed>``. Raises ``VerificationError``."""
        return cls(*read_skey(skey, _COSIGNATURE))

    @property
    def skey(self) -> str:
        """The private key as text: for a key file of mode 0400 and for nothing else."""
        seed = base64.b64encode(_COSIGNATURE + self._key.private_bytes_raw()).decode("ascii")
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @property
    def verifier(self) -> WitnessKey:
        return WitnessKey(self.name, self._key.public_key().public_bytes_raw())

    def cosign(self, text: str, time: int) -> str:
        """The signature line, with its newline, for a checkpoint's text as of ``time`` (seconds since the epoch)."""
        signature = time.to_bytes(8, "big") + self._key.sign(_message(text, time))
        return signature_line(self.name, self.verifier.key_id, signature)


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def signature_lines(data: bytes) -> list[str]:
    """The lines of one or more signatures, each of which ends with a newline. Raises ``VerificationError``."""
    try:
        *lines, rest = data.decode().split("\n")
    except UnicodeDecodeError:
        raise VerificationError("bad_note") from None
    if rest or not 0 < len(lines) <= _MOST_LINES:
        raise VerificationError("bad_note")
    return lines
