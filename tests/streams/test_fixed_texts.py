"""The hard streams by name: every two-part cut, a cut token, two choices, parallel tool calls, and streams that end oddly."""

from __future__ import annotations

import json

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.event import MAX_EVENT_BYTES
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.stream import StreamRestorer
from tests.support.chat import DONE, event, piece, stream_of

from .sse import read
from .streams import VALUES, a_vault, restored, texts

NAME, WIFE, NIK = "Budi Santoso", "Siti Rahayu", "3273015501909909"
TOKEN = {value: a_vault().put(entity, value) for value, entity in VALUES.items()}
TEXT = f"Baik {TOKEN[NAME]} – {TOKEN[NIK]}."
SAID = f"Baik {NAME} – {NIK}."
CONTENT = (0, "content", -1)


def test_every_two_part_cut_of_the_text() -> None:
    """Wherever the model cuts its text in two, the caller reads the same sentence."""
    for at in range(len(TEXT) + 1):
        assert texts(restored([stream_of([TEXT[:at], TEXT[at:]])])) == {CONTENT: SAID}


def test_one_character_a_delta() -> None:
    """A model that says one character at a time is restored like any other."""
    assert texts(restored([stream_of(list(TEXT))])) == {CONTENT: SAID}


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_every_two_part_cut_of_the_bytes(line_end: bytes, step: int) -> None:
    """Wherever the network cuts, inside a character or between CR and LF, the caller gets the same bytes."""
    size = len(TEXT) // step
    stream = stream_of([TEXT[:size], TEXT[size : 2 * size], TEXT[2 * size :]]).replace(b"\n", line_end)
    expected = restored([stream])
    assert texts(expected) == {CONTENT: SAID}
    assert all(restored([stream[:at], stream[at:]]) == expected for at in range(len(stream) + 1))
    assert restored([stream[at : at + 1] for at in range(len(stream))]) == expected


def test_an_event_does_not_wait_without_need() -> None:
    """The first event is out before the second came: a stream is not collected."""
    restorer = StreamRestorer(OPENAI_CHAT, a_vault())
    assert restorer.decode(piece({"content": "Baik "})) == piece({"content": "Baik "})
    assert restorer.decode(piece({"content": TOKEN[NIK][:5]})) == b""
    assert NIK.encode() in restorer.decode(piece({"content": TOKEN[NIK][5:]}))


def test_kept_text_comes_before_the_finish_reason() -> None:
    """What was kept back stands in its own event, ahead of the event that says the answer is over."""
    whole = restored([stream_of(["Baik ", TOKEN[NIK][:9]])])
    held, finish = whole.find(TOKEN[NIK][:9].encode()), whole.find(b'"stop"')
    assert 0 < held < finish < whole.find(b"[DONE]")
    assert whole.endswith(DONE)


@pytest.mark.parametrize("missing", range(1, 16))
def test_a_cut_token_is_nobody(missing: int) -> None:
    """A token that the length limit cut off stays text: no person's value stands for a fragment."""
    fragment = TOKEN[WIFE][:-missing]
    said = texts(restored([b"".join([piece({"content": f"Halo {fragment}"}), piece({}, finish="length"), DONE])]))
    assert said == {CONTENT: f"Halo {fragment}"}


def test_half_a_token_finds_its_own_other_half() -> None:
    """With two people in the vault, halves that come in two deltas are the right one of the two."""
    for at in range(1, len(TOKEN[WIFE])):
        assert texts(restored([stream_of([f"Halo {TOKEN[WIFE][:at]}", TOKEN[WIFE][at:]])])) == {CONTENT: f"Halo {WIFE}"}


def test_two_choices_taking_turns() -> None:
    """With ``n=2`` each choice splits another token and no character crosses over."""
    first, second = f"A {TOKEN[NAME]}!", f"B {TOKEN[WIFE]}?"
    turns = [piece({"content": text[at : at + 3]}, index) for at in range(0, 24, 3) for index, text in enumerate((first, second))]
    assert texts(restored([b"".join(turns), DONE])) == {CONTENT: f"A {NAME}!", (1, "content", -1): f"B {WIFE}?"}


def test_parallel_tool_calls_get_json_safe_values() -> None:
    """Arguments that come in three-character deltas of two calls, taking turns, parse and hold the caller's own values."""
    ayu, street = 'Siti "Ayu" R.\\ 😀', "Jl. Melati 9\nSemarang – [[NIK_0000000"
    whole = [json.dumps({"nama": TOKEN[ayu], "alamat": TOKEN[street]}), json.dumps({"nik": [TOKEN[NIK]], "catatan": f"untuk {TOKEN[ayu]}"})]
    turns = [
        piece({"tool_calls": [{"index": index, "function": {"arguments": text[at : at + 3]}}]})
        for at in range(0, max(map(len, whole)), 3)
        for index, text in enumerate(whole)
        if text[at : at + 3]
    ]
    said = texts(restored([b"".join([*turns, piece({}, finish="tool_calls"), DONE])]))
    assert json.loads(said[0, "arguments", 0]) == {"nama": ayu, "alamat": street}
    assert json.loads(said[0, "arguments", 1]) == {"nik": [NIK], "catatan": f"untuk {ayu}"}


