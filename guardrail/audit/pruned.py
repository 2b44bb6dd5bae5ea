"""The signed statement that stands for records which are gone after their term, and what a reader needs to go on behind them.

The hashes of the records stay, so roots, checkpoints and proofs hold as before. Everything that a statement says can be checked: the root
against checkpoints and roster, the keys against the roster, the tenants' counts against the next summary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from guardrail.core.canonical import Json, canonical_json

from .entry import Entry
from .fields import is_tenant
from .note import NoteSigner, NoteVerifier, VerificationError

__all__ = ["Statement", "digest_of", "is_basis", "statements_of"]

_HASH: Final = re.compile(r"[0-9a-f]{64}").fullmatch
_WRITER: Final = re.compile(r"[0-9a-f]{32}").fullmatch
_EXCHANGE: Final = re.compile(r"[0-9a-f-]{36}").fullmatch
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_BASIS: Final = re.compile(r"(?!.*[0-9]{10})[A-Za-z][A-Za-z0-9_.:/-]{0,63}").fullmatch


def is_basis(text: str) -> bool:
    """Whether a legal basis is written as records take it: ``UU-27-2022/43``, ``JRA-2024/12.3``; no sentence, no number of a person."""
    return _BASIS(text) is not None


def digest_of(note: bytes) -> str:
    """What ``retention.done`` calls a signed statement by."""
    return sha256(note).hexdigest()


def statements_of(entry: Entry) -> list[str]:
    """The digests of statements that a ``retention.done`` speaks of: its own, and those of which no other record speaks any more."""
    fields = entry.decoded()
    carried = fields.get("carried")
    return [str(fields.get("statement")), *(map(str, carried) if isinstance(carried, list) else ())]


@dataclass(frozen=True, slots=True)
class Statement:
    """The first ``size`` records of ``writer`` are gone; ``root`` is the hex head over them."""

    writer: str
    size: int
    root: str
    epochs: tuple[tuple[int, str], ...]
    """Of each key after the first: the size from which on it signs, and its 32 public bytes in hex."""
    tenants: Mapping[str, int]
    """Records of each tenant among those that are gone."""
    open: tuple[str, ...]
    """Calls whose intent is among them and whose outcome is not."""
    before: str
    """Day (UTC) before which the records were written."""
    basis: str

    @property
    def text(self) -> str:
        epochs: list[Json] = [[size, key] for size, key in self.epochs]
        said: dict[str, Json] = {
            "v": 1,
            "pruned": self.writer,
            "size": self.size,
            "root": self.root,
            "epochs": epochs,
            "tenants": dict(self.tenants),
            "open": list(self.open),
            "before": self.before,
            "basis": self.basis,
        }
        return canonical_json(said).decode("ascii") + "\n"

    def sign(self, signer: NoteSigner) -> bytes:
        return signer.sign(self.text).encode()

    @classmethod
    def open_note(cls, note: bytes, root: NoteVerifier | None) -> Statement:
        """The statement of a note that the root key signed; without the key nobody is asked. Raises ``VerificationError``."""
        try:
            text = note.decode("utf-8")
        except UnicodeDecodeError:
            raise VerificationError("bad_note") from None
        return cls.parse(root.open(text) if root is not None else text.partition("\n\n")[0] + "\n")

    @classmethod
    def parse(cls, text: str) -> Statement:
        """Raises ``VerificationError`` for anything but the one way in which a statement is written."""
        try:
            match json.loads(text):
                case {
                    "v": 1,
                    "pruned": str(writer),
                    "size": int(size),
                    "root": str(root),
                    "epochs": list(epochs),
                    "tenants": dict(tenants),
                    "open": list(calls),
                    "before": str(before),
                    "basis": str(basis),
                }:
                    keys = tuple((int(at), str(key)) for at, key in epochs)
                    counts = {tenant: count for tenant, count in tenants.items() if type(count) is int}
                    made = cls(writer, int(size), root, keys, counts, tuple(map(str, calls)), before, basis)
                    if made._is_sound() and made.text == text:
                        return made
        except (ValueError, TypeError, RecursionError):
            pass
        raise VerificationError("bad_statement")

    def _is_sound(self) -> bool:
        sizes = [at for at, _ in self.epochs]
        return (
            _WRITER(self.writer) is not None
            and self.size > 0
            and _HASH(self.root) is not None
            and sizes == sorted(set(sizes))
            and all(0 < at <= self.size and _HASH(key) for at, key in self.epochs)
            and all(is_tenant(tenant) and 0 < count <= self.size for tenant, count in self.tenants.items())
            and sum(self.tenants.values()) == self.size
            and all(_EXCHANGE(call) for call in self.open)
            and _DAY(self.before) is not None
            and is_basis(self.basis)
        )
