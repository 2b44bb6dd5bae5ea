"""Invented records of a country's agencies over a year, in the shape that the index has them in. Repeatable: one seed, one crowd."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import Final, NamedTuple

from guardrail.audit.index_row import Row, joined

__all__ = ["APPLICATIONS", "BEGIN", "CODES", "ENTITIES", "MODELS", "PERSONS", "RULES", "TENANTS", "WRITERS", "YEAR", "a_tag", "records"]

BEGIN: Final = 1_767_225_600_000_000
"""1 January 2026, UTC, in microseconds."""
YEAR: Final = 365 * 86_400 * 1_000_000
WRITERS: Final = tuple(f"{number:032x}" for number in range(1, 5))
TENANTS: Final = tuple(f"prov-{province:02d}/kab-{agency // 5}/opd-{agency % 5}" for province in range(38) for agency in range(20))
APPLICATIONS: Final = tuple(f"aplikasi-{number}" for number in range(40))
MODELS: Final = tuple(f"model-{number}" for number in range(12))
ENTITIES: Final = tuple(f"ENTITY_{number}" for number in range(30))
RULES: Final = tuple(f"R-{number:02d}" for number in range(40))
CODES: Final = ("ok", "upstream_error", "client_gone", "upstream_timeout", "guardrail_answer_blocked", "unknown")
PERSONS: Final = 2_000_000


class _Call(NamedTuple):
    tenant: str
    application: str
    model: str
    entities: str
    rules: str
    exchange: bytes


def a_tag(person: int) -> bytes:
    return sha256(b"%d" % person).digest()[:16]


def _zipf(names: tuple[str, ...]) -> list[float]:
    return [1 / (rank + 1) for rank in range(len(names))]


def records(count: int, seed: int = 7) -> Iterator[tuple[str, Row]]:
    """``count`` records in the order of time: two of each call that left, one of each that was blocked (one in 20)."""
    random = Random(seed)
    tenants = list(TENANTS)
    random.shuffle(tenants)
    of = {names: random.choices(names, _zipf(names), k=20_011) for names in (tuple(tenants), APPLICATIONS, MODELS, CODES)}
    some = [random.choices(ENTITIES, _zipf(ENTITIES), k=random.choice((0, 0, 1, 1, 2, 3, 5))) for _ in range(20_011)]
    sets = [joined(set(names)) for names in some]
    broken = [joined(set(random.choices(RULES, _zipf(RULES), k=min(3, len(names))))) for names in some]
    seqs = dict.fromkeys(WRITERS, 0)
    step = YEAR // count
    waiting: list[_Call] = []
    for number in range(count):
        time = BEGIN + number * step + random.randrange(step)
        writer = WRITERS[random.randrange(len(WRITERS))]
        seq, seqs[writer] = seqs[writer], seqs[writer] + 1
        if len(waiting) > 50:
            call = waiting.pop(random.randrange(len(waiting)))
            code = of[CODES][random.randrange(20_011)]
            words = ("call.outcome", call.tenant, "", "", "", "", "", "", code, "", "")
            yield writer, Row(time, writer, seq, 0, words, call.exchange, 0)
            continue
        at = random.randrange(20_011)
        exchange = (time // 1000).to_bytes(6, "big") + random.randbytes(10)
        call = _Call(
            of[tuple(tenants)][random.randrange(20_011)],
            of[APPLICATIONS][random.randrange(20_011)],
            of[MODELS][random.randrange(20_011)],
            sets[at],
            broken[at],
            exchange,
        )
        blocked = random.random() < 0.05
        if not blocked:
            waiting.append(call)
        words = (
            "call.blocked" if blocked else "call.intent",
            call.tenant,
            call.application,
            "",
            "block" if blocked else "mask" if call.entities else "allow",
            call.model,
            "" if blocked else f"layanan-{at % 3}",
            "nasional",
            "guardrail_blocked" if blocked else "",
            call.entities,
            call.rules,
        )
        tags = (a_tag(random.randrange(PERSONS)),) if call.entities and at % 2 else ()
        yield writer, Row(time, writer, seq, 0, words, exchange, int(at % 997 == 0), tags)
