"""Gemini: nothing planted anywhere in a request leaves, in either spelling, and every text of an answer is restored."""

from __future__ import annotations

import re
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place
from guardrail.dialects.dialect import Failure, Framing
from guardrail.dialects.gemini import GEMINI, gemini_error, gemini_last_event, gemini_refusal
from guardrail.dialects.leaves import answer_texts, walk

from .canary import outcomes, restored_places, streamed_places, unnamed
from .planting import NIK, leaving

_SCHEMA = {
    "type": "OBJECT",
    "description": "Data pemohon",
    "properties": {"nik": {"type": "STRING", "enum": ["a", "b"]}, "isi": {"type": "ARRAY", "items": {"type": "OBJECT"}}},
    "required": ["nik"],
    "propertyOrdering": ["nik"],
}
_MODEL_PARTS: list[dict[str, Any]] = [
    {"text": "Saya cari dulu.", "thought": True, "thoughtSignature": "RXFvQkNrZ0lDQg=="},
    {"functionCall": {"id": "fc_1", "name": "cari", "args": {"kota": "x", "daftar": [1, {"y": "z"}], "isi": '{"q":"r"}'}}},
    {"executableCode": {"id": "ec_1", "language": "PYTHON", "code": "print('x')"}},
    {"codeExecutionResult": {"id": "ec_1", "outcome": "OUTCOME_OK", "output": "x"}},
    {"toolCall": {"id": "tc_1", "toolType": "GOOGLE_SEARCH_WEB", "args": {"query": "apa"}}},
    {"toolResponse": {"id": "tc_1", "toolType": "GOOGLE_SEARCH_WEB", "response": {"isi": "apa"}}},
    {"baru": {"catatan": ["isi", 5]}},
]
_USER_PARTS: list[dict[str, Any]] = [
    {"text": "Tolong periksa.", "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"}, "partMetadata": {"loket": "tiga"}},
    {"functionResponse": {"id": "fc_1", "name": "cari", "scheduling": "SILENT", "response": {"hasil": ["tidak ada"], "jumlah": 0}}},
]
_SETTINGS: dict[str, Any] = {
    "systemInstruction": {"role": "user", "parts": [{"text": "Anda membantu dinas."}]},
    "tools": [
        {
            "functionDeclarations": [
                {
                    "name": "cari",
                    "description": "Cari berkas",
                    "behavior": "BLOCKING",
                    "parameters": _SCHEMA,
                    "parametersJsonSchema": _SCHEMA,
                    "response": _SCHEMA,
                }
            ]
        },
        {"googleSearch": {"excludeDomains": ["contoh.id"]}},
    ],
    "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["cari"]}},
    "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
    "generationConfig": {
        "stopSequences": ["selesai"],
        "responseMimeType": "application/json",
        "responseModalities": ["TEXT"],
        "mediaResolution": "MEDIA_RESOLUTION_LOW",
        "responseSchema": _SCHEMA,
        "responseJsonSchema": _SCHEMA,
        "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True},
        "temperature": 0.3,
        "seed": 7,
    },
    "serviceTier": "standard",
    "labels": {"loket": "tiga"},
    "xVendor": {"baru": [{"isi": "apa"}, ["saja"], 5]},
}
REQUEST: dict[str, Any] = {
    "contents": [
        {"role": "user", "parts": _USER_PARTS},
        {"role": "model", "parts": _MODEL_PARTS},
        {"role": "peran baru", "parts": [{"text": "isi"}]},
    ],
    **_SETTINGS,
}
_EMBED: dict[str, Any] = {
    "model": "models/gemini-embedding-001",
    "content": {"role": "user", "parts": [{"text": "isi"}]},
    "taskType": "CLUSTERING",
    "title": "Judul",
}
ANSWER: dict[str, Any] = {
    "candidates": [
        {
            "index": n,
            "content": {"role": "model", "parts": [{"text": f"Jawaban {n}"}, *_MODEL_PARTS]},
            "finishReason": "STOP",
            "finishMessage": "selesai",
            "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}],
            "citationMetadata": {"citations": [{"title": "Judul", "uri": "https://contoh.id/"}]},
            "groundingMetadata": {"webSearchQueries": ["apa"], "groundingSupports": [{"segment": {"text": "kutipan"}}]},
            "logprobsResult": {"chosenCandidates": [{"token": "Ja", "tokenId": 5}]},
            "continuationToken": "RXE=",
        }
        for n in (0, 1)
    ],
    "promptFeedback": {
        "blockReason": "OTHER",
        "blockReasonMessage": "sebab",
        "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}],
    },
    "usageMetadata": {"promptTokenCount": 1, "promptTokensDetails": [{"modality": "TEXT"}]},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r1",
    "createTime": "2026-01-01T00:00:00Z",
    "xVendor": {"catatan": "apa"},
}
_MODEL = {"name": "models/m", "baseModelId": "m", "version": "1", "displayName": "M", "supportedGenerationMethods": ["generateContent"]}
_KEPT = re.compile(
    r".*(#key|/(role|id|name|language|outcome|toolType|thoughtSignature|finishReason|category|probability|token|continuationToken"
    r"|blockReason|modality|modelVersion|responseId|createTime))"
)
"""Members of an answer that are no text."""


