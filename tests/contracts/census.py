"""What becomes of each field of the vendors' SDKs, as a list that people read: ``census.txt``, one line a model.

``python -m tests.contracts.census`` writes the list anew. A field of a newer SDK stands in its diff, and whoever commits it has seen
it. A field that says nothing is text; ``name`` cannot be masked and ``unreadable`` not be read, so they refuse a call; ``kept`` are
names of an answer. Left out are fields for which the SDK names every value, and numbers that are read like any text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from anthropic import types as anthropic
from google.genai import types as google
from ollama import _types as ollama
from openai import types as openai
from openai.types import audio, chat, conversations, responses

from guardrail.core.errors import RequestRefused
from guardrail.core.text import Leaf, LeafKind
from guardrail.dialects.dialect import BodyForm, Dialect
from guardrail.dialects.document import read_document
from guardrail.dialects.form import Part, boundary_of, encode_form
from guardrail.dialects.leaves import answer_texts, walk
from guardrail.dialects.registry import DIALECTS
from guardrail.dialects.target import Target
from tests.dialects.planting import NIK

from .sdk_models import FILE, Planted, planted

__all__ = ["FILE_OF_CENSUS", "ROOTS", "Root", "as_form", "census", "fields"]

FILE_OF_CENSUS = Path(__file__).with_name("census.txt")
_KINDS = {LeafKind.PROSE: "text", LeafKind.JSON: "text", LeafKind.OPAQUE: "name", LeafKind.BINARY: "unreadable"}
_NONE_OR_BOTH = re.compile(r"(?:Non)?Streaming$")
_GENERATE = {
    "contents": list[google.Content],
    "systemInstruction": google.Content,
    "tools": list[google.Tool],
    "toolConfig": google.ToolConfig,
    "safetySettings": list[google.SafetySetting],
    "generationConfig": google.GenerationConfig,
    "cachedContent": str,
    "labels": dict[str, str],
}
"""Google's SDK takes a call apart into other models than those on the wire; their members are these."""


_SHORT = 4
"""Steps of a way that is walked anew under every event: a longer one is below an item or an answer, which events have in common."""


class Root(NamedTuple):
    """A model that a dialect reads whole. ``what``: ``request``, ``form``, ``answer`` or ``event``."""

    dialect: str
    what: str
    model: Any


ROOTS: tuple[Root, ...] = (
    Root("openai_chat", "request", chat.CompletionCreateParams),
    Root("openai_chat", "answer", chat.ChatCompletion),
    Root("openai_chat", "event", chat.ChatCompletionChunk),
    Root("openai_chat", "answer", openai.Model),
    Root("openai_responses", "request", responses.ResponseCreateParams),
    Root("openai_responses", "answer", responses.Response),
    Root("openai_responses", "event", responses.ResponseStreamEvent),
    Root("openai_responses", "answer", responses.ResponseItemList),
    Root("openai_conversations", "request", conversations.ConversationCreateParams),
    Root("openai_conversations", "request", conversations.ConversationUpdateParams),
    Root("openai_conversations", "request", conversations.ItemCreateParams),
    Root("openai_conversations", "answer", conversations.Conversation),
    Root("openai_conversations", "answer", conversations.ConversationItemList),
    Root("openai_conversations", "answer", conversations.ConversationItem),
    Root("openai_completions", "request", openai.CompletionCreateParams),
    Root("openai_completions", "answer", openai.Completion),
    Root("openai_embeddings", "request", openai.EmbeddingCreateParams),
    Root("openai_embeddings", "answer", openai.CreateEmbeddingResponse),
    Root("openai_moderations", "request", openai.ModerationCreateParams),
    Root("openai_moderations", "answer", openai.ModerationCreateResponse),
    Root("openai_images", "request", openai.ImageGenerateParams),
    Root("openai_images", "form", openai.ImageEditParams),
    Root("openai_images", "form", openai.ImageCreateVariationParams),
    Root("openai_images", "answer", openai.ImagesResponse),
    Root("openai_images", "event", openai.ImageGenStreamEvent),
    Root("openai_audio", "request", audio.SpeechCreateParams),
    Root("openai_audio", "form", audio.TranscriptionCreateParams),
    Root("openai_audio", "form", audio.TranslationCreateParams),
    Root("openai_audio", "answer", audio.Transcription | audio.TranscriptionVerbose | audio.TranscriptionDiarized),
    Root("openai_audio", "answer", audio.Translation | audio.TranslationVerbose),
    Root("openai_audio", "event", audio.TranscriptionStreamEvent),
    Root("openai_files", "form", openai.FileCreateParams),
    Root("openai_files", "answer", openai.FileObject),
    Root("openai_batches", "request", openai.BatchCreateParams),
    Root("openai_batches", "answer", openai.Batch),
    Root("anthropic", "request", anthropic.MessageCreateParams),
    Root("anthropic", "request", anthropic.MessageCountTokensParams),
    Root("anthropic", "answer", anthropic.Message),
    Root("anthropic", "event", anthropic.RawMessageStreamEvent),
    *(Root("gemini", "request", {name: model}) for name, model in _GENERATE.items()),
    Root("gemini", "answer", google.GenerateContentResponse),
    Root("gemini", "event", google.GenerateContentResponse),
    Root("ollama", "request", ollama.ChatRequest | ollama.GenerateRequest | ollama.EmbedRequest | ollama.EmbeddingsRequest),
    Root("ollama", "answer", ollama.ChatResponse | ollama.GenerateResponse | ollama.EmbedResponse | ollama.ListResponse),
)


