"""Couriers: at least once, in order, never past what the sink took, and one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from structlog.testing import capture_logs

from guardrail.proxy.courier import Courier
from guardrail.proxy.sinks import SinkFault, as_jsonl
from tests.audit.factories import write_log


class Basket:
    """A sink that takes ``room`` batches, then no more."""

    def __init__(self, room: int = 1000) -> None:
        self.room = room
        self.taken: list[bytes] = []
        self.closed = False
        self.got = threading.Event()
        self.hangs = threading.Event()
        self.hangs.set()

    def send(self, lines: Sequence[bytes]) -> None:
        if self.room <= 0:
            raise SinkFault("status_500")
        self.room -= 1
        self.taken += lines
        self.got.set()
        self.hangs.wait(30)

    def close(self) -> None:
        self.closed = True


def a_courier(tmp_path: Path, sink: Basket) -> Courier:
    return Courier("siem", sink, as_jsonl, tmp_path / "audit", tmp_path / "sinks")


def stored(tmp_path: Path) -> list[bytes]:
    return [line for path in sorted((tmp_path / "audit").glob("*.jsonl")) for line in path.read_bytes().splitlines()]


def test_everything_is_carried_and_the_cursor_outlives_the_process(tmp_path: Path) -> None:
    """Whoever comes next brings what is new, without a gap."""
    (tmp_path / "audit").mkdir()
    taken: list[bytes] = []
    for calls in (250, 3, 0, 7):
        write_log(tmp_path / "audit", calls=calls)
        courier = a_courier(tmp_path, basket := Basket())
        courier.round()
        courier.round()
        courier.close()
        assert basket.closed
        taken += basket.taken
    assert taken == stored(tmp_path)


def test_a_sink_that_takes_no_more_gets_the_rest_later(tmp_path: Path) -> None:
    """From the batch that it did not take; said when it begins and over when it takes again."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=300)
    courier = a_courier(tmp_path, basket := Basket(room=2))
    with capture_logs() as said:
        for _ in range(3):
            courier.round()
    assert (courier.trouble, len(basket.taken), len(said)) == ("status_500", 400, 1)
    basket.room = 1000
    courier.round()
    assert (courier.trouble, basket.taken) == ("", stored(tmp_path))
    courier.close()


def test_a_cursor_that_was_lost_costs_only_repetition(tmp_path: Path) -> None:
    """At least once: all of it comes again."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=5)
    for spoilt in (b"", b"[]", b'{"x":-1}', b'{"x":"y"}'):
        courier = a_courier(tmp_path, basket := Basket())
        courier.round()
        courier.close()
        assert basket.taken == stored(tmp_path)
        (tmp_path / "sinks" / "siem.cursor").write_bytes(spoilt)


def test_one_process_of_many_carries(tmp_path: Path) -> None:
    """The others take over when it ends."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=5)
    one, two = Basket(), Basket()
    first, second = a_courier(tmp_path, one), a_courier(tmp_path, two)
    for courier in (first, second):
        courier.round()
    assert (one.taken, two.taken) == (stored(tmp_path), [])
    first.close()
    write_log(tmp_path / "audit", calls=2)
    second.round()
    assert one.taken + two.taken == stored(tmp_path)
    second.close()


def test_it_runs_on_a_thread_of_its_own(tmp_path: Path) -> None:
    """From start to stop."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=5)
    courier = a_courier(tmp_path, basket := Basket())
    courier.start()
    assert basket.got.wait(30)
    courier.stop()
    assert (basket.taken, basket.closed) == (stored(tmp_path), True)


def test_a_log_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """And nothing else happens."""
    (tmp_path / "audit").write_bytes(b"")
    courier = a_courier(tmp_path, Basket())
    with capture_logs() as said:
        courier.round()
    assert (courier.trouble, said[0]["code"]) == ("not_read", "not_read")
    courier.close()


def test_a_sink_that_hangs_is_said_to_hang(tmp_path: Path) -> None:
    """Also one that never says that it failed, such as a pipe that nobody reads."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=1)
    now = [0.0]
    basket = Basket()
    basket.hangs.clear()
    courier = Courier("siem", basket, as_jsonl, tmp_path / "audit", tmp_path / "sinks", lambda: now[0])
    courier.start()
    assert basket.got.wait(30)
    assert courier.trouble == ""
    now[0] = 31.0
    assert courier.trouble == "hangs"
    basket.hangs.set()
    courier.stop()
    assert courier.trouble == ""