def snaked(node: Any) -> Any:
    """The same in Google's other spelling."""
    if isinstance(node, dict):
        return {re.sub("([A-Z])", r"_\1", key).lower(): snaked(item) for key, item in node.items()}
    return [snaked(item) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize("spelled", [lambda tree: tree, snaked], ids=["camel", "snake"])
@pytest.mark.parametrize("value", [NIK, "NIK 3374.0117.0890.9001"], ids=["bare", "in words, dotted"])
def test_no_planted_nik_leaves(spelled: Any, value: str) -> None:
    """A NIK in any string, key, number or JSON in a string is masked, or the call is refused; it never stands in what is sent."""
    found = outcomes(spelled(REQUEST), GEMINI, value)
    assert set(found.values()) == {"sent", ErrorCode.PERSONAL_DATA_IN_IDENTIFIER}
    assert list(found.values()).count("sent") > 2 * len(found) / 3


@pytest.mark.parametrize(
    "request_",
    [
        _EMBED,
        {"requests": [_EMBED, _EMBED]},
        {
            "generateContentRequest": {
                "model": "models/m",
                "contents": REQUEST["contents"][:1],
                "systemInstruction": {"parts": [{"text": "x"}]},
            }
        },
        {"contents": {"parts": [{"text": "sendiri"}]}},
    ],
    ids=["embed", "embed several", "count", "one content"],
)
def test_no_planted_nik_leaves_otherwise(request_: Any) -> None:
    """The same for embeddings, counts, and a content that is not in a list."""
    assert "sent" in outcomes(request_, GEMINI).values()


_FILES: list[dict[str, Any]] = [
    {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}},
    {"inlineData": {"mimeType": "text/plain", "data": "aXNp"}},
    {"inline_data": {"mime_type": "image/png", "data": "iVBORw0KGgo="}},
    {"fileData": {"mimeType": "application/pdf", "fileUri": "https://contoh.id/ktp.pdf"}},
    {"file_data": {"mime_type": "application/pdf", "file_uri": "files/abc"}},
    {"fileData": {"file_uri": "files/abc"}},
    {"file_data": {"fileUri": "files/abc"}},
    {"functionResponse": {"name": "f", "response": {}, "parts": [{"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}]}},
    {"function_response": {"name": "f", "parts": [{"fileData": {"fileUri": "files/abc"}}]}},
    {"hologram": "data:model/gltf;base64,AAAA"},
]


@pytest.mark.parametrize("part", _FILES)
@pytest.mark.parametrize(
    "request_",
    [
        lambda content: {"contents": [content]},
        lambda content: {"contents": content},
        lambda content: {"systemInstruction": content},
        lambda content: {"system_instruction": content},
        lambda content: {"content": content},
        lambda content: {"requests": [{"content": content}]},
        lambda content: {"generateContentRequest": {"contents": [content]}},
    ],
)
def test_what_nobody_can_read_is_refused(part: dict[str, Any], request_: Any) -> None:
    """Images, audio and files do not leave, in whichever spelling and of whichever kind they say they are."""
    assert leaving(request_({"role": "user", "parts": [{"text": "Lihat"}, part]}), GEMINI) == (ErrorCode.NOT_INSPECTABLE, "")


@pytest.mark.parametrize("member", ["cachedContent", "cached_content"])
def test_what_google_keeps_is_refused(member: str) -> None:
    """Nobody here knows what was put into a cache."""
    assert leaving({**REQUEST, member: "cachedContents/abc"}, GEMINI) == (ErrorCode.SERVER_SIDE_STATE, "")


@pytest.mark.parametrize("spelled", [lambda tree: tree, snaked], ids=["camel", "snake"])
@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"systemInstruction": {"role": "user", "parts": [{"text": NIK}]}}, Place.SYSTEM),
        ({"contents": [{"parts": [{"text": NIK}]}]}, Place.USER),
        ({"contents": [{"role": "user", "parts": [{"text": NIK}]}]}, Place.USER),
        ({"contents": [{"role": "model", "parts": [{"text": NIK}]}]}, Place.ASSISTANT),
        ({"contents": [{"role": "model", "parts": [{"functionCall": {"args": {"nik": int(NIK)}}}]}]}, Place.TOOL_CALL),
        ({"contents": [{"role": "user", "parts": [{"functionResponse": {"response": {"nik": NIK}}}]}]}, Place.TOOL_RESULT),
        ({"tools": [{"functionDeclarations": [{"description": NIK}]}]}, Place.TOOL_DEFINITION),
        ({"labels": {"a": NIK}}, Place.OTHER),
    ],
)
def test_places_say_whose_words_they_are(spelled: Any, tree: Any, place: Place) -> None:
    """Policies speak of places; an instruction stays the system's, whoever its role says it is."""
    assert {leaf.place for leaf in walk(spelled(tree), GEMINI) if leaf.text == NIK} == {place}


