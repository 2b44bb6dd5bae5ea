#!/usr/bin/env python3
# ruff: noqa: T201, UP017, B905, RUF007
"""Pemeriksa mandiri catatan audit guardrail. / The standalone verifier of guardrail's audit log.

    python3 verify.py PAKET.zip --key "KUNCI" --roster "UKURAN AKAR"

Satu berkas, tanpa guardrail: cukup Python 3.9 ke atas; pustaka `cryptography` mempercepat, tetapi tidak wajib. KUNCI dan baris
"UKURAN AKAR" berasal dari kertas Anda, tidak pernah dari paket yang diperiksa. Ambil juga berkas ini dari sumber yang Anda percaya.

One file, no guardrail: Python 3.9 or newer is enough; the library `cryptography` makes it faster and is not required. The key and the
line "SIZE ROOT" come from your own paper, never from what is verified. Take this file, too, from a source that you trust.

Reads an export (a zip, or the folder it was unpacked into) or an audit directory. Exit code 0 intact, 1 broken, 2 incomplete.

What is checked, and what each check proves:

  sum, shape        the bytes of a record are the ones that were written (SHA-256 in the record itself)
  sequence, prev    no record was dropped, added or moved: each has the next number and the hash of the one before it
  tenant sequence   no record of one agency was dropped: each agency's records are numbered without gaps
  tree head         at every signed size the Merkle tree (RFC 6962) over all records is the one that was signed; since one tree grows
                    through all of them, every older signed state is a beginning of every newer one (consistency), and every record
                    stands in all of them (inclusion). An export holds other agencies' records as hashes of whole subtrees only
  signature         the tree head was signed (Ed25519) with the key in force at that size; the last signed record of an epoch names the
                    next key, the roster names the first, and your key from paper signed the roster
  summary           how many records each agency had, said by the log itself under its signed heads: an export's records are all
  statements        records that are gone after their term left their hashes and a signed statement, and a later record speaks of it
  roster            which logs there are, and how each ended: none is missing, foreign, cut short, or went on after its end
  your older line   the roster that you saw before is a beginning of this one: nothing was put back to an older state
  calls             every outcome has its intent (whole logs only)
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

__all__ = ["Finding", "Verdict", "ed25519_is_good", "main", "verify"]

INTACT, BROKEN, INCOMPLETE = 0, 1, 2
NO_PREVIOUS = "0" * 64
SYSTEM = "-"
"""Tenant of records that belong to the log itself."""
OF_THE_LOG = ("log.summary", "key.rotated", "writer.stop", "writer.recover", "retention.done")
"""Records without a tenant that an export for one agency shows."""
LONGEST_LINE = 131_072
MOST_SHOWN = 20
"""Places that are listed for people; a program gets all."""


class Broken(Exception):
    """Something is not as it was written. ``check`` is one of the keys of ``WORDS``; ``file`` is empty where the catcher knows it."""

    def __init__(self, check: str, file: str = "") -> None:
        self.check = check
        self.file = file
        super().__init__(check)


class Finding(NamedTuple):
    """Where something was found. ``line`` counts from 1; ``seq`` is the sequence number of a record, or the size of a tree."""

    check: str
    file: str
    line: int
    seq: int


# ---------------------------------------------------------------- Merkle tree (RFC 6962, section 2.1)


def leaf_hash(record: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows to the right. Only the heads of its complete subtrees are kept: ``(level, hash)``, a level has 2**level leaves."""

    def __init__(self, *, remembers: bool = False) -> None:
        self.size = 0
        self._heads: list[tuple[int, bytes]] = []
        self._parts: dict[tuple[int, int], bytes] | None = {} if remembers else None

    def add(self, node: bytes, level: int = 0) -> None:
        """Add a leaf, or at its aligned place a complete subtree of which only the head is known."""
        if self._parts is not None:
            self._parts[self.size, self.size + (1 << level)] = node
        self.size += 1 << level
        while self._heads and self._heads[-1][0] == level:
            node = node_hash(self._heads.pop()[1], node)
            level += 1
        self._heads.append((level, node))

    def root(self) -> bytes:
        if not self._heads:
            return hashlib.sha256().digest()
        root = self._heads[-1][1]
        for _, head in reversed(self._heads[:-1]):
            root = node_hash(head, root)
        return root

    def proof(self, index: int, size: int) -> list[bytes]:
        """The RFC 6962 inclusion proof of one leaf in the tree of ``size`` leaves, of a tree that remembers its parts."""
        start, end, path = 0, size, []
        while end - start > 1:
            middle = start + (1 << ((end - start - 1).bit_length() - 1))
            if index < middle:
                path.append(self._head(middle, end))
                end = middle
            else:
                path.append(self._head(start, middle))
                start = middle
        return path[::-1]

    def _head(self, start: int, end: int) -> bytes:
        known = (self._parts or {}).get((start, end))
        if known is not None:
            return known
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        return node_hash(self._head(start, middle), self._head(middle, end))


def subtrees(start: int, end: int) -> Iterator[int]:
    """Levels of the largest aligned complete subtrees that fill the places from ``start`` up to ``end``, from left to right."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level
        start += 1 << level


# ---------------------------------------------------------------- Ed25519 (RFC 8032) for computers without `cryptography`

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T."""


def _x_of(y: int, sign: int) -> int:
    """The x with this sign on the curve. Raises ``ValueError``."""
    if y >= P:
        raise ValueError
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError
    return P - x if x & 1 != sign else x


def _plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    product: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            product = _plus(product, point)
        point = _plus(point, point)
        number >>= 1
    return product


