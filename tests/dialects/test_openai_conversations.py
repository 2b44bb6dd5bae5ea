"""OpenAI conversations: items are read as those of responses are, wherever they stand."""

from __future__ import annotations

from typing import Any

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place
from guardrail.dialects.leaves import walk
from guardrail.dialects.openai_conversations import OPENAI_CONVERSATIONS

from .canary import outcomes, restored_places
from .planting import NIK, leaving
from .test_openai_responses import ITEMS

REQUEST: dict[str, Any] = {"items": ITEMS, "metadata": {"loket": "tiga"}, "x_vendor": {"baru": ["apa"]}}
MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Baik.", "annotations": [{"type": "url_citation", "title": "Judul"}]}],
}
LIST: dict[str, Any] = {"object": "list", "data": [MESSAGE], "first_id": "msg_1", "last_id": "msg_1", "has_more": False}
_NAMES = frozenset(
    (
        *("id", "object", "type", "role", "status", "first_id", "last_id", "call_id", "name", "server_label", "encrypted_content"),
        *("file_id", "container_id"),
    )
)


def test_no_value_leaves_from_any_place() -> None:
    """Whatever stands in an item is masked or refuses the call."""
    found = outcomes(REQUEST, OPENAI_CONVERSATIONS)
    refused = {place.rpartition("/")[2] for place, outcome in found.items() if outcome == ErrorCode.PERSONAL_DATA_IN_IDENTIFIER}
    assert refused <= _NAMES
    assert found["/items/1/content/0/text"] == found["/items/4/arguments#json/kota"] == found["/metadata/loket"] == "sent"


def test_pictures_and_files_are_refused() -> None:
    """Nobody can read them here."""
    for part in ({"type": "input_image", "image_url": "https://contoh.id/a.png"}, {"type": "input_file", "file_id": "file-1"}):
        assert leaving({"items": [{"role": "user", "content": [part]}]}, OPENAI_CONVERSATIONS)[0] == ErrorCode.NOT_INSPECTABLE


def test_texts_of_stored_items_are_restored() -> None:
    """In a list, and alone."""
    for answer in (LIST, MESSAGE, {"id": "conv_1", "object": "conversation", "created_at": 1, "metadata": {"loket": "tiga"}}):
        kept = {place.rpartition("/")[2] for place, restored in restored_places(answer, OPENAI_CONVERSATIONS) if not restored}
        assert {place for place in kept if not place.endswith("#key")} <= _NAMES


def test_items_are_somebodys_words() -> None:
    """The user's, unless they say otherwise; what tools answered is theirs."""
    places = {leaf.text: leaf.place for leaf in walk(REQUEST, OPENAI_CONVERSATIONS)}
    assert (places["Jawab dengan sopan."], places["Periksa berkas ini."], places["Baik."]) == (Place.SYSTEM, Place.USER, Place.ASSISTANT)
    assert places["selesai"] is Place.TOOL_RESULT
    assert NIK not in places
