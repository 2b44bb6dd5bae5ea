"""The scene of the demo judges itself, and finds what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from guardrail.app.keys import keyring_of, signer_of
from guardrail.app.server import build
from guardrail.cli.sample_service import sample_service
from guardrail.cli.scene import LETTER, VALUES, Scene, faults, play
from guardrail.cli.servers import on_loopback
from guardrail.settings import dev_settings


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Played once, with the real proxy."""
    service = sample_service()
    with on_loopback(service) as upstream:
        settings = dev_settings(upstream, tmp_path_factory.mktemp("state"), "127.0.0.1", 0)
        with on_loopback(build(settings)) as address, httpx.Client(base_url=address, headers={"authorization": "Bearer x"}) as client:
            yield play(
                client, service.state.received, settings.audit_dir, signer_of(keyring_of(settings), settings.audit.name).verifier.vkey
            )


def test_the_scene_is_as_it_should_be(scene: Scene) -> None:
    """Nothing personal at the service, everything restored, both records there, the log intact."""
    assert faults(scene) == ()
    assert scene.wrote == LETTER
    assert not any(value in scene.received for value in VALUES)
    assert scene.answer == scene.streamed
    assert scene.intent["masked"] == {"EMAIL_ADDRESS": 1, "ID_NIK": 1, "ID_NPWP": 1, "PERSON": 1, "PHONE_NUMBER": 1}
    assert (scene.outcome["code"], scene.outcome["status"]) == ("ok", 200)
    assert scene.report.warnings == () or all(warning.startswith("uncovered") for warning in scene.report.warnings)


def test_each_broken_promise_is_found(scene: Scene) -> None:
    """A leak, an answer that keeps a token or loses a value, a value in the log, a broken log."""
    leak = VALUES[0].encode()
    assert faults(replace(scene, bodies=(scene.bodies[0], leak))) == ("a value reached the AI service",)
    assert faults(replace(scene, bodies=scene.bodies[:1])) == ("a value reached the AI service",)
    assert faults(replace(scene, answer=scene.answer + "[[NIK_7F3KQ9ZD]]")) == ("the answer was not restored",)
    assert faults(replace(scene, streamed=scene.streamed.replace(VALUES[1], ""))) == ("the streamed answer was not restored",)
    assert faults(replace(scene, log=scene.log + leak)) == ("a value stands in the audit log",)
    assert faults(replace(scene, report=replace(scene.report, logs=()))) == ("the audit log does not verify",)


def test_a_scene_never_shows_its_texts(scene: Scene) -> None:
    """A representation holds none of the values."""
    assert not any(value in repr(scene) for value in VALUES)


def test_a_call_that_fails_ends_the_scene(tmp_path: Path) -> None:
    """No half a scene is shown."""
    refusing = httpx.MockTransport(lambda request: httpx.Response(503))
    with httpx.Client(base_url="http://guardrail.test", transport=refusing) as client, pytest.raises(httpx.HTTPStatusError):
        play(client, [], tmp_path, "")
