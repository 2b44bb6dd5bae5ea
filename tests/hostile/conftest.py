"""One guardrail and one AI service that hostile peers share; the service keeps a journal of every byte that it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from tests.support.chat import chat_answer
from tests.support.scripted import Received, Step, scripted_upstream, whole_answer
from tests.support.server import configured_server

from .place import OTHER_KEY, Place

_CONFIGURATION = """
[server]
allowed_hosts = ["127.0.0.1", "guardrail.dinkes.go.id"]
[[upstreams]]
name = "panggung"
base_url = "{upstream}/v1"
[[clients]]
name = "lambat"
tenant = "jateng/dinsos"
key_sha256 = "{known}"
"""


def _answer(request: Received) -> list[Step]:
    if request.target == "/v1/models":
        return [whole_answer(b'{"object":"list","data":[]}')]
    return [whole_answer(chat_answer("baik"))]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    known = hashlib.sha256(OTHER_KEY.encode()).hexdigest()
    with (
        scripted_upstream(_answer) as upstream,
        configured_server(
            _CONFIGURATION.format(upstream=upstream.base_url, known=known), tmp_path_factory.mktemp("gate") / "state"
        ) as server,
    ):
        yield Place(server, upstream)
