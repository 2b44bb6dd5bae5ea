"""``python -m tests.bench.search``: what searching a large log takes, over SQLite and PostgreSQL, and how fast its index is made.

The index rows of a year of invented calls are written in the real schema; of a smaller log the real leaves as well. Each filter is asked
many times with words drawn as they occur and with rare ones, warm. Exit status 1 where a page was not what its filter says.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from guardrail.audit.chain import Chain, Said
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.index import Index
from guardrail.audit.index_check import check
from guardrail.audit.index_leaves import DirectoryLeaves
from guardrail.audit.index_postgres import PostgresEngine, connect
from guardrail.audit.index_row import COLUMNS, Row, split
from guardrail.audit.index_sqlite import SqliteEngine, index_path
from guardrail.audit.index_tables import INDEXES, Engine
from guardrail.audit.search import Query, Search
from guardrail.audit.segments import SegmentStore
from guardrail.core.canonical import Json
from tests.audit.factories import VKEY
from tests.support.postgres import a_place, a_server

from .crowd import APPLICATIONS, BEGIN, CODES, ENTITIES, MODELS, PERSONS, RULES, TENANTS, YEAR, a_tag, records

__all__ = ["main"]

_AT_ONCE = 100_000
_PAGE = 50
_MONTH = YEAR // 12
_SETTINGS = "max_wal_size = '8GB'\nshared_buffers = '1GB'\nmaintenance_work_mem = '512MB'\nautovacuum = on\nrandom_page_cost = 1.1\n"


def fill(engine: Engine, count: int, console: Console) -> None:
    """Write the rows of ``count`` records, unless they are there."""
    index = Index(engine)
    if index.size() == count:
        return
    index.clear()
    began = time.perf_counter()
    rows = records(count)
    while some := list(islice(rows, _AT_ONCE)):
        by_writer: dict[str, list[Row]] = {}
        for writer, row in some:
            by_writer.setdefault(writer, []).append(row)
        for writer, own in by_writer.items():
            index.add(writer, own)
    filled = time.perf_counter()
    for name, on in INDEXES.items():
        engine.rows(f"CREATE INDEX IF NOT EXISTS {name} ON {on}")
    console.print(f"filled with {count:,} rows in {filled - began:.0f} s, indexes in {time.perf_counter() - filled:.0f} s")


def queries(random: Random) -> dict[str, Callable[[], Query]]:
    """Of each filter a question, drawn anew each time: mostly words as they occur, sometimes the rarest."""

    def one(names: Sequence[str]) -> tuple[str, ...]:
        return (random.choice(names) if random.random() < 0.5 else names[min(int(random.expovariate(0.5)), len(names) - 1)],)

    def in_a_month(query: Query) -> Query:
        begin = BEGIN + random.randrange(YEAR - _MONTH)
        return replace(query, since=begin, until=begin + _MONTH)

    return {
        "newest": Query,
        "--from --to (a month)": lambda: in_a_month(Query()),
        "--tenant (agency)": lambda: Query(tenant=random.choice(TENANTS)),
        "--tenant (province)": lambda: Query(tenant=random.choice(TENANTS).partition("/")[0]),
        "--application": lambda: Query(words={"application": one(APPLICATIONS)}),
        "--entity": lambda: Query(words={"entities": one(ENTITIES)}),
        "--rule": lambda: Query(words={"rules": one(RULES)}),
        "--action": lambda: Query(words={"action": (random.choice(("block", "mask", "allow")),)}),
        "--model": lambda: Query(words={"model": one(MODELS)}),
        "--event": lambda: Query(words={"event": (random.choice(("call.intent", "call.outcome", "call.blocked")),)}),
        "--code": lambda: Query(words={"code": one(CODES)}),
        "province, entity, month": lambda: in_a_month(
            Query(tenant=random.choice(TENANTS).partition("/")[0], words={"entities": one(ENTITIES)})
        ),
        "agency, entity, model": lambda: Query(tenant=random.choice(TENANTS), words={"entities": one(ENTITIES), "model": one(MODELS)}),
        "subject": lambda: Query(tags=tuple(a_tag(random.randrange(PERSONS)) for _ in range(2))),
        "two frequent words that never meet": lambda: Query(words={"code": ("ok",), "model": MODELS[:1]}),
    }


def counts(random: Random) -> dict[str, tuple[Callable[[], Query], str]]:
    return {
        "by tenant": (Query, "tenant"),
        "by entity, of an agency": (lambda: Query(tenant=random.choice(TENANTS)), "entities"),
        "by tenant, of a month": (lambda: Query(since=BEGIN + 3 * _MONTH, until=BEGIN + 4 * _MONTH), "tenant"),
        "by entity, of all time by its bounds": (lambda: Query(since=BEGIN), "entities"),
        "by tenant, of the most frequent entity": (lambda: Query(words={"entities": ENTITIES[:1]}), "tenant"),
    }


def fits(query: Query, row: Row) -> bool:
    words = dict(zip(COLUMNS, row.words, strict=True))
    return (
        query.since <= row.time < query.until
        and (not query.tenant or words["tenant"] == query.tenant or words["tenant"].startswith(f"{query.tenant}/"))
        and all(set(wanted) & set(split(words[column])) for column, wanted in query.words.items())
    )


def ask(engine: Engine, rounds: int) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of each question, and how many rows did not fit."""
    search = Search(Index(engine), DirectoryLeaves(Path()))
    took: dict[str, list[float]] = {}
    wrong = 0
    for name, draw in queries(Random(11)).items():
        for query in [draw() for _ in range(rounds)]:
            began = time.perf_counter()
            found = search.rows(query, _PAGE)
            took.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
            wrong += sum(not fits(query, row) for row in found)
    for name, (draw, by) in counts(Random(12)).items():
        for _ in range(max(2, rounds // 10)):
            query = draw()
            began = time.perf_counter()
            search.count(query, by)
            took.setdefault(f"--count-by {name[3:]}", []).append((time.perf_counter() - began) * 1e3)
    return took, wrong


def write_leaves(directory: Path, count: int) -> None:
    """A log of ``count`` records as a writer leaves it."""
    writer = uuid7().replace("-", "")
    chain, store = Chain(writer), SegmentStore(directory, writer, VKEY)
    rows = records(count)
    while some := list(islice(rows, 1_000)):
        said = []
        for _, row in some:
            words = {column: word for column, word in zip(COLUMNS, row.words, strict=True) if word and column not in ("event", "tenant")}
            found = dict.fromkeys(split(words.pop("entities", "")), 1)
            rules = split(words.pop("rules", ""))
            event = EventType(row.words[0])
            fields: dict[str, Json] = {**words}
            if event is not EventType.CALL_OUTCOME:
                fields |= {"found": found, "masked": found, "rules": rules}
            if row.tags:
                fields["subj"] = {"nik": [tag.hex() for tag in row.tags]}
            exchange = row.exchange.hex()
            exchange = f"{exchange[:8]}-{exchange[8:12]}-{exchange[12:16]}-{exchange[16:20]}-{exchange[20:]}"
            said.append(Said(AuditEvent(event, {"exchange": exchange, **fields}), row.words[1], row.time * 1000, row.time))
        batch = chain.batch(said)
        store.append(batch.first_seq, batch.data)
        chain.commit(batch)
    store.close()


def from_leaves(folder: Path, count: int, console: Console) -> None:
    """How fast an index is made from real leaves, compared with them, and read again."""
    directory = folder / "audit"
    directory.mkdir()
    write_leaves(directory, count)
    size = sum(path.stat().st_size for path in directory.glob("*.jsonl"))
    leaves = DirectoryLeaves(directory)
    with closing(SqliteEngine(index_path(directory))) as engine:
        index = Index(engine)
        said = [f"from {count:,} leaves ({size / count:.0f} bytes each), records/s (and a CPU second):"]
        for what, work in (
            ("index", lambda: index.rebuild(leaves)),
            ("fsck", lambda: check(index, leaves)),
            ("found and read again", lambda: sum(1 for _ in Search(index, leaves).every(Query()))),
        ):
            began, used = time.perf_counter(), time.process_time()
            work()
            said.append(f"{what} {count / (time.perf_counter() - began):,.0f} ({count / (time.process_time() - used):,.0f}),")
        said.append(f"{index_path(directory).stat().st_size / count:.0f} bytes a record")
        assert check(index, leaves).ok
    console.print(" ".join(said))


@contextmanager
def engines(keep: Path | None, postgres: bool) -> Iterator[dict[str, Engine]]:
    with tempfile.TemporaryDirectory() as folder:
        made: dict[str, Engine] = {"SQLite": SqliteEngine((keep or Path(folder)) / "index.db")}
        try:
            if not postgres:
                yield made
                return
            with a_place() as place, a_server(place, settings=_SETTINGS) as server:
                made["PostgreSQL"] = PostgresEngine(connect(server.owner))
                yield made
                made.pop("PostgreSQL").close()
        finally:
            for engine in made.values():
                engine.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--leaves", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="Folder in which the SQLite index stays, and is found again.")
    parser.add_argument("--no-postgres", action="store_true")
    arguments = parser.parse_args()
    console = Console(width=140)
    console.print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        from_leaves(Path(folder), arguments.leaves, console)
    table = Table("question", title=f"{arguments.rows:,} records, pages of {_PAGE}, milliseconds p50 / p95 / most")
    cells: dict[str, list[str]] = {}
    wrong = 0
    with engines(arguments.keep, not arguments.no_postgres) as made:
        for name, engine in made.items():
            table.add_column(name, justify="right")
            fill(engine, arguments.rows, console)
            if name == "PostgreSQL":
                engine.rows("ANALYZE")
            took, misfits = ask(engine, arguments.rounds)
            wrong += misfits
            for question, times in took.items():
                cut = quantiles(times, n=20, method="inclusive")
                cells.setdefault(question, []).append(f"{cut[9]:,.1f} / {cut[18]:,.1f} / {max(times):,.1f}")
    for question, row in cells.items():
        table.add_row(question, *row)
    console.print(table)
    console.print(f"load average {os.getloadavg()[0]:.1f}; {wrong} rows that did not fit")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
