"""What a record says of the parts of a request and of an answer: where, how often, and never more than fits."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.core.canonical import Json
from guardrail.core.text import Leaf, LeafKind
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_responses import OPENAI_RESPONSES
from guardrail.pipeline.coverage import MOST, Coverage, Tally, coverage_of
from tests.dialects.planting import NIK, prepared

from .world import NAME, FakeAnswer, World, chat, whole

_KEYS = st.text(min_size=1, max_size=30) | st.sampled_from([NIK, "siti@contoh.id", "messages", "name", "*", "a.b"])


def _told(coverage: Coverage) -> dict[str, Any]:
    """As an audit event takes it and writes it."""
    fields: dict[str, Json] = {"exchange": uuid7(), "code": "ok", "paths": coverage.as_json()}
    told: dict[str, Any] = json.loads(b"{" + AuditEvent(EventType.CALL_OUTCOME, fields).body + b"}")["paths"]
    return told


def test_a_call_says_where_it_was_read_and_masked() -> None:
    """Counts by pattern; what stands in no turn too."""
    call = prepared({**chat(f"NIK {NIK}", "Halo"), "user": NIK, "metadata": {f"NIK {NIK}": "x"}}, OPENAI_CHAT)
    assert _told(call.coverage) == {
        "scanned": {"messages.*.content": 2, "user": 1, "metadata.*": 2},
        "masked": {"messages.*.content": 1, "user": 1, "metadata.*": 1},
        "opaque": {"model": 1, "messages.*.role": 2},
    }
    assert sum(call.coverage.masked.values()) == sum(call.masked.values())


def test_a_conversation_in_json_strings_is_named_to_its_depth() -> None:
    """Arguments of a tool are read inside, and their names are the caller's."""
    item = {"type": "function_call", "call_id": "c", "name": "cari", "arguments": json.dumps({"nik_pemohon": NIK})}
    assert _told(prepared({"model": "m", "input": [item]}, OPENAI_RESPONSES).coverage)["masked"] == {"input.*.arguments.{}.*": 1}


def test_the_commonest_patterns_stand_and_the_rest_is_counted() -> None:
    """However many kinds of paths a caller sends, the record stays small and its sums are right."""
    names = sorted(("city", "title", "reason", "domain", "filename", "path", "region", "query", "stdout", "stderr", "timezone", "token"))
    paths = [(first, second) for first in names for second in names] + [("messages", i, "content") for i in range(50)]
    found = coverage_of([Leaf(path, "x", LeafKind.PROSE) for path in paths], {})
    assert len(found.scanned) == MOST
    assert found.scanned["messages.*.content"] == 50
    assert sum(found.scanned.values()) + found.more == len(paths)
    assert _told(found)["more"] == found.more


@given(st.dictionaries(_KEYS, st.text(max_size=4) | st.dictionaries(_KEYS, st.text(max_size=4), max_size=4), max_size=30))
def test_every_coverage_fits_into_a_record(tree: dict[str, Any]) -> None:
    """Hostile keys of a caller or of an AI service make no record impossible, and stand in none."""
    leaves = [
        Leaf((key, *below), "x", LeafKind.PROSE)
        for key, inner in tree.items()
        for below in ([()] if isinstance(inner, str) else [(key,) for key in inner])
    ]
    tally = Tally()
    for leaf in leaves:
        tally.add(tally.scanned, "/".join(map(str, leaf.path)))
        tally.add(tally.masked, "/".join(map(str, leaf.path)))
    for told in (_told(coverage_of(leaves, {})), _told(tally.coverage())):
        assert sum(told.get("scanned", {}).values()) + told.get("more", 0) >= len(leaves)
        assert NIK not in json.dumps(told) and "contoh" not in json.dumps(told)


def test_shapes_of_an_answer_are_bounded() -> None:
    """An AI service that invents keys for ever fills no memory."""
    tally = Tally()
    for number in range(1000):
        tally.add(tally.opaque, f"data/{number}")
    assert len(tally.opaque) == 256
    assert tally.coverage().more == 1000 - 256


async def test_an_outcome_says_it_of_the_answer() -> None:
    """What was read and masked, and what of it nobody reads."""
    world = World(FakeAnswer(whole(f"Itu {NAME}.", model="m", usage={NIK: "x"})))
    await world.guard.handle(world.call(chat("Siapa?")))
    assert world.audit.fields("call.outcome")["paths"] == {
        "scanned": {"choices.*.message.content": 1, "usage.*": 1, "*": 1},
        "masked": {"choices.*.message.content": 1},
        "opaque": {"id": 1, "model": 1, "choices.*.message.role": 1},
    }
    assert world.audit.fields("call.intent")["paths"]["scanned"] == {"messages.*.content": 1}
