"""T13: three hundred calls that go well and wrong in every way, and nothing raw at rest; what is then done to the log is found."""

from __future__ import annotations

import json
import random
import shutil
import socket
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest

from guardrail.audit.layout import RECORDS, segments_of, vkey_path, writers
from guardrail.audit.verify import verify
from tests.support.canaries import CANARIES, assert_clean, assert_clean_files
from tests.support.chat import CHAT, Said, a_call, call, echo, last_words, piece, records
from tests.support.people import Person, a_person
from tests.support.scripted import Received, Reset, Stall, Step, chunk, head, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

ROUNDS = 25
AT_ONCE = 8
_CONFIGURATION = """
[server]
admin_port = 0
[[upstreams]]
name = "lambat"
base_url = "{url}"
models = ["diam"]
read_timeout_s = 0.3
[[upstreams]]
name = "panggung"
base_url = "{url}"
"""
_LOUD = {"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1", "PYTHONWARNINGS": "always"}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody's words for one call, and everything in them that may come back to nobody else."""

    person: Person
    api_key: str

    @property
    def words(self) -> str:
        """With a credential among them, for which the national policy lets no call leave."""
        return f"{self.person.introduced()} API key: {self.api_key}"

    def foreign(self, body: bytes) -> set[str]:
        """Values of others in what this one got."""
        return {value for value, _ in CANARIES.found_in(body)} - {*self.person.values, self.api_key}


def a_caller(number: int) -> Caller:
    letters = random.Random(number)
    return Caller(a_person(), CANARIES.add("sk-proj-" + "".join(letters.choice(_LETTERS) for _ in range(48))))


def answers(request: Received) -> list[Step]:
    """Does what the model's name says; the bad ones repeat what they were told."""
    match json.loads(request.body)["model"]:
        case "galat":
            return [whole_answer(json.dumps({"error": {"message": last_words(request.body), "type": "server_error"}}).encode(), 500)]
        case "rusak":
            return [whole_answer(last_words(request.body).encode())]
        case "putus":
            start = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
            return [start, chunk(piece({"content": last_words(request.body)})), Reset()]
        case "diam" | "pergi":
            return [Stall()]
        case _:
            return list(echo(request))


