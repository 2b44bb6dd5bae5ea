"""Both halves of an answer at once: the caller's values restored, everybody else's masked, for any cutting of the bytes."""

from __future__ import annotations

import base64
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.restore import restore
from guardrail.pipeline.stream import StreamRestorer
from tests.dialects.planting import detector, national
from tests.support.chat import DONE, piece, stream_of

from .sse import read
from .streams import VALUES, Channel, a_vault, texts

N3, N4 = "3273015501909909", "3174014102859902"
NAME = "Budi Santoso"
OTHERS = {
    "plain": N4,
    "percent": "andi%40contoh.go.id",
    "full-width": "３１７４０１４１０２８５９９０２",
    "dashed": "3174-0141-0285-9902",
    "base64": base64.b64encode(b"NIK 3174014102859902 atas nama Andi").decode(),
}
TOKEN = {value: a_vault().put(entity, value) for value, entity in VALUES.items()}
T8 = (
    f"Milik Anda {TOKEN[N3]}. Pemohon lain {OTHERS['plain']}, email {OTHERS['percent']}, NIK {OTHERS['full-width']} "
    f"dan {OTHERS['dashed']}, kode {OTHERS['base64']} selesai."
)
SAID = (
    f"Milik Anda {N3}. Pemohon lain (NIK disamarkan), email (EMAIL disamarkan), NIK (NIK disamarkan) "
    "dan (NIK disamarkan), kode (NIK disamarkan) selesai."
)
CONTENT: Channel = (0, "content", -1)


def looked_at(chunks: list[bytes], whole: bool = False, vault: Vault | None = None) -> bytes:
    """A stream as a caller of the national policy gets it."""
    vault = vault if vault is not None else a_vault()
    restorer = StreamRestorer(OPENAI_CHAT, vault, inspector=Inspector(detector(), national(), vault), whole=whole)
    out = []
    for chunk in chunks:
        out.append(restorer.decode(chunk))
        if restorer.done:
            return b"".join(out)
    return b"".join([*out, restorer.flush()])


def whole_answer(message: dict[str, Any], **more: Any) -> Any:
    vault = a_vault()
    body = json.dumps({"choices": [{"index": 0, "message": message, **more}]}).encode()
    return json.loads(restore(body, OPENAI_CHAT, vault, inspector=Inspector(detector(), national(), vault)))["choices"][0]


@pytest.mark.parametrize("whole", [False, True], ids=["window", "buffer"])
def test_t8_every_two_part_cut_of_the_text(whole: bool) -> None:
    """T8: wherever the text is cut, the caller's own value comes back and all the forms of others' are masked."""
    for at in range(len(T8) + 1):
        assert texts(looked_at([stream_of([T8[:at], T8[at:]])], whole)) == {CONTENT: SAID}


@pytest.mark.parametrize("size", [1, 2, 7])
def test_t8_in_small_pieces(size: int) -> None:
    """T8: the same sentence in deltas of any size, and in the smallest pieces of bytes."""
    stream = stream_of([T8[at : at + size] for at in range(0, len(T8), size)])
    assert texts(looked_at([stream])) == {CONTENT: SAID}
    if size > 1:
        assert looked_at([bytes([byte]) for byte in stream]) == looked_at([stream])


def test_t8_a_whole_answer_says_the_same() -> None:
    """T8: streamed or not, the caller reads the same words."""
    assert whole_answer({"content": T8})["message"]["content"] == SAID


def test_what_the_caller_wrote_is_the_callers_also_in_plain() -> None:
    """A value of the vault that the model writes out is left; the same value with other digits is not."""
    vault = a_vault()
    said = texts(looked_at([stream_of([f"NIK Anda {N3}, bukan {N4}."])], vault=vault))
    assert said == {CONTENT: f"NIK Anda {N3}, bukan (NIK disamarkan)."}


def test_a_number_in_the_shape_of_a_token_is_a_number() -> None:
    """T10: what only looks like a token is text, and is looked into like any other: nothing hides in it."""
    said = texts(looked_at([stream_of([f"Kode [[A_{N4}]] dan [[NIK_ZZZZZZZZ]] ada."])]))
    assert said == {CONTENT: "Kode [[A_(NIK disamarkan)]] dan [[NIK_ZZZZZZZZ]] ada."}


def test_t10_tokens_of_others_are_not_restored() -> None:
    """T10: a token of another conversation, and one under another tenant's key, come back as they are."""
    foreign = "[[PERSON_7F3KQ9ZD]] dan [[person 00000000]]"
    assert texts(looked_at([stream_of([foreign])])) == {CONTENT: foreign}


