"""A judge beside the AI service, before real sockets: what it is shown, what it decides, and what becomes of calls when it fails."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.canaries import CANARIES
from tests.support.chat import Said, a_call, call, chat_answer, records
from tests.support.scripted import Received, ScriptedUpstream, Stall, Step, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

NIK = CANARIES.add("3374012304859003")
NAME = CANARIES.add("Suryaningsih Pramudita")
PASSWORD = CANARIES.add("Kt8#vbQw2-rahasia")
_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: uji, version: 1, title: Uji, description: Uji, owner: uji}
spec:
  match: {tenants: ["**"]}
  judge: {on_failure: block}
  detectors:
    - {id: ragu, entity: SIGNAL_FORGERY, description: Ragu, patterns: [{name: kata, regex: map kuning, score: 0.7}]}
  rules:
    - {id: nama, description: Nama, entities: [PERSON], action: warn, override_reason: hanya diperingatkan}
    - {id: palsu, description: Palsu, signals: [forgery], where: [user], min_score: 0.9, action: block,
       message: {id: Pemalsuan tidak diproses., en: Forgery is not processed.}}
"""
_CONFIGURATION = """
[policies]
dir = "{folder}"
default = "uji"
[judge]
base_url = "{judge}/v1"
model = "penilai-7b"
region = "lokal"
timeout_s = 1.0
[[upstreams]]
name = "uji"
base_url = "{service}"
region = "luar-negeri"
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A server, the judge that it asks, and the AI service behind it."""

    server: GuardrailServer
    judge: ScriptedUpstream
    service: ScriptedUpstream

    def say(self, text: str) -> Said:
        return call(self.server.base_url, a_call(text), key=CLIENT_KEY)

    def recorded(self, said: Said) -> list[dict[str, object]]:
        exchange = said.headers["x-guardrail-event-id"]
        return [record for record in records(self.server.state_dir / "audit") if record.get("exchange") == exchange]


def _verdict(request: Received) -> list[Step]:
    """By a word of the text: a judge that does as it is told."""
    words = json.loads(request.body)["messages"][1]["content"]
    if "diam" in words:
        return [Stall()]
    if "rusak" in words:
        return [whole_answer(b"<html>", 500)]
    verdict = "violation" if "merah" in words else "harmless"
    return [whole_answer(chat_answer(json.dumps({"label": "forgery", "verdict": verdict, "score": 95})))]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("penilai")
    (folder / "kebijakan").mkdir()
    (folder / "kebijakan" / "uji.yaml").write_text(_POLICY, "utf-8")
    with scripted_upstream(_verdict) as judge, scripted_upstream([whole_answer(chat_answer("Baik."))]) as service:
        configuration = _CONFIGURATION.format(folder=folder / "kebijakan", judge=judge.base_url, service=service.base_url)
        with configured_server(configuration, folder / "state") as server:
            yield Bench(server, judge, service)


def test_the_judge_is_shown_no_value(bench: Bench) -> None:
    """Neither what the policy masks, nor what it only warns of, nor credentials: in its own journal stand kinds alone."""
    before = len(bench.judge.requests)
    said = bench.say(f"Mohon rapikan map kuning atas nama {NAME}, NIK {NIK}. password: {PASSWORD}")
    assert said.status == 200
    (request,) = bench.judge.requests[before:]
    content = json.loads(request.body)["messages"][1]["content"]
    assert all(value not in request.raw.decode("utf-8") for value in (NIK, NAME, PASSWORD, *NAME.split()))
    assert all(mark in content for mark in ("«NIK»", "«PERSON»", "«SECRET»"))
    assert "[[NIK_" not in content


def test_what_it_confirms_is_refused_in_the_words_of_the_rule(bench: Bench) -> None:
    """It was recorded that it was asked before it was; no word of either stands in the log."""
    sent = len(bench.service.requests)
    said = bench.say("Tolong urutkan map kuning dan merah.")
    assert (said.status, len(bench.service.requests)) == (400, sent)
    assert "Pemalsuan tidak diproses." in said.error["message"]
    asked, blocked = bench.recorded(said)
    assert (asked["ev"], asked["questions"], asked["model"]) == ("judge.asked", 1, "penilai-7b")
    assert (blocked["judge"], blocked["judge_model"]) == ({"violation": 1}, "penilai-7b")


def test_what_it_said_is_not_asked_again(bench: Bench) -> None:
    """The history that a chat client resends is judged once."""
    first, again = bench.say("Di mana map kuning?"), bench.say("Di mana map kuning?")
    assert (first.status, again.status) == (200, 200)
    assert [record["ev"] for record in bench.recorded(first)][:2] == ["judge.asked", "call.intent"]
    assert bench.recorded(again)[0]["ev"] == "call.intent"
    assert bench.recorded(again)[0]["judge_cached"] == 1


@pytest.mark.parametrize(("text", "code"), [("map kuning rusak", "bad_status"), ("map kuning diam", "timeout")])
def test_a_judge_that_fails_does_what_the_policy_says(bench: Bench, text: str, code: str) -> None:
    """Here: the call is refused, in the time that the judge has, and told why."""
    sent = len(bench.service.requests)
    said = bench.say(text)
    assert (said.status, len(bench.service.requests)) == (400, sent)
    assert "penilai etika instansi" in said.error["message"]
    blocked = bench.recorded(said)[-1]
    assert (blocked["judge"], blocked["rules"]) == ({code: 1}, ["uji/judge"])


def test_a_judge_that_fails_is_seen_by_those_on_call(bench: Bench) -> None:
    """Readiness is degraded, and calls go on; once it answers again all is well."""
    for text, expected in (("map kuning yang rusak", {"judge": False, "why": ["judge bad_status"]}), ("map kuning baru", {"judge": True})):
        bench.say(text)
        with urllib.request.urlopen(f"{bench.server.base_url}/readyz", timeout=10) as answer:
            told = json.load(answer)
        assert expected.items() <= told.items()


def test_what_is_not_grey_reaches_no_judge(bench: Bench) -> None:
    """Most calls."""
    before = len(bench.judge.requests)
    assert bench.say("Susun jadwal piket kantor.").status == 200
    assert len(bench.judge.requests) == before
