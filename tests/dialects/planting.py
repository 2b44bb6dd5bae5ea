"""A value planted at every place of a payload in turn: what the canary tests of the dialects share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from guardrail.app.policies import load_policies
from guardrail.core.decision import Block
from guardrail.core.errors import RequestRefused
from guardrail.detect.detector import PresidioDetector, build_detector
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.leaves import dump
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault
from guardrail.pipeline.prepare import Prepared, prepare
from guardrail.policy.policy import Policy
from guardrail.settings import dev_settings
from tests.support.canaries import CANARIES

__all__ = ["NIK", "Planting", "a_vault", "detector", "leaving", "national", "plantings", "prepared"]

NIK = CANARIES.add("3374011708909001")
"""Of nobody: Semarang's code, a real date, an unused serial."""


class Planting(NamedTuple):
    """A copy of a payload with the value at one place. ``place`` ends in ``#key`` where a key was renamed."""

    place: str
    tree: Any


def plantings(node: Any, value: str, place: str = "") -> Iterator[Planting]:
    """The value in place of each string, each number (as a number) and each key, also inside JSON in strings."""
    match node:
        case str():
            yield Planting(place, value)
            if node.startswith(("{", "[")):
                for inner in plantings(json.loads(node), value, f"{place}#json"):
                    yield Planting(inner.place, json.dumps(inner.tree))
        case bool() | None:
            pass
        case int() | float():
            if value.isdigit():
                yield Planting(place, int(value))
        case dict():
            for key, item in node.items():
                yield Planting(f"{place}/{key}#key", {value if name == key else name: member for name, member in node.items()})
                for inner in plantings(item, value, f"{place}/{key}"):
                    yield Planting(inner.place, {**node, key: inner.tree})
        case list():
            for i, item in enumerate(node):
                for inner in plantings(item, value, f"{place}/{i}"):
                    yield Planting(inner.place, [*node[:i], inner.tree, *node[i + 1 :]])


@cache
def detector() -> PresidioDetector:
    """The real one."""
    return build_detector()


@cache
def national() -> Policy:
    """The shipped policy that governs whoever has no other."""
    policy = load_policies(dev_settings("http://127.0.0.1:9", Path("var"), "127.0.0.1", 0)).default
    assert policy is not None
    return policy


def a_vault(anchor: str = "", reserved: frozenset[str] = frozenset()) -> Vault:
    """A vault whose conversation is named by the anchor."""
    return Vault(TokenMint(b"k" * 32, anchor), reserved)


def prepared(tree: Any, dialect: Dialect) -> Prepared:
    """A request as serving would send it: real detector, shipped policy."""
    return prepare(dump(tree), dialect, national(), detector(), a_vault)


def leaving(tree: Any, dialect: Dialect) -> tuple[str, str]:
    """The outcome (``sent``, ``blocked`` or the code of a refusal) and what leaves, its digits pulled together and its escapes undone."""
    try:
        call = prepared(tree, dialect)
    except RequestRefused as refused:
        return str(refused.code), ""
    if isinstance(call.decision, Block):
        return "blocked", ""
    text = call.payload.decode()
    for _ in range(3):
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text).replace("\\\\", "\\")
    return "sent", re.sub(r"(?<=\d)[ .\-_/]+(?=\d)", "", text)
