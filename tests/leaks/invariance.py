"""Drives ``chunk-invariance`` of another author: the same words for any cutting by the unmasker, the restorer of streams, a proxy."""

from __future__ import annotations

import importlib
import json
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from guardrail.detect.detector import build_detector
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.stream import StreamRestorer
from guardrail.policy.policy import Policy
from tests.support.scripted import Received, Step, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY

from .people import a_person

__all__ = ["Line", "Relayed", "of_proxy", "of_streams", "of_unmasker"]

_ENTITIES = {
    "NAMA": "PERSON",
    "NIK": "ID_NIK",
    "NPWP": "ID_NPWP",
    "HP": "PHONE_NUMBER",
    "SUREL": "EMAIL_ADDRESS",
    "KARTU": "CREDIT_CARD",
}
_MOST_SHORT = 3
"""Parts of a short text, in every way."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was put to the test, over how many texts and cuttings. Whatever differed has raised."""

    what: str
    texts: int
    cuttings: int


@dataclass(slots=True)
class Relayed:
    """An AI service that says what it is told, in one piece or in these."""

    said: Sequence[str] = ()
    heard: list[bytes] = field(default_factory=list, repr=False)

    def __call__(self, request: Received) -> Sequence[Step]:
        self.heard.append(request.body)
        if not json.loads(request.body).get("stream"):
            message = {"role": "assistant", "content": "".join(self.said)}
            return [whole_answer(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode())]
        return sse_answer(*(_event(piece) for piece in self.said), b"data: [DONE]\n\n")


def of_unmasker() -> Line:
    """Tokens whole, twice, beside each other, in brackets, cut short and made up: every cut in two, short texts in three."""
    vault, person = _vault(Random("unmasker"))
    tokens = {entity: vault.put(_ENTITIES[entity], value) for entity, value in person.items()}
    short = [tokens["NIK"], f"{tokens['HP']}{tokens['HP'][:5]}"]
    long = [
        f"Surat untuk {tokens['NAMA']}, NIK {tokens['NIK']}, HP {tokens['HP']}. Balas ke {tokens['SUREL']}.",
        f"{tokens['NPWP']}{tokens['NPWP']} [[NIK_ZZZZZZZZ]] [{tokens['KARTU']}] [[[{tokens['NIK']}]]] [[",
        f"Lihat [berkas](https://contoh.go.id/{tokens['NIK']}) atas nama {tokens['NAMA'].lower()}",
    ]
    cuttings = 0
    for texts, splits in ((short, _MOST_SHORT), (long, "all-two-part")):
        for text in texts:
            cuttings += _assert(_unmasked(vault), partial(unmask, vault=vault), text, splits)
    return Line("`Unmasker`", len(short) + len(long), cuttings)


def of_streams(policy: Policy) -> Line:
    """The bytes of a stream, cut between any two: values come back, what a model adds is masked, the events are the same bytes."""
    detector = build_detector()
    cuttings = 0
    for seed in range(2):
        vault, person = _vault(Random(f"stream-{seed}"))
        added = a_person(Random(f"added-{seed}"))
        tokens = [vault.put(_ENTITIES[entity], person[entity]) for entity in ("NAMA", "NIK", "HP")]
        said = f"Data {tokens[0]}: NIK {tokens[1]}, HP {tokens[2]}. Yang lain: NIK {added['NIK']}, surel {added['SUREL']}."
        pieces = [said[at : at + 7] for at in range(0, len(said), 7)]
        stream = b"".join([*(_event(piece) for piece in pieces), b"data: [DONE]\n\n"])
        run = partial(_streamed, detector=detector, policy=policy, seed=seed)
        cuttings += _assert(run, lambda data, run=run: b"".join(run([data])), stream, "all-two-part")
    return Line("`StreamRestorer`, the bytes of a stream", 2, cuttings)


def of_proxy(base_url: str, upstream: Relayed) -> Line:
    """Events of a model cut anywhere, through a running proxy: together they are the whole answer's words."""
    cuttings, texts = 0, 0
    for seed in range(2):
        person, added = a_person(Random(f"proxy-{seed}")), a_person(Random(f"proxy-added-{seed}"))
        question = f"Buatkan surat untuk Ibu {person['NAMA']}, NIK {person['NIK']}, HP {person['HP']}."
        upstream.said = ("Baik.",)
        _ask(base_url, question, stream=False)
        masked = json.loads(upstream.heard[-1])["messages"][0]["content"]
        for text in (masked, f"{masked} Pemohon lain: NIK {added['NIK']}, HP {added['HP']}."):
            cuttings += _assert(partial(_through, base_url, upstream, question), partial(_whole, base_url, upstream, question), text, 2)
            texts += 1
    return Line("the running proxy, events", texts, cuttings)


def _assert(stream_filter: Any, whole_filter: Any, text: str | bytes, splits: str | int) -> int:
    checked: int = importlib.import_module("chunk_invariance").assert_chunk_invariant(stream_filter, whole_filter, text, splits=splits)
    return checked


def _vault(random: Random) -> tuple[Vault, dict[str, str]]:
    return Vault(TokenMint(b"k" * 32, "percakapan")), a_person(random)


def _unmasked(vault: Vault) -> Any:
    """The adapter of the tool: fresh for each cutting."""
    per_chunk = importlib.import_module("chunk_invariance").per_chunk
    return per_chunk(lambda piece, state: state.decode(piece), state=lambda: Unmasker(vault), flush=lambda state: state.flush())


def _streamed(chunks: Iterable[bytes], detector: Any, policy: Policy, seed: int) -> Iterator[bytes]:
    vault, person = _vault(Random(f"stream-{seed}"))
    for entity in ("NAMA", "NIK", "HP"):
        vault.put(_ENTITIES[entity], person[entity])
    restorer = StreamRestorer(OPENAI_CHAT, vault, inspector=Inspector(detector, policy, vault))
    for chunk in chunks:
        yield restorer.decode(chunk)
    yield restorer.flush()


def _event(piece: str) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]}).encode() + b"\n\n"


def _through(base_url: str, upstream: Relayed, question: str, chunks: Iterable[str]) -> Iterator[str]:
    upstream.said = tuple(chunks)
    for line in _ask(base_url, question, stream=True).decode().splitlines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))["choices"][0]["delta"]["content"]


def _whole(base_url: str, upstream: Relayed, question: str, text: str) -> str:
    upstream.said = (text,)
    said: str = json.loads(_ask(base_url, question, stream=False))["choices"][0]["message"]["content"]
    return said


def _ask(base_url: str, question: str, stream: bool) -> bytes:
    body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": question}]}
    headers = {"content-type": "application/json", "authorization": f"Bearer {CLIENT_KEY}"}
    request = urllib.request.Request(f"{base_url}/v1/chat/completions", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())