def test_t3_a_cut_token_is_nobody() -> None:
    """T3: what the length limit left of a token stays text, in every form of it."""
    for form in (TOKEN["Siti Rahayu"], TOKEN["Siti Rahayu"].lower(), TOKEN["Siti Rahayu"][2:]):
        for missing in range(1, 8 + 2):
            fragment = form[:-missing] if form[0] == "[" else form[: -2 - missing]
            said = texts(looked_at([b"".join([piece({"content": f"Halo {fragment}"}), piece({}, finish="length"), DONE])]))
            assert not any(value in said[CONTENT] for value in VALUES)


def test_t7_two_choices_taking_turns() -> None:
    """T7: each choice splits another token and another number, and no character crosses over."""
    first, second = f"A {TOKEN[NAME]} lalu {N4}!", f"B {TOKEN[N3]} dan {OTHERS['dashed']}?"
    turns = [
        piece({"content": text[at : at + 3]}, index) for at in range(0, 60, 3) for index, text in enumerate((first, second)) if text[at:]
    ]
    said = texts(looked_at([b"".join([*turns, DONE])]))
    assert said == {CONTENT: f"A {NAME} lalu (NIK disamarkan)!", (1, "content", -1): f"B {N3} dan (NIK disamarkan)?"}


ARGUMENTS: list[dict[str, Any]] = [
    {"nama": 'Siti "Ayu" R.\\ 😀', "alamat": "Jl. Melati 9\nSemarang – [[NIK_0000000", "nik": N4, "daftar": [N3, int(N4), "x"]},
    {"catatan": json.dumps({"nik": N4, "untuk": NAME}), "kosong": {}, N4: True, "jumlah": 12.5},
]
MASKED: list[dict[str, Any]] = [
    {**ARGUMENTS[0], "nik": "(NIK disamarkan)", "daftar": [N3, "(NIK disamarkan)", "x"]},
    {"catatan": json.dumps({"nik": "(NIK disamarkan)", "untuk": NAME}), "kosong": {}, "(NIK disamarkan) 1": True, "jumlah": 12.5},
]


