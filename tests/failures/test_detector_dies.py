"""T9: a detector that raises, hangs or talks nonsense lets nothing out, before the call and in mid-stream; nothing opens by default."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guardrail.app.policies import load_policies
from guardrail.core.errors import ErrorCode, GuardFault, InvalidFiles
from guardrail.core.text import Finding, Span
from guardrail.detect.detector import build_detector
from guardrail.detect.plugins import Plugin
from guardrail.settings import PolicySettings, dev_settings
from tests.support.canaries import assert_clean
from tests.support.chat import DONE, deltas, echo, piece, records
from tests.support.inprocess import ask, served
from tests.support.people import a_person
from tests.support.scripted import scripted_upstream, sse_answer

from .gates import policy

SECRET = a_person()
OTHER = a_person()
SPOKEN = ("Berkas ", "sudah ", "kami ", "terima ", "lengkap. ", "Milik ", OTHER.nik, " itu.", " Selesai.")
FAILS_AT = "Milik"


class Hangs(EntityRecognizer):
    """A recognizer that does not come back before it is told to."""

    released = threading.Event()

    def __init__(self) -> None:
        super().__init__(["PERSON"], supported_language="id")

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        self.released.wait()
        return []


class FailsLater:
    """Finds like the real one, until a text holds one word."""

    def __init__(self, failure: Exception | tuple[Finding, ...]) -> None:
        self._real = build_detector()
        self._failure = failure

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        if FAILS_AT not in text:
            return self._real.detect(text, label)
        if isinstance(self._failure, Exception):
            raise self._failure
        return self._failure


NONSENSE: dict[str, Exception | tuple[Finding, ...]] = {
    "raises": RuntimeError(SECRET.introduced()),
    "cannot tell": GuardFault(ErrorCode.DETECTOR_ERROR, "detect"),
    "overlapping": (Finding("PERSON", Span(0, 5), 0.9, "uji"), Finding("PERSON", Span(4, 9), 0.9, "uji")),
    "beyond the end": (Finding("PERSON", Span(0, 100_000), 0.9, "uji"),),
    "before the start": (Finding("PERSON", Span(-5, 3), 0.9, "uji"),),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_t9_before_the_call_nothing_leaves(name: str, tmp_path: Path) -> None:
    """T9 (a): 503 with a code, no byte upstream, and a record that says why."""
    with scripted_upstream(echo) as upstream:
        async with served(FailsLater(NONSENSE[name]), upstream, tmp_path) as transport:
            response = await ask(transport, f"{FAILS_AT} {SECRET.introduced()}")
        assert upstream.connections == 0
    code = "internal_error" if name == "raises" else "detector_error"
    assert (response.status_code, response.json()["error"]["code"]) == (503, code)
    assert [record["code"] for record in records(tmp_path / "audit", "call.blocked")] == [code]
    assert_clean(response.content, "the answer")


class Raises(EntityRecognizer):
    """A recognizer that breaks, with the text in its words."""

    def __init__(self) -> None:
        super().__init__(["PERSON"], supported_language="id")

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        raise RuntimeError(text)


async def test_t9_a_recognizer_that_raises_is_recorded(tmp_path: Path) -> None:
    """T9 (a): 503, no byte upstream, a record of ``detector_error`` that names the recognizer and nothing of the text."""
    with scripted_upstream(echo) as upstream:
        async with served(build_detector([Plugin("rusak", Raises(), 5.0)]), upstream, tmp_path, inline=False) as transport:
            response = await ask(transport, SECRET.introduced())
        assert upstream.connections == 0
    assert (response.status_code, response.json()["error"]["code"]) == (503, "detector_error")
    (record,) = records(tmp_path / "audit", "call.blocked")
    assert (record["code"], record["place"]) == ("detector_error", "recognizers.rusak")
    assert_clean(response.content, "the answer")


async def test_t9_a_recognizer_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    """T9 (a): one that never comes back costs its time and the call: 503, no byte upstream, a record of ``detector_error``."""
    detector = build_detector([Plugin("gantung", Hangs(), 0.2)])
    try:
        with scripted_upstream(echo) as upstream:
            async with served(detector, upstream, tmp_path, inline=False) as transport:
                response = await ask(transport, SECRET.introduced())
            assert upstream.connections == 0
    finally:
        Hangs.released.set()
    assert (response.status_code, response.json()["error"]["code"]) == (503, "detector_error")
    (record,) = records(tmp_path / "audit", "call.blocked")
    assert (record["code"], record["place"]) == ("detector_error", "recognizers.gantung")


@pytest.mark.parametrize("name", NONSENSE)
async def test_t9_in_mid_stream_the_answer_ends(name: str, tmp_path: Path) -> None:
    """T9 (b): after five events of an answer: an error event, nothing of what was held back, and an outcome that says why."""
    stream = sse_answer(*(piece({"content": text}) for text in SPOKEN), piece({}, finish="stop"), DONE)
    with scripted_upstream(stream) as upstream:
        async with served(FailsLater(NONSENSE[name]), upstream, tmp_path) as transport:
            response = await ask(transport, "Apakah berkasnya lengkap?", stream=True)
    code = "internal_error" if name == "raises" else "detector_error"
    *events, error, done, _ = response.content.split(b"\n\n")
    assert (response.status_code, done) == (200, b"data: [DONE]")
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == code
    said = "".join(deltas(b"\n\n".join(events)))
    assert "".join(SPOKEN[:5]).startswith(said)
    assert said
    assert_clean(response.content, "the stream")
    assert [record["code"] for record in records(tmp_path / "audit", "call.outcome")] == [code]


@pytest.mark.parametrize("opening", ["fail_open: true", "on_error: allow", "detector_failure: forward"])
def test_t9_no_policy_opens_it(opening: str, tmp_path: Path) -> None:
    """T9: there is no switch that lets calls through unread; a policy that tries to set one is not valid."""
    place = tmp_path / "policies" / "uji"
    place.mkdir(parents=True)
    (place / "policy.yaml").write_text(policy("mask"), "utf-8")
    dev = dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0)
    settings = dev.model_copy(update={"policies": PolicySettings(dir=place.parent, default="uji")})
    assert load_policies(settings).policies
    (place / "policy.yaml").write_text(policy("mask") + f"  {opening}\n", "utf-8")
    with pytest.raises(InvalidFiles):
        load_policies(settings)
