"""One record as it is stored: a line of ASCII JSON with its place in the log. The line's bytes are the leaf of the Merkle tree.

    {"v":1,"id":...,"ev":...,"writer":...,"seq":...,"prev":...,"t":...,"mono":...,"ep":...,"ten":...,"tseq":...,<fields>,"sum":...}

``prev`` is the leaf hash of the record before it, ``sum`` the SHA-256 of the line before ``,"sum"``: it finds a damaged byte in
the newest records too, which no checkpoint and no successor covers yet. Against forgers stand the signed checkpoints, not ``sum``.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Final, NamedTuple

from .event import AuditEvent
from .note import VerificationError

__all__ = ["ENVELOPE", "LONGEST_LINE", "NO_PREVIOUS", "Entry", "encode", "parse"]

ENVELOPE: Final = ("v", "id", "ev", "writer", "seq", "prev", "t", "mono", "ep", "ten", "tseq", "sum")
NO_PREVIOUS: Final = "0" * 64
"""``prev`` of a log's first record."""
LONGEST_LINE: Final = 131_072
"""Bytes; the shapes of fields keep records far below it."""

_SUM: Final = re.compile(rb',"sum":"[0-9a-f]{64}"\}').fullmatch
_TAIL: Final = len(',"sum":""}') + 64
_HEAD: Final = re.compile(
    rb'\{"v":1,"id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})","ev":"([a-z]+\.[a-z_]+)","writer":"([0-9a-f]{32})",'
    rb'"seq":(0|[1-9][0-9]{0,15}),"prev":"([0-9a-f]{64})","t":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)",'
    rb'"mono":(0|[1-9][0-9]{0,18}),"ep":(0|[1-9][0-9]{0,15}),"ten":"([A-Za-z0-9_./-]{1,128})","tseq":(0|[1-9][0-9]{0,15})(?=,"|$)'
).match
_EXCHANGE: Final = re.compile(rb'[,{]"exchange":"([0-9a-f-]{36})"').search


class Entry(NamedTuple):
    """A record read back. ``fields`` is the JSON of the event's own fields between the envelope and ``sum``."""

    id: str
    event: str
    writer: str
    seq: int
    prev: str
    time: str
    mono: int
    epoch: int
    tenant: str
    tseq: int
    fields: bytes

    @property
    def exchange(self) -> str | None:
        """The call that the record speaks of."""
        match = _EXCHANGE(self.fields)
        return match[1].decode("ascii") if match else None

    @property
    def line(self) -> bytes:
        """The stored line that it was read from, without its newline: the leaf of the Merkle tree."""
        head = _head(self.id, self.event, self.writer, self.seq, self.prev, self.time, self.mono, self.epoch, self.tenant, self.tseq)
        return _summed(head + self.fields)

    def decoded(self) -> dict[str, object]:
        """The event's fields. Raises ``VerificationError`` where they are not one JSON object without repeated keys."""
        try:
            fields = json.loads(b"{" + self.fields[1:] + b"}", object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise VerificationError("bad_json") from None
        if not isinstance(fields, dict):
            raise VerificationError("bad_json")
        return fields


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError("repeated key")
    return mapping


def encode(event: AuditEvent, *, writer: str, seq: int, prev: str, time: str, mono: int, epoch: int = 0, tenant: str, tseq: int) -> bytes:
    """The stored line, without its newline. ``time`` is UTC as ``2026-11-21T17:59:15.000000Z``, ``mono`` nanoseconds, ``epoch`` counts
    the keys that signed this log's checkpoints before the one in force."""
    head = _head(event.id, event.type.value, writer, seq, prev, time, mono, epoch, tenant, tseq)
    return _summed(b"%b,%b" % (head, event.body))


def _head(id_: str, event: str, writer: str, seq: int, prev: str, time: str, mono: int, epoch: int, tenant: str, tseq: int) -> bytes:
    return (
        f'{{"v":1,"id":"{id_}","ev":"{event}","writer":"{writer}","seq":{seq},"prev":"{prev}",'
        f'"t":"{time}","mono":{mono},"ep":{epoch},"ten":"{tenant}","tseq":{tseq}'
    ).encode("ascii")


def _summed(line: bytes) -> bytes:
    return b'%b,"sum":"%b"}' % (line, sha256(line).hexdigest().encode("ascii"))


def parse(line: bytes) -> Entry:
    """Read one stored line, without its newline. Raises ``VerificationError`` with the reason as a code."""
    split = len(line) - _TAIL
    if split <= 0 or not _SUM(line, split):
        raise VerificationError("bad_record")
    if sha256(line[:split]).hexdigest().encode("ascii") != line[split + 8 : -2]:
        raise VerificationError("bad_sum")
    head = _HEAD(line, 0, split)
    if head is None:
        raise VerificationError("bad_record")
    id_, event, writer, seq, prev, time, mono, epoch, tenant, tseq = head.groups()
    return Entry(
        id_.decode(),
        event.decode(),
        writer.decode(),
        int(seq),
        prev.decode(),
        time.decode(),
        int(mono),
        int(epoch),
        tenant.decode(),
        int(tseq),
        line[head.end() : split],
    )
