"""One guardrail and one AI service that hostile peers share; the service keeps a journal of every byte that it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.scripted import scripted_upstream
from tests.support.server import configured_server

from .peers import a_deaf_port, a_stoppable_service
from .place import OTHER_KEY, SERVICES, Place, Stage

_CONFIGURATION = """
[server]
allowed_hosts = ["127.0.0.1", "guardrail.dinkes.go.id"]
max_calls_per_client = 64
[[clients]]
name = "lambat"
tenant = "jateng/dinsos"
key_sha256 = "{known}"
"""
_SERVICE = """
[[upstreams]]
name = "{name}"
base_url = "{address}"
models = ["{name}-*"]
connect_timeout_s = 0.5
read_timeout_s = 0.5
total_timeout_s = 1.5
"""
_FREE = """
[[upstreams]]
name = "bebas"
base_url = "{address}"
models = ["bebas-*"]
"""
_ANY = """
[[upstreams]]
name = "panggung"
base_url = "{address}/v1"
"""


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    known = hashlib.sha256(OTHER_KEY.encode()).hexdigest()
    stage = Stage()
    folder = tmp_path_factory.mktemp("gate")
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(stage.play, cut_gap=0.0))
        stopped = stack.enter_context(a_stoppable_service(folder / "layanan"))
        addresses = {
            **dict.fromkeys(SERVICES, upstream.base_url),
            "tuli": f"http://127.0.0.1:{stack.enter_context(a_deaf_port())}",
            "sandi": upstream.base_url.replace("http:", "https:"),
            "beku": stopped.base_url,
        }
        services = _FREE.format(address=upstream.base_url) + "".join(
            _SERVICE.format(name=name, address=address) for name, address in addresses.items()
        )
        configuration = _CONFIGURATION.format(known=known) + services + _ANY.format(address=upstream.base_url)
        yield Place(stack.enter_context(configured_server(configuration, folder / "state")), upstream, stage, stopped)
