"""Logs hold listed keys and nothing else, whoever writes them."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from guardrail.logs import KEYS, configure, keep_listed

SECRET = "NIK 3374011708909001"


@pytest.fixture
def configured() -> Iterator[None]:
    """Logging as serving sets it up, and afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_unlisted_keys_are_dropped() -> None:
    """A lost detail is a nuisance, a leaked one is a breach."""
    assert keep_listed(None, "info", {"event": "server.started", "port": 8080, "text": SECRET, "exception": SECRET}) == {
        "event": "server.started",
        "port": 8080,
    }


@pytest.mark.parametrize(
    "key", ["text", "value", "body", "message", "exc_info", "exception", "stack", "authorization", "key", "prompt", "content"]
)
def test_no_key_for_words_is_listed(key: str) -> None:
    """None of the names under which libraries put texts may pass."""
    assert key not in KEYS


def test_lines_are_json_on_stderr(configured: None, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line with level and UTC time; standard output stays free for data."""
    configure()
    structlog.get_logger("uji").info("server.started", port=1, text=SECRET)
    structlog.get_logger("uji").debug("rinci", port=1)
    said = capsys.readouterr()
    line = json.loads(said.err)
    assert line.pop("@timestamp").endswith("Z")
    assert line == {"event": "server.started", "level": "info", "port": 1}
    assert said.out == ""


def test_exceptions_are_not_written_out(configured: None, capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback quotes what it failed on: neither its words nor its frames appear."""
    configure()
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger("uji").exception("guard.failed", error="ValueError")
    said = capsys.readouterr().err
    assert SECRET not in said
    assert json.loads(said)["error"] == "ValueError"


def test_other_libraries_say_only_where(configured: None, capsys: pytest.CaptureFixture[str]) -> None:
    """Which logger, which kind of error, which line; never the message, its arguments or the exception; below errors nothing."""
    configure()
    library = logging.getLogger("uvicorn.error")
    library.warning(SECRET)
    try:
        raise KeyError(SECRET)
    except KeyError:
        library.exception("gagal: %s", SECRET)
    line = json.loads(capsys.readouterr().err)
    assert SECRET not in str(line)
    assert (line["event"], line["error"], line["where"].split(":")[:2]) == ("library.error", "KeyError", ["uvicorn.error", "test_logs.py"])


def test_a_line_that_nobody_takes_is_lost(configured: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that went away fails no call, and lines go on when there is one again, also from a logger that was used before."""
    configure()
    log = structlog.get_logger("uji")
    gone = io.StringIO()
    gone.close()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", gone)
        log.info("server.started")
    log.info("server.stopped")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["server.stopped"]
