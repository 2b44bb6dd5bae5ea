"""Policies that change under load, in four workers: each call is judged by one set, the one that its record names."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from guardrail.app.policies import policy_catalog
from guardrail.policy.bundle import Bundle, pack
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load_files
from guardrail.policy.pointer import Named, Pointer
from guardrail.policy.releases import Release, Releases
from guardrail.policy.signatures import Approval
from guardrail.policy.sources import SourceFile
from tests.support.chat import Said, a_call, call, deltas, echo, last_words, piece, records
from tests.support.people import Person, a_person
from tests.support.process import wait_until
from tests.support.scripted import LAST_CHUNK, Pause, Received, Script, ScriptedUpstream, Step, chunk, scripted_upstream, sse_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

WORKERS: Final = 4
_CALLERS: Final = 3
_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: {version}, title: Uji, description: Uji, owner: uji}}
spec:
  match: {{tenants: ["**"]}}
  rules:
    - {{id: nik, description: NIK, entities: [ID_NIK], {does}}}
"""
TOKENS, STARS, BLOCKS = "action: mask", "action: mask, operator: mask", "action: block"
_SHAPES = {TOKENS: re.compile(r"\[\[NIK_[0-9A-Z]{8}\]\]"), STARS: re.compile(r"\*{12}\d{4}")}


def _files(number: int, does: str) -> tuple[SourceFile, ...]:
    return (SourceFile("uji.yaml", _POLICY.format(version=number, does=does).encode()),)


def _digest(number: int, does: str) -> str:
    return compile_policies(load_files(_files(number, does)), policy_catalog()).policies[0].stamp.digest


@dataclass(slots=True)
class Office:
    """A deployment of four workers, and an officer who changes its policies."""

    server: GuardrailServer
    upstream: ScriptedUpstream
    releases: Releases
    expected: dict[str, int] = field(default_factory=lambda: {"policy.activated": 0, "policy.rejected": 0})

    def release(self, number: int, does: str) -> Release:
        with self.releases.changing():
            return self.releases.add(pack(Bundle(number, _files(number, does))), "", f"r{number}.tar")

    def activate(self, named: Named) -> None:
        """Put a revision in force, and wait until each worker has it."""
        self._change(named, "policy.activated")

    def fail(self, named: Named) -> None:
        """Point to what is no good revision, and wait until each worker has refused it."""
        self._change(named, "policy.rejected")

    def _change(self, named: Named, event: str) -> None:
        self.releases.point(Pointer(named))
        self.expected[event] += WORKERS
        wait_until(lambda: self.server.process.stderr().count(f'"event": "{event}"') >= self.expected[event], self.server.process, 120)

    @property
    def audit(self) -> Path:
        return self.server.state_dir / "audit"


@contextmanager
def an_office(folder: Path, script: Script = echo) -> Iterator[Office]:
    """Under r1, which masks by tokens."""
    releases = Releases(folder / "state" / "policies", Approval())
    with releases.changing():
        releases.point(Pointer(releases.add(pack(Bundle(1, _files(1, TOKENS))), "", "r1.tar").named))
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(script))
        policies = '[policies]\nstore = "bundles"\ndefault = "uji"\n'
        service = f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        settings = f"[server]\nworkers = {WORKERS}\n{policies}{service}"
        server = stack.enter_context(configured_server(settings, folder / "state", seconds=180))
        wait_until(lambda: server.process.stderr().count('"server.started"') == WORKERS, server.process, 180)
        yield Office(server, upstream, releases)


