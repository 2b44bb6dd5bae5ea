"""S1-S5 at the server's door, and P23: streams in every line ending and cutting, with events that nobody knows; files whose rows are bad.

For any cutting of the bytes the same is proven without a server in ``tests/streams``.
"""

from __future__ import annotations

import json
from typing import Final

import pytest

from guardrail.dialects.form import Part, encode_form
from tests.support.canaries import assert_clean
from tests.support.chat import DONE, a_call, event, piece
from tests.support.people import a_person
from tests.support.scripted import LAST_CHUNK, Pause, Step, chunk, head

from .place import Place

SSE: Final = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
OTHER: Final = a_person()
USAGE: Final = event({"id": "c1", "object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}})
STREAM: Final = b"".join(
    [
        b": mulai\n\nevent: ping\ndata: {}\n\nretry: 3000\n\n",
        piece({"content": "Halo. "}),
        b"event: hologram\nid: 7\ndata: " + json.dumps({"type": "hologram", "lapis": [f"NIK {OTHER.nik}"]}).encode() + b"\n\n",
        b": diam\n\n" * 2000,
        piece({"content": f"NIK {OTHER.nik} milik orang lain. "}),
        piece({"content": "Selesai."}),
        piece({}, finish="stop"),
        USAGE,
        DONE,
        DONE,
        piece({"content": f"Terlambat: {OTHER.nik}"}),
    ]
)


@pytest.mark.parametrize("size", [1 << 20, 3001])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_s1_s4_a_stream_that_is_odd_and_right(place: Place, ending: bytes, size: int) -> None:
    """Comments, events that nobody knows, usage alone, two end markers: relayed in order, looked into, and nothing behind the end."""
    data = STREAM.replace(b"\n", ending)
    cuts: list[Step] = [chunk(data[at : at + size]) for at in range(0, len(data), size)]
    said = place.call(a_call("Halo", model=place.stage.on([SSE, *cuts, LAST_CHUNK]), stream=True))
    assert_clean(said.body, "the stream")
    text = said.body.replace(ending, b"\n")
    assert text.endswith(DONE)
    assert text.count(DONE) == 1
    assert text.count(b": diam\n\n") == 2000
    assert b"event: hologram\nid: 7\ndata: " in text
    assert USAGE in text
    assert b"milik orang lain. " in text
    assert place.outcomes(said.headers["x-guardrail-event-id"]) == ["ok"]


def test_s2_a_stream_without_its_end_marker_ends(place: Place) -> None:
    """All that came is given out, and no end marker is invented: its client sees what the service did."""
    said = place.call(a_call("Halo", model=place.stage.on([SSE, chunk(piece({"content": "Halo."})), LAST_CHUNK]), stream=True))
    assert said.body == piece({"content": "Halo."})


def test_s5_an_error_in_mid_stream_is_passed_on(place: Place) -> None:
    """The service's own error event reaches the caller, looked into like the rest."""
    error = event({"error": {"message": f"Gagal untuk NIK {OTHER.nik}", "type": "server_error", "code": "kuota"}})
    said = place.call(
        a_call("Halo", model=place.stage.on([SSE, chunk(piece({"content": "Halo. "})), Pause(0.05), chunk(error), LAST_CHUNK]), stream=True)
    )
    assert_clean(said.body, "the stream")
    assert said.body.startswith(piece({"content": "Halo. "}))
    assert b'"kuota"' in said.body


ROW: Final = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": a_call(f"NIK {OTHER.nik}")}
BAD_FILES: Final = {
    "a row that is no JSON": (json.dumps(ROW) + "\n{\n" + json.dumps(ROW), ["batch"]),
    "a row with a key twice": (json.dumps(ROW) + '\n{"custom_id":"a","custom_id":"b"}', ["batch"]),
    "a row that is cut": (json.dumps(ROW) + "\n" + json.dumps(ROW)[:-9], ["batch"]),
    "a purpose twice": (json.dumps(ROW), ["batch", "assistants"]),
    "the same purpose twice": (json.dumps(ROW), ["batch", "batch"]),
    "a row that nobody may read": (json.dumps(ROW) + '\n{"a":"\\ud800"}', ["batch"]),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_p23_one_bad_row_refuses_the_file(place: Place, name: str) -> None:
    """Nothing of it leaves, not even its good rows."""
    rows, purposes = BAD_FILES[name]
    parts = [Part("purpose", purpose.encode()) for purpose in purposes]
    body, content_type = encode_form([*parts, Part("file", rows.encode(), "panggilan.jsonl", "application/jsonl")])
    before = place.sent_on()
    said = place.call(body, "/v1/files", content_type=content_type)
    assert said.status == 400
    assert_clean(said.body, "a refusal")
    assert place.sent_on() == before