def _decode(encoded: bytes) -> Point:
    number = int.from_bytes(encoded, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return (x, y, 1, x * y % P)


def _encode(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return int(y | (x & 1) << 255).to_bytes(32, "little")


BASE: Point = _decode(bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666"))


def ed25519_is_good(public: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032, 5.1.7, strict: canonical encodings, S below the group's order, no cofactor. Takes about 10 ms."""
    if len(public) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= Q:
        return False
    try:
        key = _decode(public)
    except ValueError:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    minus_key = (P - key[0], key[1], 1, P - key[3])
    return _encode(_plus(_times(scalar, BASE), _times(challenge, minus_key))) == signature[:32]


def signature_is_good(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return ed25519_is_good(public, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# ---------------------------------------------------------------- Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint)


LOG_KEY, WITNESS_KEY = b"\x01", b"\x04"
"""Kinds of keys in C2SP signed-note."""


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes


def exact_base64(text: str, length: int) -> bytes:
    """Exactly so many bytes, in the one spelling that is canonical. Raises ``Broken``."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Broken("bad_base64") from None
    if len(data) != length or base64.b64encode(data).decode("ascii") != text:
        raise Broken("bad_base64")
    return data


def key_named(name: str, public: bytes, algorithm: bytes = LOG_KEY) -> Key:
    return Key(name, hashlib.sha256(name.encode() + b"\n" + algorithm + public).digest()[:4], public)


def read_key(text: str, algorithm: bytes = LOG_KEY) -> Key:
    """``name+id+base64``, as it stands on paper. Raises ``Broken``."""
    match = re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9_./:-]{0,127})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", text)
    if match is None:
        raise Broken("bad_key")
    data = exact_base64(match[3], 33)
    key = key_named(match[1], data[1:], algorithm)
    if data[:1] != algorithm or key.id.hex() != match[2]:
        raise Broken("bad_key")
    return key


def parts_of(note: bytes) -> tuple[str, list[str]]:
    """The text of a note, and the lines with signatures under it. Raises ``Broken``."""
    try:
        text, separator, signatures = note.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Broken("bad_note") from None
    lines = signatures[:-1].split("\n")
    if not separator or not text or not signatures.endswith("\n") or len(lines) > 16:
        raise Broken("bad_note")
    return text + "\n", lines


def signatures_of(lines: list[str], key: Key) -> Iterator[bytes]:
    """The signatures that say to be of this key; others are passed over. Raises ``Broken`` for a line that is none."""
    for line in lines:
        name, space, encoded = line[2:].partition(" ")
        if not line.startswith("\N{EM DASH} ") or not space or not name or "+" in name:
            raise Broken("bad_note")
        data = exact_base64(encoded, len(encoded) // 4 * 3 - encoded[-2:].count("="))
        if len(data) < 5:
            raise Broken("bad_note")
        if name == key.name and data[:4] == key.id:
            yield data[4:]


def open_note(note: bytes, key: Key) -> str:
    """The text of a note that this key signed, once. Raises ``Broken``."""
    text, lines = parts_of(note)
    signed = False
    for signature in signatures_of(lines, key):
        if signed:
            raise Broken("bad_note")
        if not signature_is_good(key.public, signature, text.encode()):
            raise Broken("bad_signature")
        signed = True
    if not signed:
        raise Broken("unknown_key")
    return text


def cosigned_at(note: bytes, witness: Key) -> int:
    """When a witness saw this note (C2SP tlog-cosignature, seconds since 1970 by its clock); 0 where it did not. Raises ``Broken``."""
    text, lines = parts_of(note)
    own = list(signatures_of(lines, witness))
    if not own:
        return 0
    time = int.from_bytes(own[0][:8], "big")
    if len(own) > 1 or len(own[0]) != 72:
        raise Broken("bad_note")
    if not signature_is_good(witness.public, own[0][8:], f"cosignature/v1\ntime {time}\n{text}".encode()):
        raise Broken("bad_signature")
    return time


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


_SIZE = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch


def read_checkpoint(text: str) -> Checkpoint:
    """Three lines: the log's name, its size, its root. Raises ``Broken``."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not _SIZE(lines[1]) or lines[3]:
        raise Broken("bad_checkpoint")
    return Checkpoint(lines[0], int(lines[1]), exact_base64(lines[2], 32))


def read_line_from_paper(line: str) -> Checkpoint:
    """``<size> <root>``. Raises ``Broken``."""
    size, _, root = line.strip().partition(" ")
    if not _SIZE(size):
        raise Broken("bad_checkpoint")
    return Checkpoint("", int(size), exact_base64(root, 32))


# ---------------------------------------------------------------- Records


class Record(NamedTuple):
    """``fields`` are the bytes between the envelope and the sum: a comma and the inner part of a JSON object."""

    id: str
    event: str
    writer: str
    seq: int
    prev: str
    time: str
    epoch: int
    tenant: str
    tseq: int
    fields: bytes


_HEAD = re.compile(
    rb'\{"v":1,"id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})","ev":"([a-z]+\.[a-z_]+)","writer":"([0-9a-f]{32})",'
    rb'"seq":(0|[1-9][0-9]{0,15}),"prev":"([0-9a-f]{64})","t":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)",'
    rb'"mono":(?:0|[1-9][0-9]{0,18}),"ep":(0|[1-9][0-9]{0,15}),"ten":"([A-Za-z0-9_./-]{1,128})","tseq":(0|[1-9][0-9]{0,15})(?=,"|$)'
).match
_SUM = re.compile(rb',"sum":"([0-9a-f]{64})"\}').fullmatch
_LENGTH_OF_SUM = 74
_EXCHANGE = re.compile(rb'[,{]"exchange":"([0-9a-f-]{36})"').search


def read_record(line: bytes) -> Record:
    """One stored line without its newline. Raises ``Broken``."""
    end = len(line) - _LENGTH_OF_SUM
    found = _SUM(line, end) if end > 0 else None
    if found is None:
        raise Broken("bad_record")
    if hashlib.sha256(line[:end]).hexdigest().encode("ascii") != found[1]:
        raise Broken("bad_sum")
    head = _HEAD(line, 0, end)
    if head is None:
        raise Broken("bad_record")
    # The separator is in none of them: one decoding for all.
    id_, event, writer, seq, prev, time, epoch, tenant, tseq = b"\n".join(head.groups()).decode("ascii").split("\n")
    return Record(id_, event, writer, int(seq), prev, time, int(epoch), tenant, int(tseq), line[head.end() : end])


def fields_of(record: Record) -> dict[str, Any]:
    """What the record says beside its envelope. Raises ``Broken``."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        fields: dict[str, Any] = json.loads(b"{" + record.fields[1:] + b"}", object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Broken("bad_json") from None
    return fields


# ---------------------------------------------------------------- Files: a zip, a folder, or a folder in either


class Files(Protocol):
    """What is verified: names with slashes, and their bytes."""

    def names(self) -> list[str]: ...

    def open(self, name: str) -> BinaryIO: ...


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        found = (path for path in self._path.rglob("*") if path.is_symlink() or not path.is_dir())
        return sorted(path.relative_to(self._path).as_posix() for path in found)

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")


class Zip:
    """An export is closed with the SHA-256 of all its bytes before that: 64 hex digits, as the zip's comment. ``whole`` says whether they
    fit. Raises ``Broken`` for what is no zip at all.
    """

    def __init__(self, path: Path) -> None:
        digest, rest = hashlib.sha256(), path.stat().st_size - 64
        with path.open("rb") as file:
            while rest > 0:
                block = file.read(min(rest, 1 << 20))
                digest.update(block)
                rest -= max(len(block), 1)
            seal = file.read()
        self.whole = digest.hexdigest().encode("ascii") == seal
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
            raise Broken("bad_zip") from None
        if len(set(self._zip.namelist())) != len(self._zip.namelist()):
            raise Broken("bad_zip")

    def names(self) -> list[str]:
        return sorted(self._zip.namelist())

    def open(self, name: str) -> BinaryIO:
        return io.BufferedReader(cast(Any, self._zip.open(name)), 1 << 16)


class Part:
    """A folder within files."""

    def __init__(self, files: Files, prefix: str) -> None:
        self._files = files
        self._prefix = prefix

    def names(self) -> list[str]:
        return [name[len(self._prefix) :] for name in self._files.names() if name.startswith(self._prefix)]

    def open(self, name: str) -> BinaryIO:
        return self._files.open(self._prefix + name)


def read(files: Files, name: str) -> bytes:
    with files.open(name) as file:
        data: bytes = file.read()
    return data


def lines_of(files: Files, name: str) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, each with its newline. Raises ``Broken`` for one that is longer than any record."""
    with files.open(name) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise Broken("bad_record")
            yield number, line


# ---------------------------------------------------------------- Roster: which logs there are

_LEAF = re.compile(
    rb'\{"v":1,"writer":"([0-9a-f]{32})","size":(0|[1-9][0-9]{0,15}),"root":"([0-9a-f]{64})","state":"(open|closed|abandoned)",'
    rb'"epoch":(0|[1-9][0-9]{0,15}),"key":"([0-9a-f]{64})"\}'
).fullmatch


class Said(NamedTuple):
    """What the roster says of a log: at this size it had this root; whether it goes on; the key of its epoch."""

    line: int
    size: int
    root: str
    state: str
    epoch: int
    key: str

    @property
    def ended(self) -> bool:
        return self.state != "open"


class Roster:
    """Blocks of lines, each block followed by a note that the root key signed over all lines so far."""

    def __init__(self, data: bytes, key: Key) -> None:
        """Raises ``Broken``."""
        self.logs: dict[str, list[Said]] = {}
        self.roots: dict[int, bytes] = {}
        """Signed heads by size."""
        self.tree = Tree()
        lines = data.split(b"\n")[:-1]
        at = offset = first = 0
        while at < len(lines):
            if lines[at].startswith(b"{"):
                at += 1
                continue
            block = lines[at : at + 6]
            if len(block) < 6:
                break
            if block[5] or at == first:
                raise Broken("bad_roster")
            signed = read_checkpoint(open_note(b"\n".join(block[:5]) + b"\n", key))
            for number in range(first, at):
                self._add(lines[number], number + 1)
            if signed != (f"{key.name}/roster", self.tree.size, self.tree.root()):
                raise Broken("root_mismatch")
            self.roots[signed.size] = signed.root
            at += 6
            offset += sum(len(line) + 1 for line in lines[first:at])
            first = at
        self.torn = len(data) - offset
        for said in self.logs.values():
            self._check_order(said)

    def _add(self, line: bytes, number: int) -> None:
        match = _LEAF(line)
        if match is None:
            raise Broken("bad_roster")
        writer, size, root, state, epoch, key = (part.decode("ascii") for part in match.groups())
        self.logs.setdefault(writer, []).append(Said(number, int(size), root, state, int(epoch), key))
        self.tree.add(leaf_hash(line))

    def _check_order(self, said: list[Said]) -> None:
        """A log begins empty, grows, and says nothing after its end."""
        fits = said[0].state == "open" and said[0].size == said[0].epoch == 0
        for before, one in zip(said, said[1:]):
            fits = fits and not before.ended and one.size >= before.size and one.epoch >= before.epoch
        if not fits:
            raise Broken("roster_out_of_order")

    @property
    def line_for_paper(self) -> str:
        return f"{self.tree.size} {base64.b64encode(self.tree.root()).decode('ascii')}"


# ---------------------------------------------------------------- Statements about records that are gone after their term


class Statement(NamedTuple):
    """The first ``size`` records of a log are gone; all were written before the day ``before`` (UTC). Their hashes are still there."""

    writer: str
    size: int
    root: str
    epochs: list[list[Any]]
    """Of each key after the first: the size from which on it signs, and the key."""
    tenants: dict[str, int]
    open: list[str]
    """Calls whose intent is gone and whose outcome is not."""
    before: str
    digest: str
    """SHA-256 of the signed statement: a later record of the log (``retention.done``) names it."""


def read_statement(note: bytes, key: Key) -> Statement:
    """Raises ``Broken``."""
    text = open_note(note, key)
    try:
        said = json.loads(text)
        same = json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n" == text
        if not same or said["v"] != 1 or sum(said["tenants"].values()) != said["size"]:
            raise ValueError
        rest = (said["root"], said["epochs"], said["tenants"], said["open"], said["before"], hashlib.sha256(note).hexdigest())
        return Statement(said["pruned"], said["size"], *rest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Broken("bad_statement") from None


# ---------------------------------------------------------------- One log


class Scope(NamedTuple):
    """What an export is about: a tenant with all below it, and a range of time, ``since`` included, ``until`` not; empty is without end."""

    tenant: str
    since: str
    until: str

    def holds(self, tenant: str) -> bool:
        return tenant == self.tenant or tenant.startswith(self.tenant + "/")


class Head(NamedTuple):
    """A checkpoint as it was found in a file, not yet believed."""

    checkpoint: Checkpoint
    note: bytes
    file: str
    line: int


class Log:
    """One log, read from left to right. Raises ``Broken`` at the first thing that is not as it was written."""

    def __init__(self, writer: str, key: Key, said: list[Said], scope: Scope | None, *, remembers: bool = False) -> None:
        self.writer = writer
        self.tree = Tree(remembers=remembers)
        self.records = 0
        self.covered = 0
        self.checkpoints = 0
        self.stopped_at = ""
        """Time of ``writer.stop``."""
        self.hidden = False
        """Some leaves were hashes only."""
        self.since: dict[str, str] = {}
        """From when on each tenant's records are all shown; empty from the beginning."""
        self.known_until = ""
        """Time of the last summary that says of every tenant how many records it has."""
        self.hidden_since = False
        """Leaves after that summary were hashes only."""
        self.shown: dict[str, int] = {}
        """Records of each tenant within the time asked for."""
        self.recovered: list[tuple[str, int, str, str, Finding]] = []
        self.statements: set[str] = set()
        """Digests of statements that its records speak of."""
        self.gone: Statement | None = None
        """Of its own first records."""
        self.wanted: int | None = None
        """Place of the record of which a proof is wanted, and the first good checkpoint over it."""
        self.proof_head: Head | None = None
        self.heads: list[Head] = []
        """Checkpoints still to be met, the nearest last."""
        self.marks = [(one.size, one.root, one.line) for one in reversed(said)]
        """What the roster says, still to be met, the nearest last."""
        self._key = key
        self._scope = scope
        self._epoch = 0
        self._successor: Key | None = None
        self._previous: str | None = NO_PREVIOUS
        self._counts: dict[str, int] = {}
        self._summed: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        self._parts_seen = 0

    def take(self, record: Record, line: bytes, file: str, number: int) -> None:
        """The next leaf is this record, read from this line."""
        if record.writer != self.writer:
            raise Broken("foreign_record")
        if record.seq != self.tree.size:
            raise Broken("sequence_gap")
        if self._previous is not None and record.prev != self._previous:
            raise Broken("chain_broken")
        self._count(record)
        if self.stopped_at:
            raise Broken("record_after_stop")
        if self._successor is not None:
            raise Broken("epoch_not_vouched")
        if record.epoch != self._epoch:
            raise Broken("wrong_epoch")
        if record.event == "log.summary":
            self._sum(record)
        else:
            self._parts_seen = 0
        if record.event == "key.rotated":
            self._rotate(record)
        elif record.event == "writer.stop":
            self.stopped_at = record.time
        elif record.event == "retention.done":
            fields = fields_of(record)
            self.statements.update(str(digest) for digest in [fields.get("statement"), *fields.get("carried", ())])
        elif record.event == "writer.recover":
            self._recover(record, Finding("dead_writer_changed", file, number, record.seq))
        leaf = leaf_hash(line)
        self.tree.add(leaf)
        self._previous = leaf.hex()
        self.records += 1

    def hide(self, hashes: BinaryIO, end: int) -> None:
        """The leaves up to ``end`` are somebody else's: only heads of subtrees are shown, as few as there can be."""
        if self._successor is not None:
            raise Broken("epoch_not_vouched")
        if self.tree.size < end:
            self.hidden = self.hidden_since = True
            self._parts_seen = 0
            self._previous = None
        for level in subtrees(self.tree.size, end):
            head = hashes.read(32)
            if len(head) != 32:
                raise Broken("hashes_missing")
            self.tree.add(head, level)

    def lose(self, leaf: bytes, statement: Statement) -> None:
        """The next leaf is the hash of a record that is gone, of which ``statement`` speaks."""
        self.tree.add(leaf)
        self._previous = leaf.hex()
        while self._epoch < len(statement.epochs) and statement.epochs[self._epoch][0] < self.tree.size:
            self._go_on(key_named(self._key.name, bytes.fromhex(statement.epochs[self._epoch][1])))

    def go_on_behind(self, statement: Statement) -> None:
        """Behind the records that are gone. Raises ``Broken`` where the hashes are not those of which the statement speaks."""
        if self.tree.root().hex() != statement.root:
            raise Broken("root_mismatch")
        for _, public in statement.epochs[self._epoch :]:
            self._go_on(key_named(self._key.name, bytes.fromhex(public)))
        self.gone = statement
        if self._scope is None:
            self._counts = dict(statement.tenants)

    def _go_on(self, key: Key) -> None:
        self._epoch, self._key = self._epoch + 1, key

    def meet(self) -> tuple[str, Head | int] | None:
        """Where a checkpoint or the roster names this size, signature and tree head must be right; else what is wrong, and where."""
        while self.marks and self.marks[-1][0] <= self.tree.size:
            _, root, line = self.marks.pop()
            if root != self.tree.root().hex():
                return "roster_mismatch", line
        if not self.heads or self.heads[-1].checkpoint.size != self.tree.size or self.tree.size == 0:
            return None  # nobody signs an empty log: such a checkpoint is never met
        head = self.heads.pop()
        try:
            checkpoint = read_checkpoint(open_note(head.note, self._key))
        except Broken as broken:
            return broken.check, head
        if checkpoint.root != self.tree.root():
            return "root_mismatch", head
        summed = self.records > 0 and not self.hidden
        if summed and any(self._summed.get(name) != count for name, count in self._counts.items() if name != SYSTEM):
            return "summary_missing", head
        self.checkpoints += 1
        self.covered = self.tree.size
        if self.wanted is not None and self.proof_head is None:
            self.proof_head = head
        if self._successor is not None:
            self._go_on(self._successor)
            self._successor = None
        return None

    @property
    def waits_for_checkpoint(self) -> bool:
        """The last record ended an epoch: nothing may follow before the checkpoint that vouches for it."""
        return self._successor is not None

    def _is_known(self, tenant: str) -> bool:
        """Whether this tenant's records are all shown, so that its next number is known."""
        return not self.hidden or (tenant in self._counts and self._scope is not None and self._scope.holds(tenant))

    def _count(self, record: Record) -> None:
        tenant, scope = record.tenant, self._scope
        if scope is not None and not scope.holds(tenant) and (tenant != SYSTEM or record.event not in OF_THE_LOG):
            raise Broken("foreign_tenant")
        if self._is_known(tenant) and record.tseq != self._counts.get(tenant, 0):
            raise Broken("tenant_sequence_gap")
        self._counts[tenant] = record.tseq + 1
        if scope is not None and scope.holds(tenant):
            self._begin(tenant, record.tseq, record.time)
            if scope.since <= record.time and (not scope.until or record.time < scope.until):
                self.shown[tenant] = self.shown.get(tenant, 0) + 1

    def _begin(self, tenant: str, count: int, time: str) -> None:
        """From here on all of a tenant's records are shown; ``count`` came before."""
        gone = self.gone.before if self.gone is not None and self.gone.tenants.get(tenant, 0) == count else time
        self.since.setdefault(tenant, gone if count else "")

    def _sum(self, record: Record) -> None:
        """A summary says how many records each tenant has by now; where there are very many, ``parts`` of them stand in a row."""
        fields = fields_of(record)
        tenants, parts = fields.get("tenants"), fields.get("parts", 1)
        if not isinstance(tenants, dict) or type(parts) is not int or not all(type(count) is int for count in tenants.values()):
            raise Broken("summary_mismatch")
        for tenant, count in tenants.items():
            if self._is_known(tenant) and self._counts.get(tenant, 0) != count:
                raise Broken("summary_mismatch")
            if self._scope is not None and self._scope.holds(tenant):
                self._begin(tenant, count, record.time)
                self._counts[tenant] = count
        self._summed.update(tenants)
        self._parts = {**self._parts, **tenants} if self._parts_seen else tenants
        self._parts_seen += 1
        if self._parts_seen >= parts:
            if self._scope is not None:
                lost = [name for name in self._counts if self._scope.holds(name) and self._counts[name] and name not in self._parts]
                if lost:
                    raise Broken("summary_mismatch")
            self.known_until, self.hidden_since, self._parts_seen = record.time, False, 0

    def _rotate(self, record: Record) -> None:
        fields = fields_of(record)
        public = fields.get("public")
        if fields.get("epoch") != self._epoch + 1 or not isinstance(public, str) or not re.fullmatch("[0-9a-f]{64}", public):
            raise Broken("bad_record")
        self._successor = key_named(self._key.name, bytes.fromhex(public))

    def _recover(self, record: Record, place: Finding) -> None:
        fields = fields_of(record)
        dead, size, root = fields.get("dead"), fields.get("size"), fields.get("root")
        if not isinstance(dead, str) or type(size) is not int or not isinstance(root, str):
            raise Broken("bad_record")
        self.recovered.append((dead, size, root, record.time, place))


def collect_heads(files: Files, names: Iterable[str], origin: str) -> tuple[list[Head], int, Finding | None]:
    """Checkpoints of a log, newest first; bytes behind the last whole one; and the first that is none: behind it nothing was read."""
    heads: list[Head] = []
    torn = 0
    names = list(names)
    for name in names:
        data = read(files, name)
        *blocks, _ = data.split(b"\n\n")
        line = 1
        try:
            for at in range(0, len(blocks) // 2 * 2, 2):
                note = blocks[at] + b"\n\n" + blocks[at + 1] + b"\n"
                try:
                    checkpoint = read_checkpoint(note.decode().partition("\n\n")[0] + "\n")
                except UnicodeDecodeError:
                    raise Broken("bad_note") from None
                if checkpoint.origin != origin or (heads and checkpoint.size <= heads[-1].checkpoint.size):
                    raise Broken("checkpoint_out_of_place")
                heads.append(Head(checkpoint, note, name, line))
                line += note.count(b"\n") + 1
            rest = len(data) - sum(len(head.note) + 1 for head in heads if head.file == name)
            if rest and name != names[-1]:
                raise Broken("torn_inside")
            torn += rest
        except Broken as broken:
            return heads[::-1], torn, Finding(broken.check, name, line, heads[-1].checkpoint.size if heads else 0)
    return heads[::-1], torn, None


def proof_of(tree: Tree, index: int, head: Head) -> str:
    """C2SP tlog-proof: verifiers of other authors can check that the leaf stands at this place under the signed head."""
    path = "".join(f"{base64.b64encode(node).decode('ascii')}\n" for node in tree.proof(index, head.checkpoint.size))
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{head.note.decode()}"


# ---------------------------------------------------------------- The verification


class Verdict:
    """What was found. ``broken`` proves a change; ``incomplete`` says what was not proved."""

    def __init__(self) -> None:
        self.broken: list[Finding] = []
        self.incomplete: list[tuple[str, str]] = []
        self.records = self.logs = self.checkpoints = self.open_calls = 0
        self.scope: Scope | None = None
        self.shown: dict[str, int] = {}
        self.gone: list[tuple[str, int, str]] = []
        """Logs of which the first records are gone after their term: how many, and before which day they were written."""
        self.policies: list[str] = []
        self.missing_policies: list[str] = []
        self.roster = ""
        self.witnessed: list[tuple[str, int, int]] = []
        """Witnesses, the size of the roster that they saw, and when (seconds since 1970, by their clocks)."""
        self.proof = ""
        """Of the one record that was wanted, as C2SP tlog-proof has it."""

    @property
    def exit(self) -> int:
        return BROKEN if self.broken else INCOMPLETE if self.incomplete else INTACT


def verify(
    place: Path,
    key: str,
    roster: str | None,
    *,
    first: bool = False,
    wanted: str = "",
    witnesses: Sequence[str] = (),
    required: int = 0,
) -> Verdict:
    """Check an export or an audit directory. ``first`` says that no older line of the roster exists yet; ``wanted`` is the id of a record
    of which a proof is to be made; ``witnesses`` are keys of witnesses, of whom ``required`` (all of them) must have seen the roster.

    Raises ``Broken`` (``bad_key``, ``bad_base64``, ``bad_checkpoint``) only for what was given from paper.
    """
    paper_key = read_key(key)
    paper_line = read_line_from_paper(roster) if roster is not None else None
    verdict = Verdict()
    keys = [read_key(one, WITNESS_KEY) for one in witnesses]
    if len({one.public for one in keys}) < max(len(keys), required):
        raise Broken("bad_key")
    if paper_line is None and not first and not keys:
        verdict.incomplete.append(("no_older_line", ""))
    verification = _Verification(verdict, paper_key, paper_line, wanted, keys, required or len(keys))
    try:
        verification.run(place)
    except Broken as broken:
        verdict.broken.append(Finding(broken.check, broken.file or place.name, 1, 0))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError, ValueError, KeyError, TypeError):
        verdict.broken.append(Finding("unreadable", place.name, 1, 0))
    except OSError:
        if not verification.damaged:
            raise
        verdict.broken.append(Finding("unreadable", place.name, 1, 0))  # places in a damaged zip that are none
    # Which record is damaged says more than which file: that comes first.
    verdict.broken += verification.damaged
    return verdict


_OF_LOG = re.compile(r"([0-9a-f]{32})(?:-[0-9]{12,16}\.(?:jsonl|checkpoints|(?:leaves|pruned)(?:\.new)?)|\.vkey)").fullmatch
_OF_EXPORTED_LOG = re.compile(r"([0-9a-f]{32})\.(?:jsonl|checkpoints|hashes|pruned)").fullmatch
_BESIDE = {"roster", "roster.cosigned", ".ballast", ".lock", ".prune"}
_TIME = re.compile(r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z").fullmatch
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*").fullmatch


class _Verification:
    def __init__(self, verdict: Verdict, key: Key, older: Checkpoint | None, wanted: str, witnesses: Sequence[Key], required: int) -> None:
        self.witnesses = witnesses
        self.required = required
        self.verdict = verdict
        self.wanted = wanted
        self.key = key
        self.older = older
        self.roster: Roster | None = None
        self.damaged: list[Finding] = []
        """Files that are not what was exported."""
        self.recovered: dict[str, tuple[int, str, str, Finding]] = {}
        self.ends: dict[str, tuple[int, str]] = {}
        self.logs: dict[str, Log] = {}
        self.calls: dict[str, Finding | None] = {}
        self.statements: set[str] = set()
        self.gone: list[tuple[Statement, str]] = []
        """Statements that stand for records, with their files."""
        self.digests: set[str] = set()

    def run(self, place: Path) -> None:
        files: Files = Folder(place) if place.is_dir() else Zip(place)
        if isinstance(files, Zip) and not files.whole:
            self.damaged.append(Finding("bad_seal", place.name, 1, 0))
        if place.is_dir() and not (place / "manifest.json").is_file():
            self._directory(files)
        else:
            self._export(files)
        for finding in self.calls.values():
            if finding is not None:
                self.verdict.broken.append(finding)
        self.verdict.logs = len(self.logs)
        self.verdict.records = sum(log.records for log in self.logs.values())
        self.verdict.checkpoints = sum(log.checkpoints for log in self.logs.values())
        self.verdict.open_calls = sum(finding is None for finding in self.calls.values())

    # -- an export

    def _export(self, files: Files) -> None:
        manifest = self._manifest(files)
        for name in manifest["files"]:
            if name.startswith("policies/"):
                if name != f"policies/{manifest['files'][name]}.json":
                    raise Broken("bad_policy")
                self.verdict.policies.append(manifest["files"][name])
        log = Part(files, "log/")
        if manifest["kind"] == "all":
            self._directory(log)
        else:
            scope = self.verdict.scope = Scope(manifest["tenant"], manifest["from"], manifest["to"])
            if not _TENANT(scope.tenant) or not _TIME(scope.since) or not _TIME(scope.until):
                raise Broken("bad_manifest")
            self._tenant(log, scope)
        self.verdict.missing_policies = sorted(self.digests - set(self.verdict.policies))

    def _manifest(self, files: Files) -> dict[str, Any]:
        """The list of all files with their SHA-256, and its own: finds whatever was damaged, added or lost on the way."""
        try:
            data = read(files, "manifest.json")
        except (KeyError, OSError):
            raise Broken("bad_manifest") from None
        body, mark, tail = data.rpartition(b',\n "sum": "')
        if not mark or tail != hashlib.sha256(body).hexdigest().encode("ascii") + b'"\n}\n':
            raise Broken("bad_manifest")
        try:
            manifest: dict[str, Any] = json.loads(data)
        except (ValueError, RecursionError):
            raise Broken("bad_manifest") from None
        if manifest.get("format") != "guardrail-export/1" or manifest.get("kind") not in ("tenant", "all"):
            raise Broken("bad_manifest")
        listed, present = manifest["files"], [name for name in files.names() if name != "manifest.json"]
        for name in present:
            if name not in listed:
                self.damaged.append(Finding("unknown_file", name, 1, 0))
            elif _sha256_of(files, name) != listed[name]:
                self.damaged.append(Finding("bad_file", name, 1, 0))
        for name in listed:
            if name not in present:
                self.verdict.incomplete.append(("file_missing", name))
        return manifest

    def _tenant(self, files: Files, scope: Scope) -> None:
        names = files.names()
        roster = self._read_roster(files)
        if roster is None:
            return
        writers = sorted({match[1] for match in map(_OF_EXPORTED_LOG, names) if match})
        for name in names:
            match = _OF_EXPORTED_LOG(name)
            if name not in ("roster", "roster.cosigned") and (match is None or match[1] not in roster.logs):
                self._broken("unknown_writer" if match else "unknown_file", name)
        for writer in writers:
            if writer in roster.logs:
                self._exported_log(files, writer, roster.logs[writer], scope, set(names))
        for dead, (size, root, _, place) in self.recovered.items():
            last = roster.logs.get(dead, [None])[-1]
            if last is None or (last.ended and (last.size, last.root) != (size, root)):
                self.verdict.broken.append(place)
        self._compare_statements()
        for writer, said in roster.logs.items():
            self._is_all(writer, said, scope)

    def _exported_log(self, files: Files, writer: str, said: list[Said], scope: Scope, names: set[str]) -> None:
        records, checkpoints, hashes, pruned = (f"{writer}.{kind}" for kind in ("jsonl", "checkpoints", "hashes", "pruned"))
        log = self.logs[writer] = Log(writer, self._first_key(writer, said), said, scope, remembers=self.wanted != "")
        given = [checkpoints] if checkpoints in names else []
        log.heads, torn, bad = collect_heads(files, given, f"{self.key.name}/{writer}")
        if bad is not None or torn:
            self.verdict.broken.append(bad or Finding("bad_note", checkpoints, 1, 0))
            return
        end = log.heads[0].checkpoint.size if log.heads else 0
        if said[-1].ended:
            if said[-1].size < end:
                self._broken("sealed_writer_grew", "roster", said[-1].line, said[-1].size)
                return
            end = said[-1].size
        log.marks = [mark for mark in log.marks if mark[0] <= end]
        stops = {0, end, *(mark[0] for mark in log.marks), *(head.checkpoint.size for head in log.heads)}
        number, gone = 0, None
        if not self._meets(log):
            return
        if pruned in names:
            gone = self._statement(files, pruned, log, said)
            if gone is None:
                return
            stops.add(gone.size)
        places = sorted(stops, reverse=True)
        with files.open(hashes) if hashes in names else io.BytesIO() as proof:
            try:
                for number, line in lines_of(files, records) if records in names else ():
                    if line[-1:] != b"\n":
                        raise Broken("bad_record")
                    record = read_record(line[:-1])
                    if record.seq >= end:
                        raise Broken("unproven_record")
                    if record.seq > log.tree.size and not self._hide(log, proof, places, record.seq, gone):
                        return
                    log.take(record, line[:-1], records, number)
                    self._note(log, record, None)
                    if not self._meets(log):
                        return
                if not self._hide(log, proof, places, end, gone):
                    return
                if proof.read(1):
                    raise Broken("hashes_left_over")
                if log.heads:
                    raise Broken("records_missing")
            except Broken as broken:
                self.verdict.broken.append(Finding(broken.check, records, number, log.tree.size))
                return
        self._finish(log)

    def _hide(self, log: Log, proof: BinaryIO, stops: list[int], end: int, gone: Statement | None) -> bool:
        """Subtrees end wherever a size was signed (``stops``, the nearest last), so that the tree head can be compared there."""
        while log.tree.size < end:
            while stops[-1] <= log.tree.size:
                stops.pop()
            stop = min(stops[-1], end)
            log.hide(proof, stop)
            if gone is not None and stop == gone.size:
                log.go_on_behind(gone)
            if not self._meets(log):
                return False
        return True

    def _statement(self, files: Files, name: str, log: Log, said: list[Said]) -> Statement | None:
        """What stands for the first records of a log; None where it is not good, and that is noted."""
        try:
            statement = read_statement(read(files, name), self.key)
            if statement.writer != log.writer:
                raise Broken("bad_statement")
            keys = [said[0].key, *(key for _, key in statement.epochs)]
            if any(one.epoch < len(keys) and one.key != keys[one.epoch] for one in said):
                raise Broken("wrong_epoch")
        except Broken as broken:
            self._broken(broken.check, name)
            return None
        self.gone.append((statement, name))
        return statement

    def _finish(self, log: Log) -> None:
        self.ends[log.writer] = log.tree.size, log.tree.root().hex()
        if log.wanted is not None and log.proof_head is not None:
            self.verdict.proof = proof_of(log.tree, log.wanted, log.proof_head)
        self.statements |= log.statements
        for dead, size, root, time, place in log.recovered:
            self.recovered[dead] = size, root, time, place
        for tenant, count in log.shown.items():
            self.verdict.shown[tenant] = self.verdict.shown.get(tenant, 0) + count

    def _is_all(self, writer: str, said: list[Said], scope: Scope) -> None:
        """Whether the export shows all records of its tenant in one log, or why it need not show any."""
        began = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(writer[:12], 16))
        if scope.until and began.strftime("%Y-%m-%dT%H:%M:%S.%fZ") >= scope.until:
            return  # its name (a UUID of version 7) says that it began later
        last = said[-1]
        if last.size == 0:
            return  # it began and wrote nothing
        if last.ended and writer in self.recovered and self.recovered[writer][2] < scope.since:
            return  # it was found dead before
        log = self.logs.get(writer)
        if log is None:
            self.verdict.incomplete.append(("log_missing", writer))
            return
        if writer not in self.ends:
            return  # broken, and said so
        ended = last.ended and log.tree.size == last.size
        if ended and log.stopped_at and log.stopped_at < scope.since:
            return  # it ended before
        if log.gone is not None and not (scope.since and log.gone.before <= scope.since):
            self.verdict.incomplete.append(("gone_within", f"{writer} (< {log.gone.before})"))
            return
        if ended and log.gone is not None and log.gone.size == last.size:
            return  # all of it was written before
        if any(time and time >= scope.since for time in log.since.values()):
            self.verdict.incomplete.append(("beginning_not_shown", writer))
        reached = (log.known_until and scope.until and log.known_until >= scope.until) or (ended and not log.hidden_since)
        if not reached:
            self.verdict.incomplete.append(("end_not_shown", f"{writer} ({log.known_until or '-'})"))

    # -- an audit directory, or the same within an export of everything

    def _directory(self, files: Files) -> None:
        names = [name for name in files.names() if not name.startswith("lost+found/")]
        writers = sorted({match[1] for match in map(_OF_LOG, names) if match})
        if not writers and "roster" not in names:
            self.verdict.incomplete.append(("no_log", ""))
            return
        roster = self._read_roster(files)
        if roster is None:
            return
        own: dict[str, list[str]] = {writer: [] for writer in roster.logs}
        for name in names:
            own.get(name[:32], []).append(name)
        for writer, said in roster.logs.items():
            self._whole_log(files, writer, said, own[writer])
        for writer in writers:
            if writer not in roster.logs:
                self._broken("unknown_writer", f"{writer}.vkey")
        for dead, (size, root, _, place) in self.recovered.items():
            if self.ends.get(dead, (0, hashlib.sha256().hexdigest())) != (size, root):
                self.verdict.broken.append(place)
        self._compare_statements()
        for name in names:
            if not _OF_LOG(name) and name not in _BESIDE:
                self._broken("unknown_file", name)

    def _whole_log(self, files: Files, writer: str, said: list[Said], names: list[str]) -> None:
        segments = [name for name in names if name.endswith(".jsonl")]
        notes = [name for name in names if name.endswith(".checkpoints")]
        if said[-1].size == 0 and not segments and not notes:
            return  # it began and wrote nothing
        origin = f"{self.key.name}/{writer}"
        log = self.logs[writer] = Log(writer, self._first_key(writer, said), said, None, remembers=self.wanted != "")
        log.heads, torn, bad = collect_heads(files, notes, origin)
        if bad is not None:
            self.verdict.broken.append(bad)
        if not self._pass_gone(files, log, said, segments, names):
            return
        if not self._read_segments(files, log, segments, notes, torn) or bad is not None or not self._ends_well(log, segments):
            return
        if said[-1].ended and said[-1].size != log.tree.size:
            self._broken("sealed_writer_grew", "roster", said[-1].line, said[-1].size)
        elif log.covered < log.tree.size and (log.stopped_at or not any(one.size == log.tree.size for one in said)):
            self.verdict.incomplete.append(("uncovered", f"{writer}: {log.tree.size - log.covered}"))
        self._finish(log)

    def _pass_gone(self, files: Files, log: Log, said: list[Said], segments: list[str], names: list[str]) -> bool:
        """Where the first records are gone after their term, their hashes are there and a signed statement. False where it is broken."""
        first = _first_of(segments[0]) if segments else None
        statements = [name for name in names if name.endswith(".pruned")]
        # The nearest: a later one may be of somebody who was interrupted before removing anything.
        chosen = [name for name in statements if _first_of(name) >= first][:1] if first is not None else statements[-1:]
        if first == 0 or not chosen:
            return True
        statement = self._statement(files, chosen[0], log, said)
        if statement is None or not self._meets(log):
            return False
        for name in names:
            if not name.endswith(".leaves") or _first_of(name) >= statement.size:
                continue
            for number, line in lines_of(files, name):
                if not re.fullmatch(rb"[0-9a-f]{64}\n", line) or (number == 1 and _first_of(name) != log.tree.size):
                    self._broken("bad_leaves", name, number, log.tree.size)
                    return False
                log.lose(bytes.fromhex(line[:-1].decode("ascii")), statement)
                if not self._meets(log):
                    return False
        try:
            if log.tree.size != statement.size:
                raise Broken("leaves_missing" if log.tree.size < statement.size else "root_mismatch")
            log.go_on_behind(statement)
        except Broken as broken:
            self._broken(broken.check, chosen[0], 1, statement.size)
            return False
        return True

    def _read_segments(self, files: Files, log: Log, segments: list[str], notes: list[str], torn: int) -> bool:
        """All records of a log. False where it is broken, and that is noted."""
        if not self._meets(log):
            return False
        if log.gone is not None:
            segments = [name for name in segments if _first_of(name) >= log.gone.size]  # whoever removed the others was interrupted
        for index, name in enumerate(segments):
            if _first_of(name) != log.tree.size:
                self._broken("records_missing", name, 1, log.tree.size)
                return False
            number = 0
            try:
                for number, line in lines_of(files, name):
                    if line[-1:] != b"\n":
                        if log.stopped_at:
                            raise Broken("record_after_stop")
                        if index < len(segments) - 1:
                            raise Broken("torn_inside")
                        torn += len(line)
                        break
                    if log.waits_for_checkpoint and not self._meets_newer(files, log, notes):
                        return False
                    record = read_record(line[:-1])
                    log.take(record, line[:-1], name, number)
                    self._note(log, record, Finding("outcome_without_intent", name, number, record.seq))
                    if not self._meets(log):
                        return False
            except Broken as broken:
                self._broken(broken.check, name, max(number, 1), log.tree.size)
                return False
        if torn:
            self.verdict.incomplete.append(("torn", f"{log.writer}: {torn}"))
        return True

    def _ends_well(self, log: Log, segments: list[str]) -> bool:
        """Whatever was signed was also read."""
        if log.heads:
            head = log.heads[-1]
            self._broken("records_missing", head.file, head.line, head.checkpoint.size)
        elif log.marks:
            self._broken("roster_mismatch", "roster", log.marks[-1][2], log.marks[-1][0])
        elif not log.checkpoints and log.tree.size > 1:
            # A log signs its first record before it takes a second one.
            self._broken("checkpoints_missing", segments[0] if segments else "roster", 2, 1)
        else:
            return True
        return False

    def _meets_newer(self, files: Files, log: Log, notes: list[str]) -> bool:
        """Of a log that is being written, the checkpoint may be younger than what was read at the beginning."""
        heads, _, _ = collect_heads(files, notes, f"{self.key.name}/{log.writer}")
        log.heads = [head for head in heads if head.checkpoint.size >= log.tree.size]
        return self._meets(log)

    # -- both

    def _read_roster(self, files: Files) -> Roster | None:
        try:
            roster = self.roster = Roster(read(files, "roster"), self.key)
        except (KeyError, OSError):
            self._broken("roster_missing", "roster")
            return None
        except Broken as broken:
            self._broken(broken.check, "roster")
            return None
        self.verdict.roster = roster.line_for_paper
        if roster.torn:
            self.verdict.incomplete.append(("torn", f"roster: {roster.torn}"))
        older = self.older
        if older is not None and roster.roots.get(older.size) != older.root:
            self._broken("rolled_back", "roster", 1, min(older.size, roster.tree.size))
        if self.witnesses:
            try:
                self._hear(read(files, "roster.cosigned") if "roster.cosigned" in files.names() else b"", roster)
            except Broken as broken:
                self._broken(broken.check, "roster.cosigned")
        return roster

    def _hear(self, data: bytes, roster: Roster) -> None:
        """What the witnesses that the auditor believes saw of the roster. Raises ``Broken``: they saw another one."""
        blocks = data.split(b"\n\n")[:-1]
        seen: dict[int, dict[str, int]] = {}
        for at in range(0, len(blocks) // 2 * 2, 2):
            note = blocks[at] + b"\n\n" + blocks[at + 1] + b"\n"
            checkpoint = read_checkpoint(open_note(note, self.key))
            for witness in self.witnesses:
                time = cosigned_at(note, witness)
                if time and roster.roots.get(checkpoint.size) != checkpoint.root:
                    raise Broken("forked")
                if time:
                    seen.setdefault(checkpoint.size, {})[witness.name] = time
        enough = [size for size, times in seen.items() if len(times) >= self.required]
        if not enough:
            self.verdict.incomplete.append(("not_witnessed", ""))
            return
        for name, time in sorted(seen[max(enough)].items()):
            self.verdict.witnessed.append((name, max(enough), time))

    def _compare_statements(self) -> None:
        """Nothing is gone of which no log speaks."""
        for statement, name in self.gone:
            self.verdict.gone.append((statement.writer, statement.size, statement.before))
            if statement.digest not in self.statements:
                self._broken("pruned_unsaid", name, 1, statement.size)

    def _first_key(self, writer: str, said: list[Said]) -> Key:
        return key_named(f"{self.key.name}/{writer}", bytes.fromhex(said[0].key))

    def _meets(self, log: Log) -> bool:
        wrong = log.meet()
        if wrong is None:
            return True
        check, where = wrong
        if isinstance(where, Head):
            self._broken(check, where.file, where.line, where.checkpoint.size)
        else:
            self._broken(check, "roster", where, log.tree.size)
        return False

    def _note(self, log: Log, record: Record, orphan: Finding | None) -> None:
        """Pair intents with outcomes (in whole logs; an outcome may be read before its intent), and remember which policies judged."""
        if record.id == self.wanted:
            log.wanted = record.seq
        if record.event == "roster.unwitnessed" and fields_of(record).get("code") in ("rolled_back", "forked"):
            self.verdict.incomplete.append(("lost", f"{log.writer}: seq {record.seq}"))
        if record.event in ("call.intent", "call.blocked"):
            digest = re.search(rb'[,{]"policy_digest":"([0-9a-f]{64})"', record.fields)
            if digest:
                self.digests.add(digest[1].decode("ascii"))
        if orphan is None or record.event not in ("call.intent", "call.outcome"):
            return
        exchange = _EXCHANGE(record.fields)
        name = exchange[1].decode("ascii") if exchange else record.id
        is_intent = record.event == "call.intent"
        if name in self.calls and (self.calls[name] is None) != is_intent:
            del self.calls[name]
        elif exchange or not is_intent:
            self.calls[name] = None if is_intent else orphan

    def _broken(self, check: str, file: str, line: int = 1, seq: int = 0) -> None:
        self.verdict.broken.append(Finding(check, file, line, seq))


def _first_of(name: str) -> int:
    """The number in a file's name."""
    return int(name[33:].partition(".")[0])


def _sha256_of(files: Files, name: str) -> str:
    digest = hashlib.sha256()
    with files.open(name) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


# ---------------------------------------------------------------- Words

WORDS = {
    "bad_base64": ("teks base64 tidak tepat", "base64 that is not exact"),
    "bad_checkpoint": ("titik periksa tidak terbaca", "a checkpoint that is none"),
    "bad_file": ("isi berkas bukan isi saat diekspor", "a file is not what was exported"),
    "bad_json": ("isi catatan bukan JSON", "a record's fields are not JSON"),
    "bad_key": ("bukan kunci verifikasi", "not a verification key"),
    "bad_manifest": ("daftar isi paket rusak", "the manifest is damaged"),
    "bad_note": ("catatan bertanda tangan tidak terbaca", "a signed note that is none"),
    "bad_policy": ("berkas kebijakan tidak sesuai namanya", "a policy is not the one that its name says"),
    "bad_record": ("catatan tidak berbentuk catatan", "a record has not the shape of one"),
    "bad_roster": ("daftar log tidak terbaca", "the roster cannot be read"),
    "bad_seal": (
        "berkas zip berubah setelah diekspor (bila dikemas ulang: periksa folder hasil ekstraknya)",
        "the zip has changed since it was exported (if it was packed anew: verify the folder with its contents)",
    ),
    "bad_signature": ("tanda tangan salah", "a wrong signature"),
    "bad_leaves": ("daftar hash rusak", "the hashes of records that are gone are damaged"),
    "bad_statement": ("pernyataan pemangkasan tidak terbaca", "a statement about records that are gone is none"),
    "bad_sum": ("isi catatan telah diubah", "the bytes of a record have changed"),
    "bad_zip": ("berkas zip tidak terbaca", "the zip cannot be read"),
    "beginning_not_shown": (
        "paket tidak membuktikan bahwa catatan pertama dalam rentang ikut serta",
        "the export does not show that the first records of the range are there",
    ),
    "chain_broken": ("hash catatan sebelumnya tidak cocok", "the hash of the record before does not match"),
    "checkpoint_out_of_place": ("titik periksa milik log lain atau tidak berurutan", "a checkpoint of another log, or out of order"),
    "checkpoints_missing": ("titik periksa hilang", "the checkpoints are missing"),
    "dead_writer_changed": ("log yang sudah berakhir telah berubah", "a log that had ended has changed"),
    "end_not_shown": (
        "paket tidak membuktikan kelengkapan sampai akhir rentang; terbukti lengkap sampai (UTC)",
        "the export does not show that it is complete up to the end of the range; proved up to (UTC)",
    ),
    "epoch_not_vouched": ("kunci baru tanpa jaminan kunci lama", "a new key that the old one did not vouch for"),
    "file_missing": ("berkas paket hilang", "a file of the export is missing"),
    "forked": ("saksi pernah melihat log yang lain", "a witness has seen another log"),
    "foreign_record": ("catatan dari log lain", "a record of another log"),
    "foreign_tenant": ("catatan milik instansi lain", "a record of another agency"),
    "gone_within": (
        "catatan awal rentang ini sudah dipangkas sesudah masa simpannya",
        "the first records of the range are gone after their term",
    ),
    "hashes_left_over": ("bukti memuat hash berlebih", "the proof holds more hashes than it needs"),
    "hashes_missing": ("bukti kekurangan hash", "the proof lacks hashes"),
    "leaves_missing": ("daftar hash tidak lengkap", "hashes of records that are gone are missing"),
    "log_missing": ("satu log tidak ada dalam paket", "a log is missing in the export"),
    "no_log": ("tidak ada log audit di sini", "there is no audit log here"),
    "no_older_line": (
        "tanpa --roster dari hari sebelumnya, pengembalian ke keadaan lama tidak dapat ditemukan (pemeriksaan pertama: --first)",
        "without --roster of an earlier day a log that was put back to an older state cannot be told (first examination: --first)",
    ),
    "not_witnessed": ("tidak cukup saksi yang melihat log ini", "not enough witnesses have seen this log"),
    "lost": ("saksi pernah melihat log yang lebih panjang", "a witness had seen a longer log"),
    "outcome_without_intent": ("hasil panggilan tanpa catatan permintaannya", "an outcome without its intent"),
    "pruned_unsaid": ("catatan dipangkas tanpa tercatat dalam log", "records are gone and no log speaks of it"),
    "record_after_stop": ("catatan sesudah log ditutup", "a record after the log had ended"),
    "records_missing": ("catatan hilang", "records are missing"),
    "rolled_back": (
        "keadaan yang Anda simpan bukan bagian dari log ini: log dikembalikan atau diganti",
        "the state on your paper is not a part of this log: it was put back or replaced",
    ),
    "root_mismatch": ("akar pohon bukan yang ditandatangani", "the tree head is not the one that was signed"),
    "roster_mismatch": ("log berbeda dari yang dicatat daftar log", "the log differs from what the roster says of it"),
    "roster_missing": ("daftar log hilang", "the roster is missing"),
    "roster_out_of_order": ("daftar log tidak berurutan", "the roster is out of order"),
    "sealed_writer_grew": ("log yang sudah ditutup bertambah atau berkurang", "a log that had ended grew or shrank"),
    "sequence_gap": ("nomor urut catatan terputus", "the sequence of records is interrupted"),
    "summary_mismatch": (
        "jumlah catatan instansi tidak cocok dengan ringkasan",
        "the records of an agency are not as many as the summary says",
    ),
    "summary_missing": ("ringkasan hilang", "a summary is missing"),
    "tenant_sequence_gap": ("nomor urut instansi terputus", "an agency's sequence is interrupted"),
    "torn": ("berakhir di tengah penulisan (byte)", "ends in the middle of a write (bytes)"),
    "torn_inside": ("penulisan terputus di tengah log", "an unfinished write in the middle"),
    "uncovered": ("catatan terakhir belum ditandatangani (jumlah)", "newest records without a signature yet (how many)"),
    "unknown_file": ("berkas yang bukan bagian log", "a file that is no part of a log"),
    "unknown_key": ("tidak ditandatangani dengan kunci Anda", "not signed with your key"),
    "unknown_writer": ("log yang tidak terdaftar", "a log that is not in the roster"),
    "unproven_record": ("catatan tanpa bukti", "a record that no proof covers"),
    "unreadable": ("berkas tidak terbaca", "a file cannot be read"),
    "wrong_epoch": ("catatan dari masa kunci lain", "a record of another key's time"),
}
"""What each check says where it fails, in Indonesian and in English."""


def printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def say(verdict: Verdict) -> None:
    scope = verdict.scope
    if scope is not None:
        range_ = f"{scope.since or 'awal/beginning'} .. {scope.until or 'akhir/end'} (UTC)"
        print(f"instansi / agency: {scope.tenant}, {range_}")
        for tenant, count in sorted(verdict.shown.items()):
            print(f"  {count:>10,}  {tenant}")
        print(f"  {sum(verdict.shown.values()):>10,}  catatan dalam rentang / records in the range")
    print(f"log: {verdict.logs}, catatan / records: {verdict.records:,}, titik periksa / checkpoints: {verdict.checkpoints:,}")
    if scope is None:
        print(f"panggilan tanpa hasil / calls without an outcome: {verdict.open_calls:,}")
    else:
        print(f"kebijakan / policies: {len(verdict.policies)}, tidak disertakan / not included: {len(verdict.missing_policies)}")
    if verdict.roster:
        print(f"roster: {verdict.roster}")
        print("  (catat di kertas untuk pemeriksaan berikutnya / write it down for the next examination: --roster)")
    for name, size, time in verdict.witnessed:
        when = datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        print(f"saksi / witness: {name}, {when}: roster {size}")
    for writer, size, before in verdict.gone:
        print(f"dipangkas / pruned: {writer} seq 0-{size - 1}, < {before}")
    for check, where in verdict.incomplete:
        print(f"belum terbukti / not proved: {WORDS[check][0]} / {WORDS[check][1]}{': ' if where else ''}{printable(where)}")
    also = verdict.broken[1:]
    for finding in also[:MOST_SHOWN]:
        print(f"juga rusak / broken as well: {place_of(finding)}: {WORDS[finding.check][0]} / {WORDS[finding.check][1]}")
    if len(also) > MOST_SHOWN:
        print(f"juga rusak / broken as well: {len(also) - MOST_SHOWN} tempat lagi / more places (--json: semua / all)")
    print()
    if verdict.broken:
        finding = verdict.broken[0]
        print(f"RUSAK: {WORDS[finding.check][0]}. Pertama kali di {place_of(finding)} [{finding.check}]")
        print(f"BROKEN: {WORDS[finding.check][1]}. First at {place_of(finding)} [{finding.check}]")
    elif verdict.incomplete:
        print("BELUM LENGKAP: tidak ada yang rusak, tetapi tidak semuanya terbukti; lihat di atas.")
        print("INCOMPLETE: nothing is broken, but not everything was proved; see above.")
    else:
        print(f"UTUH: {verdict.records:,} catatan persis seperti saat ditulis, dan tidak ada yang hilang.")
        print(f"INTACT: {verdict.records:,} records exactly as they were written, and none is missing.")


def place_of(finding: Finding) -> str:
    return f"{printable(finding.file)}:{finding.line}: seq {finding.seq}"


def as_json(verdict: Verdict) -> str:
    told = {
        "verdict": ("intact", "broken", "incomplete")[verdict.exit],
        "records": verdict.records,
        "logs": verdict.logs,
        "checkpoints": verdict.checkpoints,
        "shown": verdict.shown,
        "roster": verdict.roster,
        "broken": [finding._asdict() for finding in verdict.broken],
        "incomplete": [{"check": check, "where": where} for check, where in verdict.incomplete],
        "gone": [{"writer": writer, "size": size, "before": before} for writer, size, before in verdict.gone],
        "witnessed": [{"witness": name, "size": size, "time": time} for name, size, time in verdict.witnessed],
        "policies": verdict.policies,
        "missing_policies": verdict.missing_policies,
    }
    return json.dumps(told, indent=2)


def key_from(given: str, place: Path) -> str:
    """The key itself, or the file that holds it; never one that lies in what is verified: a forger put it there. Raises ``Broken``."""
    file = Path(given)
    try:
        is_file = file.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        return given.strip()
    if place.resolve() in (file.resolve(), *file.resolve().parents):
        raise Broken("key_inside")
    return file.read_text("ascii", errors="replace").strip()


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(
        description="Memeriksa ekspor atau folder log audit guardrail. / Verifies an export or an audit directory of guardrail.",
        epilog="Keluar 0 utuh, 1 rusak, 2 belum lengkap. / Exit 0 intact, 1 broken, 2 incomplete.",
    )
    parser.add_argument("place", metavar="PAKET", type=Path, help="zip, atau folder / zip or folder")
    parser.add_argument("--key", required=True, help="kunci di kertas Anda, atau berkasnya di luar paket / the key on your paper")
    seen = parser.add_mutually_exclusive_group()
    seen.add_argument("--roster", metavar="'UKURAN AKAR'", help="baris yang Anda catat sebelumnya / the line you noted before")
    seen.add_argument("--first", action="store_true", help="pemeriksaan pertama: belum ada baris / first examination: no line yet")
    parser.add_argument("--witness", action="append", default=[], help="kunci saksi, boleh berulang / a witness's key; repeat for more")
    parser.add_argument("--witnesses-required", type=int, default=0, metavar="N", help="berapa saksi (semua) / how many of them (all)")
    parser.add_argument("--proof", metavar="ID", default="", help="bukti satu catatan (C2SP tlog-proof) / the proof of one record (its id)")
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON / the result as JSON")
    given = parser.parse_args(arguments)
    try:
        verdict = verify(
            given.place,
            key_from(given.key, given.place),
            given.roster,
            first=given.first,
            wanted=given.proof,
            witnesses=[key_from(one, given.place) for one in given.witness],
            required=given.witnesses_required,
        )
    except Broken as broken:
        if broken.check == "key_inside":
            parser.error("--key: kunci di dalam paket tidak dipercaya, pakai yang di kertas / a key inside the export is not believed")
        parser.error("--key, --roster atau --witness tidak tepat / --key, --roster or --witness is not exact")
    except OSError as error:
        parser.error(f"tidak dapat dibaca / cannot be read: {printable(str(error.filename))}: {error.strerror}")
    if given.proof and not verdict.broken:
        print(verdict.proof or "tidak ada / not there", end="" if verdict.proof else "\n")
        return verdict.exit if verdict.proof else INCOMPLETE
    if given.json:
        print(as_json(verdict))
    else:
        say(verdict)
    return verdict.exit


if __name__ == "__main__":
    sys.exit(main())