@cache
def _dialects() -> Mapping[str, Dialect]:
    return {dialect.name: dialect for dialect in DIALECTS}


def fields(root: Root) -> Iterator[tuple[Planted, str]]:
    """Every field of a model's tree, once for each way there, and what the dialect makes of it."""
    dialect = _dialects()[root.dialect]
    aliased = "alias" if root.dialect == "gemini" else "name"
    seen = set()
    models = root.model.items() if isinstance(root.model, dict) else [("", root.model)]
    for member, model in models:
        for place in planted(model, NIK, "alias" if aliased == "alias" else "name"):
            sample = {member: place.sample} if member else place.sample
            place = place._replace(owner=place.owner or "call", field=place.field or member, sample=sample)
            way = (place.owner, place.field, *_way(sample))
            if not place.fixed and (len(way) < _SHORT or way not in seen):
                seen.add(way)
                yield place, _kind(root.what, sample, dialect)


def census() -> str:
    """The whole list."""
    seen: defaultdict[tuple[str, str], defaultdict[str, defaultdict[str, set[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    for root in ROOTS:
        what = "request" if root.what == "form" else "answer" if root.what == "event" else root.what
        for place, kind in fields(root):
            if kind not in ("text", "kept") or not isinstance(_value(place.sample), int):
                seen[root.dialect, what][_NONE_OR_BOTH.sub("", place.owner)][place.field].add(kind)
    lines = []
    for (dialect, what), owners in seen.items():
        lines.append(f"[{dialect} {what}]")
        for owner, found in sorted(owners.items()):
            said = [name if kinds == {"text"} else f"{name}={'|'.join(sorted(kinds))}" for name, kinds in sorted(found.items())]
            lines.append(f"{owner}: {' '.join(said)}")
        lines.append("")
    return "\n".join(lines)


def as_form(sample: Mapping[str, Any]) -> list[Part]:
    """A sample as the SDKs write it into a form: ``name[]`` for each of several, ``name[member]`` for members."""
    return [part for name, item in sample.items() for part in _parts(name, item)]


def _parts(name: str, item: Any) -> Iterator[Part]:
    if isinstance(item, list):
        for one in item:
            yield from _parts(f"{name}[]", one)
    elif isinstance(item, dict):
        for member, one in item.items():
            yield from _parts(f"{name}[{member}]", one)
    elif item == FILE:
        yield Part(name, FILE, "berkas.bin", "application/octet-stream")
    else:
        yield Part(name, str(item).encode())


def _kind(what: str, sample: Any, dialect: Dialect) -> str:
    if what in ("answer", "event"):
        texts = [one.leaf for one in answer_texts(sample, dialect, streamed=what == "event")]
        return "text" if any(NIK in leaf.text for leaf in texts) else "kept"
    try:
        leaves = _form_leaves(sample, dialect) if what == "form" else walk(sample, dialect)
    except RequestRefused as refused:
        return str(refused.code)
    kinds = sorted({_KINDS[leaf.kind] for leaf in leaves if NIK in leaf.text or leaf.kind is LeafKind.BINARY})
    return "+".join(kinds) or "unseen"


def _form_leaves(sample: Any, dialect: Dialect) -> list[Leaf]:
    body, content_type = encode_form(as_form(sample))
    return read_document(body, dialect, Target("POST", "", body=BodyForm.FORM, boundary=boundary_of(content_type))).leaves()


def _way(sample: Any) -> tuple[str, ...]:
    """The steps to what was planted, without the words that tell one model from another."""
    if isinstance(sample, dict):
        return next(((step, *_way(item)) for step, item in sample.items() if _value(item) is not None), ())
    return ("*", *_way(sample[0])) if isinstance(sample, list) else ()


def _value(sample: Any) -> Any:
    """What was planted."""
    if isinstance(sample, dict):
        return next((found for item in sample.values() if (found := _value(item)) is not None), None)
    if isinstance(sample, list):
        return _value(sample[0])
    return sample if sample in (NIK, int(NIK), FILE) else None


if __name__ == "__main__":
    FILE_OF_CENSUS.write_text(census(), "utf-8")