def hangs_up(server: GuardrailServer, caller: Caller) -> Said:
    address = urlsplit(server.base_url)
    body = json.dumps(a_call(caller.person.introduced(), stream=True) | {"model": "pergi"}).encode()
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\n".encode())
        client.sendall(f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
    return Said(0, {}, b"")


def said(server: GuardrailServer, body: Mapping[str, Any] | bytes, **more: Any) -> Said:
    return call(server.base_url, body, **{"key": CLIENT_KEY, **more})


KINDS: Mapping[str, tuple[int, Callable[[GuardrailServer, Caller], Said]]] = MappingProxyType(
    {
        "whole": (200, lambda server, caller: said(server, a_call(caller.person.introduced(), user=caller.person.email))),
        "streamed": (200, lambda server, caller: said(server, a_call(caller.person.introduced(), stream=True))),
        "hostile keys": (
            200,
            lambda server, caller: said(server, {**a_call("Halo"), caller.person.nik: {caller.person.name: caller.person.introduced()}}),
        ),
        "blocked": (400, lambda server, caller: said(server, a_call(caller.words))),
        "malformed": (400, lambda server, caller: said(server, json.dumps(a_call(caller.words)).encode()[:-2])),
        "in the model's name": (400, lambda server, caller: said(server, a_call("Halo") | {"model": f"m {caller.person.email}"})),
        "unknown key": (401, lambda server, caller: said(server, a_call(caller.words), key=caller.api_key)),
        "error of the service": (500, lambda server, caller: said(server, a_call(caller.person.introduced()) | {"model": "galat"})),
        "no json from the service": (502, lambda server, caller: said(server, a_call(caller.person.introduced()) | {"model": "rusak"})),
        "time out": (504, lambda server, caller: said(server, a_call(caller.person.introduced()) | {"model": "diam"})),
        "broken stream": (200, lambda server, caller: said(server, a_call(caller.person.introduced(), stream=True) | {"model": "putus"})),
        "caller that hangs up": (0, hangs_up),
    }
)


def _metrics(server: GuardrailServer) -> bytes:
    """What operators are told, with every label."""
    told = (json.loads(line) for line in server.process.stderr().splitlines() if '"admin.bound"' in line)
    with urllib.request.urlopen(f"http://127.0.0.1:{next(told)['port']}/metrics", timeout=30) as answer:
        body: bytes = answer.read()
    return body


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has ended, after all calls; its state, output and command lines were searched as it ended."""
    folder = tmp_path_factory.mktemp("t13")
    calls = [(kind, a_caller(number * len(KINDS) + i)) for number in range(ROUNDS) for i, kind in enumerate(KINDS)]

    def one(made: tuple[str, Caller]) -> Counter[str]:
        (kind, caller), (status, make) = made, KINDS[made[0]]
        answer = make(server, caller)
        assert answer.status == status or (status, answer.status) == (504, 503), kind  # after some time-outs in a row it is left alone
        assert caller.foreign(answer.body) == set(), kind
        if answer.status >= 400 and kind != "error of the service":
            assert_clean(answer.body, f"an error body ({kind})")
        assert_clean(json.dumps(dict(answer.headers)).encode(), f"headers ({kind})")
        return Counter([kind])

    with scripted_upstream(answers, cut_gap=0.0) as upstream:
        configuration = _CONFIGURATION.format(url=upstream.base_url)
        with configured_server(configuration, folder / "state", env=_LOUD) as server, ThreadPoolExecutor(AT_ONCE) as pool:
            made = sum(pool.map(one, calls), Counter())
            metrics = _metrics(server)
        assert made == dict.fromkeys(KINDS, ROUNDS)
        assert made.total() == 300
        for request in upstream.requests:
            assert_clean(request.raw, "an upstream's request")
        assert b"guardrail_refusals_total{" in metrics
        assert_clean(metrics, "the metrics")
    return folder


def test_t13_nothing_raw_is_at_rest(served: Path) -> None:
    """No value in any encoding in any file; and each call stands in a log that verifies."""
    for written in ("state", "state.logs"):
        assert any((served / written).iterdir())
        assert_clean_files(served / written)
    assert verify(served / "state" / "audit").ok
    told = records(served / "state" / "audit")
    codes = Counter(
        record["code"] for record in told if "code" in record and record["ev"] in ("call.outcome", "call.blocked", "auth.failed")
    )
    assert codes.total() == 300
    assert {"ok", "guardrail_blocked", "malformed_json", "missing_or_unknown_key", "upstream_error", "upstream_timeout"} <= set(codes)
    assert {"upstream_invalid_answer", "upstream_cut", "client_gone", "personal_data_in_identifier"} <= set(codes)


def _flipped(lines: list[bytes]) -> list[bytes]:
    middle = len(lines) // 2
    return [*lines[:middle], lines[middle].replace(b'"ev":"call', b'"ev":"calm'), *lines[middle + 1 :]]


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(_flipped, id="a byte changed"),
        pytest.param(lambda lines: [*lines[: len(lines) // 2], *lines[len(lines) // 2 + 1 :]], id="a record less"),
        pytest.param(lambda lines: lines[:-10], id="the last ten gone"),
    ],
)
def test_t13_what_is_done_to_the_log_is_found(tamper: Callable[[list[bytes]], list[bytes]], served: Path, tmp_path: Path) -> None:
    """With the key as an auditor holds it, and none of the records believed."""
    audit = shutil.copytree(served / "state" / "audit", tmp_path / "audit")
    (writer,) = writers(audit)
    vkey = vkey_path(audit, writer).read_text("ascii").strip()
    assert verify(audit, vkey).ok
    ((_, segment),) = segments_of(audit, writer, RECORDS)
    segment.chmod(0o600)
    before = segment.read_bytes()
    segment.write_bytes(b"".join(tamper(before.splitlines(keepends=True))))
    assert segment.read_bytes() != before
    assert not verify(audit, vkey).ok
