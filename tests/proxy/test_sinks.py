"""Sinks: a file, syslog and HTTP take whole batches in the forms that collectors read, or say why not, without a word of anybody's."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest

from guardrail.proxy.sinks import FileSink, HttpSink, SinkFault, SyslogSink, as_jsonl, as_ocsf_line
from tests.audit.factories import write_log
from tests.support.scripted import Close, scripted_upstream, whole_answer


@pytest.fixture
def lines(tmp_path: Path) -> list[bytes]:
    (tmp_path / "log").mkdir()
    writer = write_log(tmp_path / "log", calls=2)
    return (tmp_path / "log" / f"{writer}-000000000000.jsonl").read_bytes().splitlines()


def test_a_file_is_appended_to_wherever_it_went(tmp_path: Path, lines: list[bytes]) -> None:
    """Rotated away between two batches, it is made anew, for its owner only."""
    sink = FileSink(tmp_path / "copy")
    sink.send(lines[:1])
    sink.send(lines[1:2])
    (tmp_path / "copy").rename(tmp_path / "copy.1")
    sink.send(lines[2:])
    sink.close()
    assert (tmp_path / "copy.1").read_bytes().splitlines() + (tmp_path / "copy").read_bytes().splitlines() == lines
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SinkFault, match="EISDIR"):
        FileSink(tmp_path).send(lines)


def test_syslog_frames_each_record_by_its_length(lines: list[bytes]) -> None:
    """RFC 5424 messages, RFC 6587 octet counting: nothing in a record can begin another message."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink = SyslogSink(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        sink.send(lines)
        sink.close()
        peer, _ = server.accept()
        with peer:
            data = b"".join(iter(lambda: peer.recv(65536), b""))
    messages = []
    while data:
        length, _, data = data.partition(b" ")
        messages.append(data[: int(length)])
        data = data[int(length) :]
    assert [message.partition(b" audit - ")[2] for message in messages] == lines
    assert all(message.startswith(b"<109>1 20") for message in messages)


def test_syslog_of_this_machine_takes_datagrams(tmp_path: Path, lines: list[bytes]) -> None:
    """One each; what is too long goes as its place in the log alone."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "s"))
        sink = SyslogSink(f"unix:{tmp_path / 's'}")
        sink.send([lines[0], b'{"x":"' + b"y" * 70_000 + b'"}'])
        got = [server.recv(70_000).partition(b" audit - ")[2] for _ in range(2)]
        sink.close()
    assert got == [lines[0], b'{"omitted":"size"}']


def test_a_syslog_server_that_went_away_is_connected_to_again(lines: list[bytes]) -> None:
    """After the fault that says so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        sink = SyslogSink(f"tcp://127.0.0.1:{address[1]}")
        sink.send(lines)
        server.accept()[0].close()
    with pytest.raises(SinkFault, match=r"ECONN|EPIPE"):
        for _ in range(100):
            sink.send(lines)
    with pytest.raises(SinkFault, match="ECONNREFUSED"):
        sink.send(lines)
    with socket.create_server(address) as server:
        sink.send(lines)
    sink.close()


def test_a_collector_gets_lines_of_json(lines: list[bytes]) -> None:
    """With its token; any 2xx takes the batch, anything else does not, and says which status."""
    answers = [whole_answer(b"", 202), whole_answer(b"no", 500), whole_answer(b"", 429)]
    with scripted_upstream(*[[answer] for answer in answers]) as server:
        sink = HttpSink(f"{server.base_url}/ingest", "rahasia")
        sink.send(lines)
        with pytest.raises(SinkFault, match="status_500"):
            sink.send(lines)
        with pytest.raises(SinkFault, match="status_429"):
            sink.send(lines)
        sink.close()
        sink.close()
        request = server.requests[0]
    assert request.body.splitlines() == lines
    assert (request.target, request.header("authorization"), request.header("content-type")) == (
        "/ingest",
        ["Bearer rahasia"],
        ["application/x-ndjson"],
    )


def test_a_collector_that_breaks_off_is_a_fault(lines: list[bytes]) -> None:
    """Whether it took the batch nobody knows, so it comes again."""
    with scripted_upstream([Close()]) as server:
        sink = HttpSink(server.base_url)
        with pytest.raises(SinkFault, match="upstream_cut"):
            sink.send(lines)
        sink.close()
    with pytest.raises(SinkFault, match="upstream_unreachable"):
        (away := HttpSink("http://127.0.0.1:9")).send(lines)
    away.close()


def test_records_go_as_they_are_or_as_ocsf(lines: list[bytes]) -> None:
    """Each one line of JSON; a line that is no record goes as it is."""
    assert as_jsonl(lines[1]) == lines[1]
    event = json.loads(as_ocsf_line(lines[1]))
    assert event["class_uid"] == 6003
    assert b"\n" not in as_ocsf_line(lines[1])
    assert as_ocsf_line(b"{}") == b"{}"


def test_sinks_work_on_any_thread(tmp_path: Path, lines: list[bytes]) -> None:
    """A courier makes its batches on one of its own."""
    with scripted_upstream([whole_answer(b"")]) as server:
        sink = HttpSink(server.base_url)
        thread = threading.Thread(target=sink.send, args=(lines,))
        thread.start()
        thread.join()
        sink.close()
        assert len(server.requests) == 1
