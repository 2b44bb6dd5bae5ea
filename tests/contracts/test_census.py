"""Every field of the vendors' SDKs is known: it is masked, or refuses a call, or is left as it is for a reason that stands here."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.registry import DIALECTS
from tests.dialects.forms import leaving_form
from tests.dialects.planting import NIK, leaving

from .census import FILE_OF_CENSUS, ROOTS, Root, as_form, census, fields

_REASONS = {
    "an identifier that the AI service or a program gave, by which they find something again": {
        *("id", "item_id", "call_id", "tool_use_id", "tool_call_id", "tool_id", "caller_id", "container_id", "container", "segment_id"),
        *("approval_request_id", "skill_id", "file_id", "file_ids", "input_file_id", "output_file_id", "error_file_id", "vector_store_ids"),
        *("previous_response_id", "comparison_response_id", "continuation_id", "responseId", "first_id", "last_id"),
        *("fingerprint", "system_fingerprint"),
    },
    "a name that a program gave to what it offers, and is called by": {
        *("name", "namespace", "server_label", "toolset_name", "tool_name", "allowed_tools", "allowedFunctionNames", "tools", "required"),
        *("propertyOrdering", "role"),
    },
    "which model, which version of it, whose voice, where": {
        "model",
        "modelVersion",
        "version",
        "inference_geo",
        "voice",
        "owned_by",
        "digest",
        "families",
        "family",
        "parent_model",
        "parameter_size",
        "quantization_level",
    },
    "sealed by the AI service, or bytes": {
        *(
            "encrypted_content",
            "encrypted_stdout",
            "encrypted_index",
            "signature",
            "thoughtSignature",
            "continuationToken",
            "data",
            "delta",
        ),
        *("b64_json", "partial_image_b64", "image_url", "image", "images", "url", "file_data", "file_url", "result", "obfuscation"),
    },
    "a piece of the model's alphabet beside the text that it is of": {"token", "tokens", "bytes", "logprob"},
    "one of few values": {
        *("size", "quality", "background", "output_format", "mimeType", "responseMimeType", "language", "languages", "type", "object"),
        *("code", "endpoint", "completion_window", "n", "temperature", "seconds", "partial_images", "output_compression"),
        *("keep_alive", "think", "done_reason", "created_at", "format"),
    },
}
_ALLOWED = {"sent", "blocked", *map(str, (ErrorCode.PERSONAL_DATA_IN_IDENTIFIER, ErrorCode.NOT_INSPECTABLE, ErrorCode.SERVER_SIDE_STATE))}
_CREDENTIAL = re.compile(r"token|secret|password|key", re.IGNORECASE)
"""A field that is called so labels its value as a credential, and the detector then takes 16 digits for no NIK: a known gap of detection,
not of a dialect."""
_SAMPLE = 23
"""Of so many fields one goes through the whole engine by default."""


def test_every_field_of_the_sdks_is_known() -> None:
    """A field that is new, gone or read otherwise shows here: look at it, name it in its dialect, and write the list anew."""
    known, found = FILE_OF_CENSUS.read_text("utf-8"), census()
    changes = [
        line for line in difflib.unified_diff(known.splitlines(), found.splitlines(), n=0, lineterm="") if line[:2] not in ("--", "++")
    ]
    assert known == found, "\n".join([*changes[:40], "write it anew: python -m tests.contracts.census"])


def test_no_field_is_unseen() -> None:
    """Wherever a caller may put something, it is looked at."""
    assert "unseen" not in FILE_OF_CENSUS.read_text("utf-8")


def test_what_is_not_masked_has_a_reason() -> None:
    """By the name of its field; and no reason is given for what does not need one."""
    named = set(re.findall(r"(\w+)=(?=\S*(?:name|kept))", FILE_OF_CENSUS.read_text("utf-8")))
    reasons = [name for names in _REASONS.values() for name in names]
    assert len(reasons) == len(set(reasons))
    assert named == set(reasons)


def test_every_dialect_is_counted() -> None:
    """Of the vendors whose SDKs have models of what they send; Azure's are OpenAI's own."""
    counted = {root.dialect for root in ROOTS}
    assert {dialect.name for dialect in DIALECTS if not dialect.name.startswith("azure_")} - counted <= {"mcp"}


def _engine(root: Root, step: int) -> Iterator[tuple[str, str]]:
    """(field, what became of a call with a NIK in it), for one of so many fields. It never leaves."""
    seen = set()
    dialect = next(dialect for dialect in DIALECTS if dialect.name == root.dialect)
    for place, _ in fields(root):
        if (place.owner, place.field) in seen:
            continue
        seen.add((place.owner, place.field))
        if len(seen) % step or _CREDENTIAL.search(place.field):
            continue
        if root.what == "form":
            outcome, parts = leaving_form(dialect, *as_form(place.sample))
            text = "".join(part.content.decode("latin-1") + str(part.filename) for part in parts)
        else:
            outcome, text = leaving(place.sample, dialect)
        assert NIK not in text, f"{place.owner}.{place.field}"
        yield f"{place.owner}.{place.field}", outcome


_ASKED = [root for root in ROOTS if root.what in ("request", "form")]


def test_some_of_them_through_the_engine() -> None:
    """A value in the field does not leave: it is masked, or the call is refused."""
    outcomes = [outcome for root in _ASKED for _, outcome in _engine(root, _SAMPLE)]
    assert set(outcomes) <= _ALLOWED
    assert outcomes.count("sent") > 10


@pytest.mark.slow
def test_all_of_them_through_the_engine() -> None:
    """The same for every field of every request."""
    assert {outcome for root in _ASKED for _, outcome in _engine(root, 1)} <= _ALLOWED
