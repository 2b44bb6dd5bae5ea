"""A witness of other people's logs (C2SP tlog-witness): cosigns a head that grew out of the last one, and never one that did not.

Knows no HTTP, and nothing of a log but its heads: it sees neither records nor the roster's leaves.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from .checkpoint import Checkpoint
from .cosignature import Cosigner, signature_lines
from .merkle import EMPTY_ROOT, verify_consistency
from .note import NoteVerifier, VerificationError, signature_of, strict_base64
from .roster import roster_origin
from .store import StoreFault
from .whole import put_whole

__all__ = ["MOST_BYTES", "TEXT", "TREE_SIZE", "Told", "Witness", "make_witness"]

MOST_BYTES: Final = 32_768
"""Of a request: 63 hashes and a note are far below it."""
TEXT: Final = "text/plain; charset=utf-8"
TREE_SIZE: Final = "text/x.tlog.size"
_MOST_HASHES: Final = 63
_MOST_EVIDENCE: Final = 16
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})").fullmatch
_KEY: Final = "witness.key"
_LOCK: Final = ".lock"


class Told(NamedTuple):
    """What a log is told: HTTP status, body and content type."""

    status: int
    body: bytes = b""
    media_type: str = TEXT


class _Asked(NamedTuple):
    old_size: int
    proof: list[bytes]
    note: bytes


def make_witness(directory: Path, name: str) -> Cosigner:
    """A new witness: its directory, and in it its key (mode 0400). Key and memory lie together, so that a witness that lost its memory
    has lost its name too: one that began anew under an old key would cosign a roll-back.

    Raises ``ValueError`` for a name that is none, ``OSError`` where the directory is there already.
    """
    cosigner = Cosigner.generate(name)
    directory.mkdir(mode=0o700, parents=True)
    put_whole(directory / _KEY, f"{cosigner.skey}\n".encode(), 0o400)
    return cosigner


class Witness:
    """One witness, and the logs it was told to watch by their root keys. ``now`` gives seconds since the epoch.

    Any number of threads may call it; a second process on the same directory is refused. Raises ``StoreFault``, ``VerificationError``
    where the key file holds none, ``ValueError`` for two logs of one origin.
    """

    def __init__(self, directory: Path, logs: Sequence[NoteVerifier], now: Callable[[], int]) -> None:
        self._logs = {roster_origin(log): log for log in logs}
        if len(self._logs) != len(logs):
            raise ValueError("two logs have one name")
        self._directory = directory
        self._now = now
        self._one_at_a_time = threading.Lock()
        try:
            self._cosigner = Cosigner.parse((directory / _KEY).read_text("ascii", errors="replace").strip())
            self._lock = os.open(directory / _LOCK, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreFault.of(error) from None

    @property
    def vkey(self) -> str:
        return self._cosigner.verifier.vkey

    def close(self) -> None:
        os.close(self._lock)

    def add_checkpoint(self, body: bytes) -> Told:
        """Answer one ``add-checkpoint``. What was cosigned is durable before this returns. Raises ``StoreFault``: then nothing is
        cosigned; ``VerificationError`` where the witness's own memory is not what it wrote.
        """
        try:
            asked = _read(body)
            log = self._logs.get(Checkpoint.peek(asked.note).origin)
        except VerificationError:
            return Told(400)
        if log is None:
            return Told(404)
        try:
            checkpoint = Checkpoint.open(asked.note, log)
        except VerificationError:
            return Told(403)
        if asked.old_size > checkpoint.size:
            return Told(400)
        # From here to the end nobody else is served: or two requests would be judged by one old size, and the later answer go back.
        with self._one_at_a_time:
            return self._judge(asked, checkpoint, log)

    def _judge(self, asked: _Asked, checkpoint: Checkpoint, log: NoteVerifier) -> Told:
        known = self._known(log)
        if asked.old_size != known.size:
            return Told(409, f"{known.size}\n".encode(), TREE_SIZE)
        if checkpoint.size == known.size and known.size > 0 and checkpoint.root != known.root:
            self._keep_evidence(asked.note, checkpoint)
            return Told(409, f"{known.size}\n".encode(), TREE_SIZE)
        if not _grew(known, checkpoint, asked.proof):
            self._keep_evidence(asked.note, checkpoint)
            return Told(422)
        signature = self._cosigner.cosign(checkpoint.text, self._now()).encode()
        try:
            put_whole(self._path(checkpoint.origin), _signed_by(log, asked.note) + signature)
        except OSError as error:
            raise StoreFault.of(error) from None
        return Told(200, signature)

    def _known(self, log: NoteVerifier) -> Checkpoint:
        """The last one cosigned; of a log never seen, the empty one."""
        origin = roster_origin(log)
        try:
            note = self._path(origin).read_bytes()
        except FileNotFoundError:
            return Checkpoint(origin, 0, EMPTY_ROOT)
        except OSError as error:
            raise StoreFault.of(error) from None
        return Checkpoint.open(note, log)

    def _path(self, origin: str) -> Path:
        return self._directory / f"{sha256(origin.encode()).hexdigest()[:32]}.checkpoint"

    def _keep_evidence(self, note: bytes, checkpoint: Checkpoint) -> None:
        """A head that the log signed and that does not follow proves that the log's history was changed, to anybody who has the key."""
        path = self._directory / f"{self._path(checkpoint.origin).stem}-{checkpoint.size:012d}-{sha256(note).hexdigest()[:16]}.refused"
        if not path.exists() and len(list(self._directory.glob("*.refused"))) < _MOST_EVIDENCE:
            try:
                put_whole(path, note, 0o400)
            except OSError as error:
                raise StoreFault.of(error) from None


def _grew(known: Checkpoint, checkpoint: Checkpoint, proof: list[bytes]) -> bool:
    if known.size == 0:  # RFC 6962 proves nothing about the empty tree: anything grew out of it
        return not proof and (checkpoint.size > 0 or checkpoint.root == EMPTY_ROOT)
    return verify_consistency(known.size, known.root, checkpoint.size, checkpoint.root, proof)


def _signed_by(log: NoteVerifier, note: bytes) -> bytes:
    """The note without what others wrote below it: a log must not be able to make the memory of its witness unreadable."""
    text, _, signatures = note.partition(b"\n\n")
    own = [line for line in signature_lines(signatures) if signature_of(line)[:2] == (log.name, log.key_id)]
    return text + b"\n\n" + "".join(f"{line}\n" for line in own).encode()


def _read(body: bytes) -> _Asked:
    """Raises ``VerificationError``."""
    head, separator, note = body.partition(b"\n\n")
    try:
        first, *hashes = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise VerificationError("bad_request") from None
    old = _OLD(first)
    if len(body) > MOST_BYTES or not separator or old is None or len(hashes) > _MOST_HASHES:
        raise VerificationError("bad_request")
    return _Asked(int(old[1]), [strict_base64(line, 32) for line in hashes], note)
