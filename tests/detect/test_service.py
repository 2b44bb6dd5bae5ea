"""A recognizer service of the agency's, over real HTTP: what it finds is found, and anything else it says fails the call."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from guardrail.core.errors import GuardFault
from guardrail.detect.detector import build_detector
from guardrail.detect.plugins import service_plugin

TEXT = "Saudara Wagiman 🙂 hadir di ruang rapat"


@contextmanager
def service(status: int, answer: bytes) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A service with one answer for everybody, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Location", "/lain")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/analyze", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_it_finds_is_found() -> None:
    """It is asked in the words of Presidio's analyzer service, and its offsets are code points."""
    answer = [{"entity_type": "PERSON", "start": 19, "end": 24, "score": 0.8, "analysis_explanation": None}]
    with service(200, json.dumps(answer).encode()) as (url, asked):
        detector = build_detector([service_plugin("ner", url, ["PERSON"], 5.0)])
        found = [TEXT[one.span.start : one.span.end] for one in detector.detect(TEXT) if one.recognizer == "ner"]
    assert found == [TEXT[19:24]]
    assert asked == [{"text": TEXT, "language": "id", "entities": ["PERSON"]}]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b"[]"),
        (302, b"[]"),
        (200, b""),
        (200, b"{}"),
        (200, b"[1]"),
        (200, b'[{"entity_type": "PERSON", "start": "0", "end": 4, "score": 0.8}]'),
        (200, b'[{"entity_type": "PERSON", "start": 0, "end": 4, "score": null}]'),
        (200, b'[{"entity_type": "PERSON", "start": 0, "end": 4000, "score": 0.5}]'),
    ],
)
def test_any_other_answer_fails_the_call(status: int, answer: bytes) -> None:
    """Errors, redirects, other JSON and impossible spans are no findings, and no findings is not what they mean."""
    with service(status, answer) as (url, _):
        detector = build_detector([service_plugin("ner", url, ["PERSON"], 5.0)])
        with pytest.raises(GuardFault):
            detector.detect(TEXT)


def test_nobody_there_fails_the_call() -> None:
    """A service that cannot be reached stops the call."""
    with service(200, b"[]") as (url, _):
        pass
    detector = build_detector([service_plugin("ner", url, ["PERSON"], 5.0)])
    with pytest.raises(GuardFault):
        detector.detect(TEXT)