def _written(tree: Any) -> str:
    """The arguments as the model writes them: tokens where the caller's values were."""
    source = json.dumps(tree, ensure_ascii=False)
    for value, token in TOKEN.items():
        for level in (
            json.dumps(json.dumps(value, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
        ):
            source = source.replace(level, token)
    return source


@pytest.mark.parametrize("whole", [False, True], ids=["window", "buffer"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_t4_arguments_stay_json(size: int, whole: bool) -> None:
    """T4: two parallel calls in pieces of three characters: their own values restored, others' masked, each of them still JSON."""
    sources = [_written(tree) for tree in ARGUMENTS]
    turns = [
        piece({"tool_calls": [{"index": index, "function": {"arguments": source[at : at + size]}}]})
        for at in range(0, max(map(len, sources)), size)
        for index, source in enumerate(sources)
        if source[at : at + size]
    ]
    said = texts(looked_at([b"".join([*turns, piece({}, finish="tool_calls"), DONE])], whole))
    assert [json.loads(said[0, "arguments", index]) for index in range(2)] == MASKED


def test_t4_whole_arguments_stay_json() -> None:
    """T4: the same in one answer."""
    calls = [{"id": f"c{at}", "function": {"name": "f", "arguments": _written(tree)}} for at, tree in enumerate(ARGUMENTS)]
    message = whole_answer({"tool_calls": calls})["message"]
    assert [json.loads(call["function"]["arguments"]) for call in message["tool_calls"]] == MASKED


def test_t1_the_first_words_come_before_the_last() -> None:
    """T1: a sentence that was looked into does not wait for the next one."""
    restorer = StreamRestorer(OPENAI_CHAT, None, inspector=Inspector(detector(), national(), None))
    assert restorer.decode(piece({"role": "assistant", "content": ""})) != b""
    assert restorer.decode(piece({"content": "Terima kasih atas pertanyaan Anda. "})) == b""
    assert texts(restorer.decode(piece({"content": "Berikut"}))) == {CONTENT: "Terima kasih atas pertanyaan Anda. "}


def test_untouched_events_keep_their_bytes() -> None:
    """A stream in which nothing is found comes out byte for byte, log probabilities among it."""
    said = b'[{"index":0,"delta":{"content":"Terima kasih. "},"logprobs":{"content":[{"token":"Terima"}]}}]'
    odd = b'data: {"choices" : ' + said + b', "n":1e3}\r\n\r\n'
    assert looked_at([odd * 40 + DONE]) == odd * 40 + DONE


def test_an_answer_without_events_of_its_own_goes_on() -> None:
    """What a model thought is given out soon after it began to speak: it does not wait for the end of the answer."""
    restorer = StreamRestorer(OPENAI_CHAT, None, inspector=Inspector(detector(), national(), None))
    restorer.decode(piece({"reasoning_content": "Pikirkan dulu"}))
    out = b"".join(restorer.decode(piece({"content": f"Kata ke-{number} dari banyak kata yang ditulis.\n"})) for number in range(40))
    said = texts(out)
    assert said[0, "reasoning_content", -1] == "Pikirkan dulu"
    assert len(said[CONTENT]) > 1000


def test_log_probabilities_of_changed_texts_are_dropped() -> None:
    """Token strings would show what was masked: they end where the text of their choice first changed, and stay for the other."""
    logprobs = {"content": [{"token": N4, "logprob": -0.1}]}

    def said(text: str, index: int) -> bytes:
        tree = json.loads(piece({"content": text}, index)[6:])
        tree["choices"][0]["logprobs"] = logprobs
        return b"data: " + json.dumps(tree).encode() + b"\n\n"

    stream = said("Baik sekali. ", 0) + said("Baik sekali. ", 1) + said(f"NIK {N4}.", 0) + said("Ya.", 0) + said("Ya.", 1) + DONE
    seen = [json.loads(event.data)["choices"][0] for event in read(looked_at([stream])) if event.data and event.data[0] == "{"]
    assert [(choice["index"], choice["logprobs"] is None) for choice in seen] == [(0, False), (1, False), (0, True), (0, True), (1, False)]
    assert whole_answer({"content": f"NIK {N4}."}, logprobs=logprobs)["logprobs"] is None
    assert whole_answer({"content": "Baik."}, logprobs=logprobs)["logprobs"] == logprobs


def test_annotations_that_no_longer_fit_are_dropped() -> None:
    """A place in a text that changed is not told: it would be a wrong one."""
    cited = [{"type": "url_citation", "url_citation": {"start_index": 3, "end_index": 9, "url": "https://contoh.go.id", "title": "Contoh"}}]
    assert whole_answer({"content": f"{TOKEN[NAME]}, lihat sumber.", "annotations": cited})["message"]["annotations"] == []
    assert whole_answer({"content": "Lihat sumber.", "annotations": cited})["message"]["annotations"] == cited


_WORDS = st.sampled_from(
    [
        *TOKEN.values(),
        *OTHERS.values(),
        *(N4[:9], N4[9:], N3, "NIK: ", "NIK", "telp 0812-0000-9902", "andi@contoh.go.id", "Bapak Andi Wijaya", "nama: Rini Astuti"),
        *(". ", ".\n", "\n\n", "\n- ", "! ", "? ", ", ", " ", "\n", " dan ", "1. ", "|", " | ", "[[", "]]", "```\n", "-"),
        *("Terima kasih atas pertanyaan Anda. ", "Permohonan sudah diterima oleh petugas loket", "password: rahasia123 ", "A" * 90),
        *("-----BEGIN PRIVATE KEY-----\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n", "-----END PRIVATE KEY-----\n"),
        TOKEN[NAME].lower(),
        TOKEN[N3][2:],
    ]
)
_TEXTS = st.lists(_WORDS, max_size=14).map("".join)


@settings(max_examples=120, deadline=None)
@given(_TEXTS, _TEXTS, st.lists(st.integers(1, 40), min_size=1, max_size=12), st.lists(st.integers(0, 9000), max_size=10))
def test_any_cutting_says_the_same(first: str, second: str, sizes: list[int], places: list[int]) -> None:
    """However the model and the network cut two texts that take turns, each says what it says in one piece."""
    expected: dict[Channel, str] = {}
    for member, text in (("content", first), ("reasoning_content", second)):
        expected |= {key: said for key, said in texts(looked_at([piece({member: text}), DONE])).items() if said}
    rest = {"content": first, "reasoning_content": second}
    events = []
    for member, size in itertools.cycle(zip(itertools.cycle(rest), [*sizes, 0] if len(sizes) % 2 else sizes, strict=False)):
        events.append(piece({member: rest[member][:size]}))
        rest[member] = rest[member][size:]
        if not any(rest.values()) or len(events) > 200:
            break
    events += [piece({member: text}) for member, text in rest.items()]
    stream = b"".join([*events, DONE])
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    out = looked_at([stream[start:end] for start, end in itertools.pairwise(edges)])
    assert {key: said for key, said in texts(out).items() if said} == expected
    assert len(read(out)) == len(read(stream))


@settings(max_examples=60, deadline=None)
@given(_TEXTS, st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_buffered_and_whole_answers_say_the_same(text: str, sizes: list[int]) -> None:
    """Where all of a text is looked into first, a stream says what the whole answer says."""
    parts, rest = [], text
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    said = texts(looked_at([stream_of([*parts, rest])], whole=True))
    assert said.get(CONTENT, "") == whole_answer({"content": text})["message"]["content"]
