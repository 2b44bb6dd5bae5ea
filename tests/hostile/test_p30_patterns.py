"""P30: an author's pattern over a million hostile characters -> refused when the policy is loaded, or at most 100 ms of CPU time; what
takes longer after all is stopped then, and the call with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Final

import pytest
import re2

from guardrail.core.searching import Searched, TooMany, TooSlow, limited, matches
from guardrail.policy.examples import alphabet, example, parsed, repeated
from guardrail.policy.trial import is_slow

MIB: Final = 1 << 20
MOST: Final = 0.13
"""Seconds: the limit, and the one look by which it may be passed."""
HARD: Final = [
    "c.*x|c",
    r"(?s)[a-f0-9]+[^,]+(?:.+?berkas)?[^,]{30}",
    r"surat.{0,200}perihal.{0,200}\d{4}",
    r"\d{4}.{0,50}\d{4}",
    r"(?i)nama.{0,30}lahir.{0,30}\d{4}",
    r"(?i)(?:\w{2,}|.){1,20}REG/",
    r"(?:\w+[ .-]?){2,6}/\d{4}",
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)*(?:, S\.[A-Z]+)?",
    r"\b(?:[A-Z0-9]{2,5}[-/.]){2,4}[0-9]{4}\b",
    r"\S+",
]
PIECES: Final = [r"\d", r"\w", "[A-Z]", "[a-f0-9]", ".", r"\s", "[ab]", "[^,]", "[A-Z0-9/-]", "PK-", "no", "berkas ", "/", "é"]
TIMES: Final = ["", "", "?", "*", "+", "{4}", "{30}", "{100}", "{1,9}", "{2,40}", "{3,200}", "{2,}"]


def a_pattern(chance: Random, depth: int = 0) -> str:
    """Nothing that anybody meant."""
    said = ""
    for _ in range(chance.randint(1, 4 - depth)):
        if depth < 2 and chance.random() < 0.25:
            branches = "|".join(a_pattern(chance, depth + 1) for _ in range(chance.randint(1, 3)))
            said += f"(?:{branches}){chance.choice(TIMES)}"
        else:
            piece = chance.choice(PIECES)
            said += piece + chance.choice(TIMES) if len(piece) < 3 or piece[0] == "[" else piece
    return said


def compiled(regex: str) -> Searched | None:
    """None for what a policy may not have at all."""
    with suppress(re2.error):
        pattern: Searched = re2.compile(regex, limited(re2.Options()))
        return None if list(pattern.finditer(b"")) else pattern
    return None


def texts(regex: str, chance: Random) -> Iterator[bytes]:
    """A MiB of what the pattern is made of, and nowhere the same again."""
    part = parsed(regex)
    chars = list(dict.fromkeys(alphabet(part) + " \n,"))
    for kind in (part, *repeated(part)[:6]):
        said = [example(kind, chance, 600) for _ in range(200)]
        begun = [each[: chance.randint(0, len(each))] for each in said]
        bent = [each[:-1] + chance.choice(chars) for each in said]
        yield from (filled(each, chance) for each in (said, begun, bent))
    yield filled(chars, chance)
    yield filled(chance.sample(chars, 2), chance)


def filled(pieces: list[str], chance: Random) -> bytes:
    length = sum(map(len, pieces)) / len(pieces) or 1
    lot = "".join(chance.choices(pieces or [" "], k=int((1 << 17) / length) + 1)).encode()[: 1 << 17] or b" "
    return (lot * (MIB // len(lot) + 1))[:MIB]


def taken(pattern: Searched, text: bytes) -> tuple[float, bool]:
    """CPU time of a search as detection makes it, to its end or until it is stopped; and whether it was, for its slowness."""
    began = time.thread_time()
    stopped = False
    try:
        matches(pattern, text)
    except TooMany:
        pass
    except TooSlow:
        stopped = True
    return time.thread_time() - began, stopped


def worst(regex: str, pattern: Searched, chance: Random) -> tuple[float, bool]:
    """Over all its texts. What a busy machine disturbs is measured again."""
    most = (0.0, False)
    for text in texts(regex, chance):
        cost = taken(pattern, text)
        most = max(most, cost if cost[0] < MOST and not cost[1] else min(cost, taken(pattern, text)))
    return most


@pytest.mark.parametrize("regex", HARD)
def test_p30_a_hard_pattern_is_refused_or_quick(regex: str) -> None:
    """Each by its own worst texts."""
    pattern = compiled(regex)
    assert pattern is not None
    assert is_slow(pattern, regex) or worst(regex, pattern, Random(2))[0] < MOST


@pytest.mark.slow
def test_p30_no_pattern_that_is_let_in_is_slow() -> None:
    """Two hundred that chance has made; what the worst take is told. The trial lets hardly one in that is stopped later."""
    chance = Random(3)
    let_in: list[tuple[float, bool, str]] = []
    refused = 0
    while len(let_in) + refused < 200:
        regex = a_pattern(chance)
        pattern = compiled(regex)
        if pattern is None:
            continue
        if is_slow(pattern, regex):
            refused += 1
        else:
            let_in.append((*worst(regex, pattern, chance), regex))
    let_in.sort(reverse=True)
    stopped = sum(is_stopped for _, is_stopped, _ in let_in)
    print(f"\nP30: {refused} refused, {len(let_in)} let in, {stopped} of them stopped over some text; the worst over a MiB:")
    for seconds, is_stopped, regex in let_in[:8]:
        print(f"  {seconds * 1000:6.1f} ms{', stopped' if is_stopped else ''}: {regex}")
    assert let_in[0][0] < MOST
    assert stopped <= len(let_in) // 50
