"""Where a part of guardrail itself fails, nothing leaves: detector, audit log, disk. There is no fail-open."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrail.audit.verify import verify
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span
from guardrail.detect.detector import build_detector
from tests.support.canaries import assert_clean
from tests.support.chat import a_call, call, echo, records
from tests.support.inprocess import ask, served
from tests.support.people import a_person
from tests.support.process import free_port, responds
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server, guardrail_server


class Broken:
    """A detector that fails in one way."""

    def __init__(self, failure: Exception | tuple[Finding, ...]) -> None:
        self._failure = failure

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        if isinstance(self._failure, Exception):
            raise self._failure
        return self._failure


def found(*spans: tuple[int, int]) -> tuple[Finding, ...]:
    return tuple(Finding("ID_NIK", Span(start, end), 1.0, "uji") for start, end in spans)


SECRET = a_person()
FAILURES: dict[str, tuple[Exception | tuple[Finding, ...], str]] = {
    "raises, with the text in its words": (RuntimeError(SECRET.introduced()), "internal_error"),
    "says it cannot tell": (GuardFault(ErrorCode.DETECTOR_ERROR, "detect"), "detector_error"),
    "out of memory": (MemoryError(), "internal_error"),
    "negative": (found((-3, 4)), "detector_error"),
    "beyond the end": (found((0, 100_000)), "detector_error"),
    "overlapping": (found((0, 5), (4, 9)), "detector_error"),
    "backwards": (found((9, 4)), "detector_error"),
    "empty": (found((4, 4)), "detector_error"),
    "out of order": (found((6, 9), (0, 4)), "detector_error"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_detector_that_fails_lets_nothing_through(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever a detector raises or answers that cannot be: 503, a record, nothing upstream, and its words nowhere."""
    failure, code = FAILURES[name]
    with scripted_upstream(echo) as upstream:
        async with served(Broken(failure), upstream, tmp_path) as transport:
            response = await ask(transport, SECRET.introduced())
        assert upstream.connections == 0
    assert (response.status_code, response.json()["error"]["code"]) == (503, code)
    assert response.headers["x-should-retry"] == "false"
    assert response.json()["error"]["type"] == "server_error"
    assert [record["code"] for record in records(tmp_path / "audit", "call.blocked")] == [code]
    printed = "".join(capfd.readouterr())
    for place, data in (("the answer", response.content), ("the output", printed.encode())):
        assert_clean(data, place)
    for path in (tmp_path / "audit").iterdir():
        assert_clean(path.read_bytes(), path.name)


async def test_a_good_detector_in_the_same_place_lets_through(tmp_path: Path) -> None:
    """The failures above are the detector's, not the arrangement's."""
    with scripted_upstream(echo) as upstream:
        async with served(build_detector(), upstream, tmp_path) as transport:
            response = await ask(transport, SECRET.introduced())
        assert response.json()["choices"][0]["message"]["content"] == SECRET.introduced()
        assert_clean(upstream.requests[0].raw, "the upstream's request")


def spoil_by_moving(audit: Path, pid: int) -> None:
    audit.rename(audit.with_name("lain"))


def spoil_by_replacing(audit: Path, pid: int) -> None:
    (segment,) = audit.glob("*.jsonl")
    copy = segment.read_bytes()
    segment.unlink()
    segment.write_bytes(copy)


def spoil_by_cutting(audit: Path, pid: int) -> None:
    (segment,) = audit.glob("*.jsonl")
    os.truncate(segment, segment.stat().st_size // 2)


def spoil_by_filling(audit: Path, pid: int) -> None:
    """No file of this process may grow any more: a full disk, for it alone."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


@pytest.mark.parametrize("spoil", [spoil_by_moving, spoil_by_filling], ids=["moved", "full"])
def test_without_a_log_nothing_leaves(spoil: Callable[[Path, int], None], tmp_path: Path) -> None:
    """While the log cannot be written the service stops: 503 that may be tried again, not ready, and not one byte upstream."""
    with scripted_upstream(echo) as upstream, guardrail_server(upstream.base_url, tmp_path / "state") as server:
        assert call(server.base_url, a_call(a_person().introduced())).status == 200
        sent, connections = len(upstream.requests), upstream.connections
        spoil(server.state_dir / "audit", server.process.pid)
        refused = [call(server.base_url, a_call(a_person().introduced(), stream=streamed)) for streamed in (False, True, False)]
        assert [(said.status, said.error["code"]) for said in refused] == [(503, "audit_unavailable")] * 3
        assert all("x-should-retry" not in said.headers and said.headers["retry-after"] for said in refused)
        assert call(server.base_url, b"{").error["code"] == "audit_unavailable"
        assert responds(f"{server.base_url}/readyz", 503)
        assert (len(upstream.requests), upstream.connections) == (sent, connections)
        for said in refused:
            assert_clean(said.body, "an error")
        if spoil is spoil_by_filling:
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            assert_goes_on(server)
    if spoil is spoil_by_filling:
        assert verify(server.state_dir / "audit").ok


def assert_goes_on(server: GuardrailServer) -> None:
    """The service answers again without anybody's help, and the log says that it could not for a while."""
    person = a_person()
    recovered = call(server.base_url, a_call(person.introduced()))
    assert recovered.tree["choices"][0]["message"]["content"] == person.introduced()
    assert len(records(server.state_dir / "audit", "audit.blocked")) == 1


@pytest.mark.parametrize("spoil", [spoil_by_replacing, spoil_by_cutting], ids=["replaced", "cut"])
def test_a_log_that_somebody_touched_is_noticed_at_the_next_call(spoil: Callable[[Path, int], None], tmp_path: Path) -> None:
    """The call that finds it is refused and does not leave; the log goes on in a new file, and says so."""
    with scripted_upstream(echo) as upstream, guardrail_server(upstream.base_url, tmp_path / "state") as server:
        assert call(server.base_url, a_call(a_person().introduced())).status == 200
        call(server.base_url, b"")  # the outcome before it is on the disk now
        sent = len(upstream.requests)
        spoil(server.state_dir / "audit", server.process.pid)
        said = call(server.base_url, a_call(a_person().introduced()))
        assert (said.status, said.error["code"]) == (503, "audit_unavailable")
        assert len(upstream.requests) == sent
        assert_goes_on(server)
    assert verify(server.state_dir / "audit").ok == (spoil is spoil_by_replacing)  # the same bytes are no loss, half of them are


def test_an_agencys_own_recognizer_that_does_not_answer_lets_nothing_through(tmp_path: Path) -> None:
    """A service named in the configuration that cannot be reached: 503 that names it in the record, and nothing upstream."""
    with scripted_upstream(echo) as upstream:
        configuration = (
            f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
            f'[[recognizers]]\nname = "ner-luar"\nurl = "http://127.0.0.1:{free_port()}/analyze"\nentities = ["PERSON"]\n'
        )
        with configured_server(configuration, tmp_path / "state") as server:
            refused = call(server.base_url, a_call("Rapat pukul sembilan di aula."), key=CLIENT_KEY)
            assert (refused.status, refused.error["code"]) == (503, "detector_error")
            assert upstream.connections == 0
    (record,) = records(tmp_path / "state" / "audit", "call.blocked")
    assert (record["code"], record["place"]) == ("detector_error", "recognizers.ner-luar")