@pytest.mark.parametrize("spelled", [lambda tree: tree, snaked], ids=["camel", "snake"])
def test_every_text_of_an_answer_is_restored(spelled: Any) -> None:
    """A token in any text of a whole answer gives the caller's value back; in an identifier, a signature or a key it stays."""
    kept = re.compile(snaked({_KEPT.pattern: 0}).popitem()[0]) if spelled is snaked else _KEPT
    for place, back in restored_places(spelled(ANSWER), GEMINI):
        assert "#json" in place or back is (kept.fullmatch(place) is None), place


@pytest.mark.parametrize("framing", [Framing.SSE, Framing.ARRAY])
def test_every_text_of_a_stream_is_restored(framing: Framing) -> None:
    """The same in each piece of a stream, whether it comes as events or as elements of an array."""
    for place, back in streamed_places(ANSWER, GEMINI, framing):
        assert "#json" in place or back is (_KEPT.fullmatch(place) is None), place


_VECTORS: list[dict[str, Any]] = [{"embedding": {"values": [0.5, 3374011708909001.0]}}, {"embeddings": [{"values": [0.5]}]}]


@pytest.mark.parametrize("answer", _VECTORS)
def test_numbers_of_a_vector_are_no_texts(answer: dict[str, Any]) -> None:
    """However large: whoever embeds a text gets numbers back."""
    assert answer_texts(answer, GEMINI, everything=True) == []


def test_every_glob_names_something() -> None:
    """A name that fits nothing in the samples is a typing error, or a sample is missing."""
    count = {"generateContentRequest": {"model": "models/m", **REQUEST}}
    models = {"models": [_MODEL], "nextPageToken": "x", **_MODEL}
    image = {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}]}}]}
    parts = [{"role": "user", "parts": [*_USER_PARTS, *_MODEL_PARTS, *_FILES]}]
    alone = {"contents": parts[0], "systemInstruction": parts[0], "content": parts[0], "requests": [{"content": parts[0]}]}
    samples = [REQUEST, _EMBED, {"requests": [_EMBED]}, count, ANSWER, models, image, alone, *_VECTORS]
    samples += [{"contents": parts, "generateContentRequest": {"contents": parts, "systemInstruction": parts[0]}}]
    camel = {name for name in unnamed(GEMINI, *samples, *map(snaked, samples)) if "_" not in name}
    assert {name for name in camel if "/parts/*/" not in name} == set()  # parts are named wherever one may stand


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_have_googles_shape(code: ErrorCode) -> None:
    """``google.rpc.Status``, with what happened as the reason of an ``ErrorInfo`` and the event id beside it."""
    error: Any = gemini_error(Failure(code, 503, "Kalimat.", "ev-1"))["error"]
    assert (error["code"], error["message"], error["status"]) == (503, "Kalimat.", "UNAVAILABLE")
    (info,) = error["details"]
    assert (info["reason"], info["metadata"]) == (code.name, {"event": "ev-1"})


@pytest.mark.parametrize(
    ("status", "name"),
    [(400, "INVALID_ARGUMENT"), (401, "UNAUTHENTICATED"), (404, "NOT_FOUND"), (413, "INVALID_ARGUMENT"), (504, "DEADLINE_EXCEEDED")],
)
def test_the_status_of_an_error_has_googles_name(status: int, name: str) -> None:
    """Google's clients read the name."""
    error: Any = gemini_error(Failure(ErrorCode.BLOCKED, status, "Kalimat."))["error"]
    assert error["status"] == name


def test_a_refusal_is_feedback_to_the_prompt() -> None:
    """No candidates, the reason and its words; a stream has this one event."""
    refusal: Any = gemini_refusal(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", "e-1"))
    assert refusal.whole["promptFeedback"] == {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": "Kalimat."}
    assert "candidates" not in refusal.whole
    assert refusal.events == (refusal.whole,)


def test_what_a_policy_holds_back_in_mid_stream_ends_the_candidate() -> None:
    """``SPII`` for a blocked answer; what broke is Google's error."""
    last: Any = gemini_last_event(Failure(ErrorCode.ANSWER_BLOCKED, 400, "Kalimat."))
    assert (last["candidates"][0]["finishReason"], last["candidates"][0]["finishMessage"]) == ("SPII", "Kalimat.")
    assert last["promptFeedback"] == {"blockReasonMessage": "Kalimat."}
    cut = Failure(ErrorCode.UPSTREAM_CUT, 502, "Putus.")
    assert gemini_last_event(cut) == gemini_error(cut)