class _Load:
    """Callers who call until they are told to stop. Each call has a model of its own, by which its record and its journey are found."""

    def __init__(self, office: Office, person: Person) -> None:
        self._office = office
        self._person = person
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self.answers: list[Said] = []

    def __enter__(self) -> _Load:
        self._threads = [threading.Thread(target=self._call) for _ in range(_CALLERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _call(self) -> None:
        """The number stands twice: a call that two sets had judged would show both of their masks."""
        while not self._stop.is_set():
            said = f"Data NIK {self._person.nik} mohon diperiksa."
            body = a_call(said) | {"model": f"uji-{next(self._numbers)}", "stream": len(self.answers) % 2 == 0}
            body["messages"] = [{"role": "user", "content": said}, *body["messages"]]
            self.answers.append(call(self._office.server.base_url, body, key=CLIENT_KEY))


def _masks(request: Received) -> tuple[str, set[str]]:
    """Model of a call, and which sets its masks are of."""
    tree = json.loads(request.body)
    texts = [message["content"] for message in tree["messages"]]
    return tree["model"], {does for does, shape in _SHAPES.items() for text in texts if shape.search(text)}


@pytest.mark.parametrize("swaps", [24, pytest.param(1000, marks=pytest.mark.slow)])
def test_each_record_names_the_set_that_decided(tmp_path: Path, swaps: int) -> None:
    """C1: under load, with a broken revision between every few good ones: no call judged by two sets, none by a broken one."""
    person = a_person()
    with an_office(tmp_path) as office:
        revisions = {does: office.release(number, does).named for number, does in ((1, TOKENS), (2, STARS))}
        digests = {_digest(1, TOKENS): TOKENS, _digest(2, STARS): STARS}
        with _Load(office, person) as load:
            for turn, does in zip(range(swaps // WORKERS), itertools.cycle((STARS, TOKENS)), strict=False):
                if turn % 5 == 4:
                    office.fail(Named(1000 + turn, "ab" * 32))
                office.activate(revisions[does])
        intents = {record["model"]: record["policy_digest"] for record in records(office.audit, "call.intent")}
        swapped = [record for record in records(office.audit, "policy.activated") if "set_digest" in record]
        journal = dict(_masks(request) for request in office.upstream.requests)
        refused = records(office.audit, "call.blocked")
    assert {answer.status for answer in load.answers} == {200}
    assert (len(journal), len(refused)) == (len(load.answers), 0)
    assert {model: {digests[digest]} for model, digest in intents.items()} == journal
    assert set(map(frozenset, journal.values())) == {frozenset({TOKENS}), frozenset({STARS})}
    assert len(swapped) == swaps // WORKERS * WORKERS


def _slow_stream(request: Received) -> Sequence[Step]:
    """Says the first words at once and the rest later, as long as a policy may need to change."""
    if not json.loads(request.body).get("stream"):
        return echo(request)
    start, *_ = sse_answer()
    words = last_words(request.body)
    pieces = [piece({"content": words[at : at + 5]}) for at in range(0, len(words), 5)]
    return [start, chunk(pieces[0]), Pause(4), *map(chunk, pieces[1:]), chunk(piece({}, finish="stop") + b"data: [DONE]\n\n"), LAST_CHUNK]


@pytest.mark.parametrize("streams", [24, pytest.param(200, marks=pytest.mark.slow)])
def test_t14_policy_change_under_load(tmp_path: Path, streams: int) -> None:
    """Open streams end under the set that admitted them, every call after the change is judged by the new one, and a broken set changes
    nothing.
    """
    person = a_person()
    asked = a_call(f"NIK {person.nik} mohon dicek.")
    with an_office(tmp_path, _slow_stream) as office, ThreadPoolExecutor(streams) as pool:
        open_ = [pool.submit(call, office.server.base_url, asked | {"stream": True}, key=CLIENT_KEY) for _ in range(streams)]
        wait_until(lambda: len(office.upstream.requests) == streams, office.server.process, 120)
        office.activate(office.release(2, BLOCKS).named)
        after = [call(office.server.base_url, asked, key=CLIENT_KEY) for _ in range(16)]
        said = [future.result() for future in open_]
        office.fail(office.release(3, "action: larang").named)
        office.fail(Named(4, "ab" * 32))
        still = [call(office.server.base_url, asked, key=CLIENT_KEY) for _ in range(16)]
        intents, blocked = records(office.audit, "call.intent"), records(office.audit, "call.blocked")
        received = [request.body for request in office.upstream.requests]
    assert {"".join(deltas(answer.body)) for answer in said} == {f"NIK {person.nik} mohon dicek."}
    assert [record["policy_digest"] for record in intents] == [_digest(1, TOKENS)] * streams
    assert {answer.status for answer in (*after, *still)} == {400}
    assert [record["policy_digest"] for record in blocked] == [_digest(2, BLOCKS)] * 32
    assert not [body for body in received if person.nik.encode() in body]
