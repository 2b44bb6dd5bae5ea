"""What the canary tests of all dialects ask: nothing planted in a request leaves, and every text of an answer is restored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from guardrail.core.errors import ErrorCode
from guardrail.dialects.dialect import Dialect, Framing, glob
from guardrail.dialects.positions import without_positions
from guardrail.pipeline.restore import restore
from guardrail.pipeline.stream import StreamRestorer

from .planting import NIK, a_vault, leaving, plantings

__all__ = ["outcomes", "restored_places", "streamed_places", "unnamed"]

_REFUSED = (
    ErrorCode.PERSONAL_DATA_IN_IDENTIFIER,
    ErrorCode.NOT_INSPECTABLE,
    ErrorCode.SERVER_SIDE_STATE,
    ErrorCode.UNKNOWN_ROUTE,
)
_TOKEN = a_vault().put("ID_NIK", NIK)


def outcomes(request: Any, dialect: Dialect, value: str = NIK) -> dict[str, str]:
    """Each place of a request -> what became of a call with the value there. The value itself never stands in what is sent."""
    found = {}
    for place, tree in plantings(request, value):
        found[place], text = leaving(tree, dialect)
        assert NIK not in text, place
        assert found[place] in ("sent", *_REFUSED), place
    return found


def restored_places(answer: Any, dialect: Dialect) -> Iterator[tuple[str, bool]]:
    """Each place of a whole answer, and whether a token there gives the caller's value back. All else stays what it is."""
    for place, tree in plantings(answer, _TOKEN):
        restored = restore(json.dumps(tree).encode(), dialect, _vault())
        yield place, _same(restored.decode(), tree, place)


def streamed_places(event: Any, dialect: Dialect, framing: Framing = Framing.SSE) -> Iterator[tuple[str, bool]]:
    """The same of one event of a stream."""
    head = {Framing.SSE: "data: ", Framing.ARRAY: "["}.get(framing, "")
    tail = "]" if framing is Framing.ARRAY else ""
    for place, tree in plantings(event, _TOKEN):
        if dialect.tag is not None and place.partition("#")[0] == f"/{dialect.tag}":
            continue  # it would be another event
        restorer = StreamRestorer(dialect, _vault(), framing)
        restored = restorer.decode(f"{head}{json.dumps(tree)}{tail}\n\n".encode()) + restorer.flush()
        yield place, _same(restored.decode().removeprefix(head).rstrip().removesuffix(tail), tree, place)


def unnamed(dialect: Dialect, *samples: Any) -> list[str]:
    """Globs of a dialect that fit nothing in the samples: a typing error, or a sample is missing. Events bring their tag."""
    shapes = {shape for sample in samples for shape in _shapes(sample, dialect, "")}
    if dialect.tag is not None:
        shapes |= {shape for sample in samples if dialect.tag in sample for shape in _shapes(sample, dialect, str(sample[dialect.tag]))}
    every = (*dialect.opaque, *dialect.json_strings, *dialect.binary, *dialect.whole, *dialect.token_ids)
    return [pattern for pattern in every if not any(map(glob(pattern).fullmatch, shapes))]


def _vault() -> Any:
    vault = a_vault()
    vault.put("ID_NIK", NIK)
    return vault


def _same(restored: str, tree: Any, place: str) -> bool:
    if f'\\"{NIK}' not in restored and "#json" not in place:  # alone in a JSON string, a token becomes a JSON value
        assert without_positions(json.loads(restored.replace(NIK, _TOKEN))) == without_positions(tree), place
    return NIK in restored


def _shapes(node: Any, dialect: Dialect, shape: str) -> Iterator[str]:
    yield shape
    if isinstance(node, dict):
        items = [(dialect.step(key, item), item) for key, item in node.items()]
    else:
        items = [("*", item) for item in node] if isinstance(node, list) else []
    for step, item in items:
        yield from _shapes(item, dialect, f"{shape}/{step}" if shape else step)
