"""P8: the agency's own key for an AI service -> sent to that service alone: in no answer, error, log, record or command line, whatever the
service says."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Final

from tests.support.canaries import CANARIES, assert_clean
from tests.support.chat import a_call, call, chat_answer
from tests.support.scripted import Received, Step, head, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, configured_server

KEY: Final = CANARIES.add("sk-proj-" + "Zt7Qm2Xw9Lk4Rb8Vn3Hs" * 2)
"""Servers' files and output are searched for it as they end."""
_SERVICE: Final = """
[[upstreams]]
name = "uji"
base_url = "{address}"
api_key_file = "{file}"
"""


def _told(status: int, text: str) -> list[Step]:
    return [whole_answer(json.dumps({"error": {"message": text, "type": "invalid_request_error"}}).encode(), status)]


ANSWERS: Final[dict[str, list[Step]]] = {
    "says it back": [whole_answer(chat_answer(f"Kunci Anda {KEY}."))],
    "refuses it": _told(401, f"Incorrect API key provided: {KEY}"),
    "names it in an error": _told(400, f"API key {KEY} has no credit"),
    "fails with it": _told(500, f"Authorization: Bearer {KEY}"),
    "shows a page of it": [whole_answer(f"<html>{KEY}</html>".encode(), 500, "text/html")],
    "has it in a header": [head(200, ("content-type", "application/json"), ("set-cookie", KEY), ("content-length", "2")) + b"{}"],
}


def test_p08_the_key_of_a_service_is_told_to_nobody(tmp_path: Path) -> None:
    """Not by the service's own words, and not where there is none to be asked."""
    file = tmp_path / "layanan.key"
    file.write_text(KEY)
    file.chmod(0o400)

    def play(request: Received) -> list[Step]:
        return ANSWERS[json.loads(request.body)["model"]]

    with scripted_upstream(play) as upstream:
        configuration = _SERVICE.format(address=upstream.base_url, file=file)
        with configured_server(configuration, tmp_path / "state") as server:
            for name, stream in product(ANSWERS, (False, True)):
                said = call(server.base_url, a_call("Halo", model=name, stream=stream), key=CLIENT_KEY)
                assert_clean(said.body + repr(sorted(said.headers.items())).encode(), name)
                assert upstream.requests[-1].header("authorization") == [f"Bearer {KEY}"]
        assert len(upstream.requests) == 2 * len(ANSWERS)