def test_nothing_follows_the_end_marker() -> None:
    """Events after ``[DONE]``, and a second one, do not reach the caller."""
    late = piece({"content": TOKEN[NIK]}) + DONE + b"data: bukan json\n\n"
    assert restored([stream_of([TEXT]) + late]) == restored([stream_of([TEXT]), late]) == restored([stream_of([TEXT])])
    restorer = StreamRestorer(OPENAI_CHAT, a_vault())
    restorer.decode(stream_of([TEXT]))
    assert restorer.decode(late) + restorer.flush() == b""


def test_a_stream_without_its_end_marker_gives_all_it_has() -> None:
    """A missing ``[DONE]`` and a missing last empty line lose no text, and no end marker is invented."""
    stream = piece({"content": "Halo "}) + piece({"content": TOKEN[NIK]}).rstrip(b"\n")
    whole = restored([stream])
    assert texts(whole) == {CONTENT: f"Halo {NIK}"}
    assert b"[DONE]" not in whole


def test_untouched_events_keep_their_bytes() -> None:
    """Usage, comments and events without a token come out byte for byte, odd spacing and number forms included."""
    odd = b': sebentar\r\n\r\ndata: {"choices" : [ ],"usage":{"cost":1e3,"path":"\\/a"}}\r\nid: 9\r\n\r\n'
    assert restored([odd + DONE]) == odd + DONE


@pytest.mark.parametrize(
    "broken",
    [b"data: {\n\n", b"data: <html>\n\n", b'data: {"choices":[}\n\n', b"data: \xff\xfe\n\n", b"data: " + b"[" * 100_000 + b"\n\n"],
    ids=["cut", "html", "malformed", "not utf-8", "deep"],
)
def test_what_cannot_be_read_ends_the_stream(broken: bytes) -> None:
    """An event that cannot be inspected is a fault, never raw bytes for the caller."""
    restorer = StreamRestorer(OPENAI_CHAT, a_vault())
    restorer.decode(piece({"content": "Halo"}))
    with pytest.raises(UpstreamFault) as fault:
        restorer.decode(broken)
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


BEFORE = piece({"content": f"Halo {TOKEN[NIK]} dan [[NI"}) + piece({"content": "K tetangga"})


@pytest.mark.parametrize("broken", [b"data: \xff\xfe\n\n", b"data: {\n\n"], ids=["not utf-8", "cut"])
def test_what_came_before_a_broken_event_is_said_however_it_is_cut(broken: bytes) -> None:
    """Restored, in order and once; behind the break nothing, not even an end marker that came with it."""
    stream = BEFORE + broken + piece({"content": "Lagi"}) + DONE
    told = {salvaged([stream[:cut], stream[cut:]]) for cut in range(len(BEFORE) + len(broken))}
    assert [texts(said) for said in told] == [{CONTENT: f"Halo {NIK} dan [[NIK tetangga"}]


def test_a_broken_event_behind_the_end_marker_is_nobodys() -> None:
    """In one read with it or in the next."""
    stream = stream_of([TEXT])
    assert restored([stream + b"data: \xff\n\n"]) == restored([stream, b"data: \xff\n\n"]) == restored([stream])


def salvaged(chunks: list[bytes]) -> bytes:
    """What a caller has of a stream that breaks."""
    restorer = StreamRestorer(OPENAI_CHAT, a_vault())
    out = b""
    with pytest.raises(UpstreamFault):
        for chunk in chunks:
            out += restorer.decode(chunk)
    return out + restorer.salvage()


def test_an_endless_event_ends_the_stream() -> None:
    """An event over 1 MiB is refused while it comes, before it is complete."""
    restorer = StreamRestorer(OPENAI_CHAT, a_vault())
    with pytest.raises(UpstreamFault):
        for _ in range(MAX_EVENT_BYTES // 1024 + 2):
            restorer.decode(b"x" * 1024)


def test_many_comments_are_relayed() -> None:
    """A flood of keep-alive comments passes and holds nothing up."""
    flood = b": ping\n\n" * 5000
    whole = restored([flood, event({"choices": []}), DONE])
    assert whole.startswith(flood)
    assert len(read(whole)) == 5002
