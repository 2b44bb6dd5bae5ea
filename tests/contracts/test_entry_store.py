"""What every archive and its stores must do, run against each implementation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from guardrail.audit.archive import Archive, DirectoryArchive
from guardrail.audit.layout import CHECKPOINTS, RECORDS
from guardrail.audit.log import SegmentedLog
from guardrail.audit.segments import SegmentStore
from guardrail.audit.store import StoreFault
from guardrail.audit.verify import verify
from tests.audit.factories import TENANT, VKEY, an_intent, an_outcome, serve_in

Make: TypeAlias = Callable[[], Archive]
ONE, TWO = "019385d2-1111-7111-8111-111111111111".replace("-", ""), "019385d2-2222-7222-8222-222222222222".replace("-", "")


@pytest.fixture(params=["segments", "postgres"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Opens the one place of a test anew, as every process does."""
    if request.param == "segments":
        yield lambda: DirectoryArchive(tmp_path, lambda *args: SegmentStore(*args, segment_bytes=64))
        return
    from guardrail.audit.postgres.archive import PostgresArchive

    dsn = request.getfixturevalue("postgres").dsn
    opened: list[PostgresArchive] = []

    def archive() -> PostgresArchive:
        opened.append(PostgresArchive(dsn, grace=0.2))
        return opened[-1]

    yield archive
    for one in opened:
        one.close()


def read(archive: Archive, writer: str, kind: str = RECORDS) -> bytes:
    return b"".join(line for part in archive.parts(writer, kind) for line in part.lines)


def test_what_was_appended_is_read_back_in_order(make: Make) -> None:
    """Byte for byte: the bytes are the leaves."""
    store = make().open(ONE, VKEY)
    batches = [b"%d\n" % seq * 3 for seq in range(40)]
    for index, batch in enumerate(batches):
        store.append(index * 3, batch)
    store.close()
    assert read(make(), ONE) == b"".join(batches)


def test_notes_are_read_back_in_order(make: Make) -> None:
    """As they were signed."""
    store = make().open(ONE, VKEY)
    store.append(0, b"one\ntwo\n")
    store.add_checkpoint(1, b"a\n\nb\n\n")
    store.add_checkpoint(2, b"c\n\nd\n\n")
    store.close()
    assert read(make(), ONE, CHECKPOINTS) == b"a\n\nb\n\nc\n\nd\n\n"
    assert read(make(), TWO, CHECKPOINTS) == b""


def test_logs_of_two_writers_do_not_meet(make: Make) -> None:
    """Any number of writers share one place."""
    one, two = make().open(ONE, VKEY), make().open(TWO, VKEY)
    for seq in range(20):
        one.append(seq, b"one\n")
        two.append(seq, b"two\n")
    one.close()
    two.close()
    assert (read(make(), ONE), read(make(), TWO)) == (b"one\n" * 20, b"two\n" * 20)
    assert make().writers() == [ONE, TWO]


def test_a_writer_has_one_owner(make: Make) -> None:
    """A second claim to the same log is refused, during the first one's life and after it; its life is seen from outside."""
    store = make().open(ONE, VKEY)
    assert make().is_alive(ONE)
    with pytest.raises(StoreFault, match="EEXIST"):
        make().open(ONE, VKEY)
    store.append(0, b"one\n")
    store.close()
    assert not make().is_alive(ONE)
    with pytest.raises(StoreFault, match="EEXIST"):
        make().open(ONE, VKEY)
    assert read(make(), ONE) == b"one\n"
    assert make().key(ONE).vkey == VKEY.encode() + b"\n"
    assert make().key(TWO).vkey is None


def test_the_roster_grows_by_one_hand_at_a_time(make: Make) -> None:
    """Each addition is made from all that was there before; one that is refused leaves nothing."""
    with make().starting():
        assert make().roster() is None

    def extend(data: bytes) -> tuple[int, bytes]:
        return len(data), b"%d\n" % data.count(b"\n")

    hands = [threading.Thread(target=lambda: make().extend_roster(extend)) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    def refuse(_data: bytes) -> tuple[int, bytes]:
        raise StoreFault("roster_changed")

    with pytest.raises(StoreFault, match="roster_changed"):
        make().extend_roster(refuse)
    assert make().roster() == b"".join(b"%d\n" % number for number in range(8))


def test_writers_start_one_after_the_other(make: Make) -> None:
    """Else two would recover the same dead one."""
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with make().starting():
            order.append("second")

    thread = threading.Thread(target=second)
    with make().starting():
        thread.start()
        inside.set()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_log_is_written_and_verified(make: Make) -> None:
    """Records, checkpoints, roster, keys: whole and closed, with nothing strange beside them."""
    exchanges = [an_intent() for _ in range(5)]

    async def story(log: SegmentedLog) -> None:
        for intent in exchanges:
            await log.append(intent, TENANT)
            await log.append(an_outcome(str(intent.fields["exchange"])), TENANT)

    serve_in(make(), story, checkpoint_records=4)
    report = verify(make(), VKEY)
    assert report.ok, report.breaks
    assert (report.intents, report.outcomes, report.dangling, report.warnings) == (5, 5, 0, ())
    assert [log.state for log in report.logs] == ["closed"]
    assert make().strangers() == []
