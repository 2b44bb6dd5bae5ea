"""The shipped nginx.conf, run by a real nginx before a scripted upstream: what it passes on, adds, and refuses."""

from __future__ import annotations

import json
import shutil
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from tests.deploy.check import DEPLOY, nginx_folder
from tests.support.process import Process, free_port, running, wait_until
from tests.support.scripted import Pause, Script, ScriptedUpstream, Stall, chunk, head, scripted_upstream, whole_answer

OK = [whole_answer(b"{}")]


@contextmanager
def nginx(upstream_port: int, folder: Path) -> Iterator[tuple[Process, int]]:
    """nginx with the shipped files; only ports and the place of its pid file differ."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    nginx_folder(DEPLOY, folder)
    port = free_port()
    conf = folder / "nginx.conf"
    text = conf.read_text("utf-8").replace("listen 8443 ssl", f"listen 127.0.0.1:{port} ssl").replace("/tmp/", f"{folder}/")
    conf.write_text(text, "utf-8")
    (folder / "nginx-upstream.conf").write_text(f"server 127.0.0.1:{upstream_port};\n", "utf-8")
    with running([program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"], folder / "logs") as process:
        wait_until(lambda: can_connect(port), process)
        yield process, port


def dial(port: int) -> HTTPSConnection:
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)


def can_connect(port: int) -> bool:
    with closing(dial(port)) as connection:
        try:
            connection.connect()
        except OSError:
            return False
        return True


@contextmanager
def served(folder: Path, *scripts: Script) -> Iterator[tuple[ScriptedUpstream, HTTPSConnection, Process]]:
    with scripted_upstream(*scripts) as upstream, nginx(upstream.port, folder) as (process, port), closing(dial(port)) as connection:
        yield upstream, connection, process


def test_a_stream_is_passed_on_piece_by_piece(tmp_path: Path) -> None:
    """The first event arrives while the upstream is still silent about the second."""
    start = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
    with served(tmp_path, [start, chunk(b"data: satu\n\n"), Stall()]) as (_, connection, _):
        connection.request("POST", "/v1/chat/completions", b"{}")
        assert connection.getresponse().read1(65536) == b"data: satu\n\n"


def test_the_upstream_sees_the_callers_bytes(tmp_path: Path) -> None:
    """Path and query go on undecoded and the body byte for byte; no header can claim another origin."""
    with served(tmp_path, OK) as (upstream, connection, _):
        headers = {"X-Forwarded-For": "10.9.8.7", "Forwarded": "for=10.9.8.7", "X_Api_Key": "a", "Authorization": "Bearer kunci"}
        connection.request("POST", "/v1//a%2Fb/../c?key=x%20y", b'{"a": "\xc3\xa9"}', headers)
        assert connection.getresponse().status == 200
    (request,) = upstream.requests
    assert (request.target, request.body) == ("/v1//a%2Fb/../c?key=x%20y", b'{"a": "\xc3\xa9"}')
    assert request.header("x-forwarded-for") == ["127.0.0.1"]
    assert request.header("authorization") == ["Bearer kunci"]
    assert request.header("forwarded") == request.header("x_api_key") == []


@pytest.mark.parametrize(("sent", "kept"), [("klien-2026-0001", True), ("a b", False), ("x" * 65, False)])
def test_only_a_plain_request_id_is_kept(sent: str, kept: bool, tmp_path: Path) -> None:
    """A caller's id goes on where it is plainly an id; otherwise nginx makes one."""
    with served(tmp_path, OK) as (upstream, connection, _):
        connection.request("POST", "/v1/x", b"{}", {"X-Request-Id": sent})
        connection.getresponse().read()
    (identifier,) = upstream.requests[0].header("x-request-id")
    assert (identifier == sent) is kept
    assert len(identifier) >= 8


def test_too_large_a_body_is_refused_in_json(tmp_path: Path) -> None:
    """More than 8 MiB never reaches guardrail, and clients are told not to try again."""
    with served(tmp_path, OK) as (upstream, connection, _):
        connection.putrequest("POST", "/v1/x")
        connection.putheader("content-length", str(8 * 1024 * 1024 + 1))
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, answer.headers["x-should-retry"], answer.headers["content-type"]) == (413, "false", "application/json")
        assert json.loads(answer.read())["error"]["code"] == "body_too_large"
    assert upstream.requests == []


def test_a_large_body_is_never_on_disk(tmp_path: Path) -> None:
    """A body of 8 MiB goes through, and nginx makes no file for it while it waits."""
    body = b"x" * (8 * 1024 * 1024)
    with served(tmp_path, [Pause(0.2), *OK]) as (upstream, connection, _):
        connection.request("POST", "/v1/x", body)
        upstream.wait_for_requests(1)
        assert [path for path in (tmp_path / "client_body").rglob("*") if path.is_file()] == []
        assert connection.getresponse().status == 200
    assert upstream.requests[0].body == body


def test_no_log_line_holds_a_query(tmp_path: Path) -> None:
    """Keys in queries (Gemini's ``?key=``) stand in no log, whether the call worked or the upstream broke off."""
    with served(tmp_path, OK, [head(200, ("content-length", "10"))]) as (_, connection, process):
        connection.request("POST", "/v1beta/models/m:generateContent?key=RAHASIA", b"{}")
        connection.getresponse().read()
        process.terminate()
        logged = process.stdout() + process.stderr()
    assert '"path":"/v1beta/models/m:generateContent","status":200' in logged
    assert "RAHASIA" not in logged


def test_without_guardrail_nothing_is_forwarded(tmp_path: Path) -> None:
    """Where guardrail does not answer, clients get a 503 in JSON."""
    with nginx(free_port(), tmp_path) as (_, port), closing(dial(port)) as connection:
        connection.request("POST", "/v1/x", b"{}")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert json.loads(answer.read())["error"]["code"] == "internal_error"


def test_a_guardrail_refusal_passes_unchanged(tmp_path: Path) -> None:
    """nginx answers only for itself: guardrail's own status and words stay."""
    with served(tmp_path, [whole_answer(b'{"error":"dari guardrail"}', 503)]) as (_, connection, _):
        connection.request("POST", "/v1/x", b"{}")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (503, b'{"error":"dari guardrail"}')
