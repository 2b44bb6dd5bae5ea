"""Where leaves stand, as an audit record may say it: the vendors' names of fields, and a star for everything else.

A key that a caller or a model chose can be personal data, so only words of one fixed list are ever written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guardrail.core.recent import Recent
from guardrail.core.text import Path

from .dialect import Dialect
from .leaves import EMBEDDED
from .registry import DIALECTS

__all__ = ["FIELD_NAMES", "PATTERN", "pattern_of", "pattern_of_shape"]

_TEXTS: Final = """
accessToken adaptationPhrases additionalProperties allOf allowed_domains anyOf apiKey apiKeySecret apiKeySecretVersion
apiKeyString attributes authorization blockReasonMessage blocked_domains bytes categories chunkId cited_text city commands
consentAudio const country created_by credentialSecret customConfigs customVocabulary dataStore datastore default definition
defs description detailed_explanation diff displayName documentName document_title domain download_id duration encodedPolyline
endOffset engine enum env error_message error_type example excludeDomains excludedPredefinedFunctions explanation families
family fileId fileSearchStore fileSearchStoreNames filename filter filters finishMessage flagContentUri gcsUri googleMapsUri
googleMapsWidgetContextToken headers idToken imageSearchQueries imageUri input_examples items jsonPath key keys keywords
known_speaker_names known_speaker_references labels languageCode languageCodes languages license lines logprob logs markup mask
maximum mediaId metadata metadataFilter minimum modelName oneOf options output_schema page_age param parameter_size parent_model
parsed partMetadata path pattern photoUri placeId previous_message_id prompt_cache_key properties quantization_level queries
query ragCorpora ragCorpus ragFileIds reason region relativePublishTimeDescription renderedContent resolution retrievalQueries
retrievedUrl retrieved_at review reviewId review_target revised_prompt safety_identifier schema_ sdkBlob searchTemplate seconds
server_description server_url serviceAccount shutdown_date sourceId sourceText sourceUri speakerLabel sseReadTimeout startOffset
status_details stderr stdout stop stopSequences stop_sequence stop_sequences stringValue tab_id targetLanguageCode timeout
timezone title token tokens tool_names transcript tunnel_id user user_id user_profile_id value values visibleCells voiceName
voiceSampleAudio webSearchQueries word working_directory workspace_id
"""
"""Fields of the vendors that hold prose, which no dialect needs to name; ``tests/contracts`` compares them with the SDKs."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_EMBEDDED: Final = "{}"
"""Stands for the JSON inside a string."""
_ANY: Final = "*"
_REST: Final = "**"
_STEPS: Final = 12
_LONGEST: Final = 100
_LONGEST_REMEMBERED: Final = 400
PATTERN: Final = re.compile(r"(?:(?:[A-Za-z_][A-Za-z0-9_-]{0,39}|\*\*?|\{\})(?:\.(?!$)|$)){1,12}")
"""What every pattern looks like: steps between dots, at most 100 characters."""


def _named(dialect: Dialect) -> Iterator[str]:
    """Every word that a dialect names in its globs, its routes and its headers."""
    globs = (*dialect.opaque, *dialect.json_strings, *dialect.binary, *dialect.token_ids, *dialect.whole, *dialect.calls)
    globs += (*dialect.arguments, *dialect.thread, *dialect.thread_id, *dialect.thread_results)
    for glob in globs:
        yield from (step.partition(":")[0] for step in glob.split("/"))
    yield from (*dialect.places, *dialect.channel, *dialect.served, *dialect.headers)
    for route in dialect.routes:
        yield from (*route.parameters, *route.query)


FIELD_NAMES: Final = frozenset(
    word for word in (*_TEXTS.split(), *(word for one in DIALECTS for word in _named(one))) if _WORD.fullmatch(word)
)
"""The words that may stand in a pattern."""
_STEP_OF: Final = {**{word: word for word in FIELD_NAMES}, EMBEDDED: _EMBEDDED}


def pattern_of(path: Path) -> str:
    """``("messages", 0, "content")`` is ``messages.*.content``; at most ``PATTERN``, the rest of what is longer is ``**``."""
    return _PATTERNS[path]


def _pattern_of(path: Path) -> str:
    step_of = _STEP_OF.get
    steps = [step_of(step, _ANY) for step in path]  # type: ignore[arg-type] # a number is no word, so it is a star
    pattern = ".".join(steps)
    return pattern if len(steps) <= _STEPS and len(pattern) <= _LONGEST else _cut(steps)


def pattern_of_shape(shape: str) -> str:
    """The same for a shape of a dialect (see ``Dialect.step``)."""
    return _OF_SHAPES[shape]


def _pattern_of_shape(shape: str) -> str:
    return _pattern_of(tuple([step.partition(":")[0] for step in shape.split("/")]))


def _cut(steps: list[str]) -> str:
    kept = steps[: _STEPS - 1]
    while len(".".join(kept)) > _LONGEST - 3:
        kept.pop()
    return ".".join([*kept, _REST])


def _letters(path: Path) -> int:
    """Of all its steps: a caller may name a member with a megabyte."""
    return sum([len(step) for step in path if isinstance(step, str)])


_PATTERNS: Final = Recent(_pattern_of, longest=_LONGEST_REMEMBERED, most=2_048, size=_letters)
_OF_SHAPES: Final = Recent(_pattern_of_shape, longest=_LONGEST_REMEMBERED, most=512)
