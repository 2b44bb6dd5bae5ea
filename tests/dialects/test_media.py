"""What kind of content nobody can read here is said to be, and what of it can be read all the same."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.text import LeafKind, Medium
from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.gemini import GEMINI
from guardrail.dialects.generic import GENERIC
from guardrail.dialects.leaves import walk
from guardrail.dialects.mcp import MCP
from guardrail.dialects.media import is_packed, medium_of_file
from guardrail.dialects.ollama import OLLAMA
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_embeddings import OPENAI_EMBEDDINGS
from guardrail.dialects.openai_responses import OPENAI_RESPONSES


def _chat(part: Any) -> Any:
    return {"messages": [{"role": "user", "content": [part]}]}


def _responses(part: Any) -> Any:
    return {"input": [{"role": "user", "content": [part]}]}


def _gemini(part: Any) -> Any:
    return {"contents": [{"parts": [part]}]}


@pytest.mark.parametrize(
    ("dialect", "body", "medium"),
    [
        (OPENAI_CHAT, _chat({"type": "image_url", "image_url": {"url": "https://contoh.id/a.png"}}), Medium.IMAGE),
        (OPENAI_CHAT, _chat({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}), Medium.IMAGE),
        (OPENAI_CHAT, _chat({"type": "image_url", "image_url": {"url": "data:application/pdf;base64,AAAA"}}), Medium.FILE),
        (OPENAI_CHAT, _chat({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}), Medium.AUDIO),
        (OPENAI_CHAT, _chat({"type": "file", "file": {"file_data": "data:application/pdf;base64,AAAA"}}), Medium.FILE),
        (OPENAI_CHAT, _chat({"type": "file", "file": {"file_id": "file-1"}}), Medium.FILE),
        (OPENAI_RESPONSES, _responses({"type": "input_image", "image_url": "https://contoh.id/a.png"}), Medium.IMAGE),
        (OPENAI_RESPONSES, _responses({"type": "input_image", "file_id": "file-1"}), Medium.IMAGE),
        (OPENAI_RESPONSES, _responses({"type": "input_file", "file_id": "file-1"}), Medium.FILE),
        (OPENAI_RESPONSES, _responses({"type": "input_file", "file_url": "https://contoh.id/a.pdf"}), Medium.FILE),
        (ANTHROPIC, _chat({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}), Medium.IMAGE),
        (ANTHROPIC, _chat({"type": "image", "source": {"type": "url", "url": "https://contoh.id/a.png"}}), Medium.IMAGE),
        (ANTHROPIC, _chat({"type": "image", "source": {"type": "file", "file_id": "file_1"}}), Medium.IMAGE),
        (ANTHROPIC, _chat({"type": "document", "source": {"type": "url", "url": "https://contoh.id/a.pdf"}}), Medium.FILE),
        (ANTHROPIC, _chat({"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "A"}}), Medium.FILE),
        (GEMINI, _gemini({"inlineData": {"mimeType": "audio/ogg", "data": "AAAA"}}), Medium.AUDIO),
        (GEMINI, _gemini({"inline_data": {"mime_type": "VIDEO/mp4", "data": "AAAA"}}), Medium.VIDEO),
        (GEMINI, _gemini({"fileData": {"mimeType": "application/pdf", "fileUri": "https://contoh.id/a"}}), Medium.FILE),
        (GEMINI, _gemini({"fileData": {"fileUri": "https://contoh.id/a"}}), Medium.FILE),
        (OLLAMA, {"messages": [{"role": "user", "content": "Lihat", "images": ["AAAA"]}]}, Medium.IMAGE),
        (MCP, {"result": {"content": {"type": "image", "mimeType": "image/png", "data": "AAAA"}}}, Medium.IMAGE),
        (GENERIC, {"suara": "data:audio/wav;base64,AAAA"}, Medium.AUDIO),
        (GENERIC, {"isi": "data:;base64,AAAA"}, Medium.FILE),
        (OPENAI_EMBEDDINGS, {"input": [1]}, Medium.TOKENS),
    ],
)
def test_content_has_a_medium_in_every_dialect(dialect: Dialect, body: Any, medium: Medium) -> None:
    """By what stands nearest: the media type, the type of its part, the name of its member. Unknown is a file."""
    assert [leaf.medium for leaf in walk(body, dialect) if leaf.kind is LeafKind.BINARY] == [medium]


def test_json_in_a_string_says_nothing_of_what_is_around_it() -> None:
    """Nothing is known of bytes in it but what they say themselves."""
    body = {"messages": [{"role": "tool", "content": '{"image": ["data:;base64,AAAA"]}'}]}
    assert [leaf.medium for leaf in walk(body, OPENAI_CHAT) if leaf.kind is LeafKind.BINARY] == [Medium.FILE]


@pytest.mark.parametrize(
    ("filename", "media", "medium"),
    [
        ("rapat.mp3", "audio/mpeg", Medium.AUDIO),
        ("rapat.M4A", "application/octet-stream", Medium.AUDIO),
        ("rapat.wav", "", Medium.AUDIO),
        ("rapat.mp4", "", Medium.VIDEO),
        ("rapat.mp3", "application/pdf", Medium.FILE),
        ("ktp.png", "image/png", Medium.IMAGE),
        ("ktp", "Image/PNG", Medium.IMAGE),
        ("surat.pdf", "", Medium.FILE),
        ("tanpa", "", Medium.FILE),
    ],
)
def test_a_file_has_a_medium(filename: str, media: str, medium: Medium) -> None:
    """By its media type; by its name only where no type is said."""
    assert medium_of_file(filename, media) is medium


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("", True),
        ("iVBORw0KGgo" * 60, True),
        ("data:image/png;base64," + "iVBORw0K\n" * 80 + "==", True),
        (" " * 100_000 + "!", False),
        ("iVBORw0KGgo=", False),
        ("https://contoh.id/" + "a" * 600, False),
        ("data:image/png;base64," + "NIK: 3374 " * 80, False),
        ("file-1", False),
    ],
)
def test_addresses_and_ids_are_texts(text: str, packed: bool) -> None:
    """Only what is long and in the alphabet of base64 counts as bytes; all else is looked into."""
    assert is_packed(text) is packed
