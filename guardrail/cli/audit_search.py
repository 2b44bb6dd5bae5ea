"""``guardrail audit search``: records by time, tenant, entity, rule and more. Whoever may read the log's files may search it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .exit import misused, reported
from .indexed import DirectoryArgument, IndexOption, complain, followed, indexed
from .options import ConfigOption, JsonOption
from .terminal import console, print_json, table
from .times import moment

if TYPE_CHECKING:
    from guardrail.audit.search import Found, Query, Search

__all__ = ["search"]

_PAGE: Final = 50
_TITLES: Final = ("waktu / time", "peristiwa / event", "tenant, aplikasi", "tindakan", "model", "entitas, aturan")
_EXCHANGE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch

_Words = list[str] | None


def search(
    directory: DirectoryArgument = None,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="From this day or time on (WIB unless it has an offset).")] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="To the end of this day, or before this time.")] = "",
    tenant: Annotated[str, typer.Option(help="This tenant and all below it, such as jateng.")] = "",
    application: Annotated[_Words, typer.Option(help="Application that called; give several for any of them.")] = None,
    entity: Annotated[_Words, typer.Option(help="Found in the record, such as ID_NIK.")] = None,
    action: Annotated[_Words, typer.Option(help="What was done, such as mask or block.")] = None,
    rule: Annotated[_Words, typer.Option(help="Rule that did it.")] = None,
    model: Annotated[_Words, typer.Option(help="Model that was called.")] = None,
    event: Annotated[_Words, typer.Option(help="Such as call.intent, call.blocked, policy.activated.")] = None,
    code: Annotated[_Words, typer.Option(help="How it ended, such as ok or upstream_error.")] = None,
    officer: Annotated[_Words, typer.Option(help="Officer who looked somebody up.")] = None,
    exchange: Annotated[str, typer.Option(help="All records of one call.")] = "",
    limit: Annotated[int, typer.Option(min=-1, help="Records of a page, 0 for all (default: 50; files: all).")] = -1,
    after: Annotated[str, typer.Option(help="What the page before ended with.")] = "",
    count_by: Annotated[str, typer.Option("--count-by", metavar="COLUMN", help="Count instead: by tenant, entities, rules, model, …")] = "",
    csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="The stored lines themselves, byte for byte.")] = False,
    parquet: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a Parquet file (needs guardrail[parquet]).")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Find records, newest first. Each filter is about one record: a call's intent says its application, model and entities, its outcome
    how it ended; --exchange has both. Each record is read again from the log, and its sum is checked."""
    if sum((csv, jsonl, json, parquet is not None)) > 1:
        raise misused("give one of --json, --jsonl, --csv and --parquet")
    words = {
        "application": application,
        "entities": entity,
        "action": action,
        "rules": rule,
        "model": model,
        "event": event,
        "code": code,
        "officer": officer,
    }
    with reported(), indexed(directory, config, index) as log:
        from guardrail.audit.search import Search

        query = _query(since, until, tenant, words, exchange)
        breaks = followed(log)
        found = Search(log.index, log.leaves)
        if count_by:
            _count(found, query, count_by, csv=csv, json=json, other=jsonl or parquet is not None)
        elif csv or jsonl or parquet is not None:
            _write(_limited(found.every(query, after=_place(after)), max(limit, 0)), parquet, jsonl=jsonl)
        else:
            _show(found, query, _PAGE if limit < 0 else limit, after, json=json)
    complain(breaks)


def _query(since: str, until: str, tenant: str, words: dict[str, _Words], exchange: str) -> Query:
    from guardrail.audit.index_row import microseconds
    from guardrail.audit.search import Query

    if exchange and not _EXCHANGE(exchange):
        raise misused("--exchange is the id of a call, such as 0199f3a0-7c1e-7d3b-8c2a-1f6b2c3d4e5f")
    times: dict[str, Any] = {}
    if since:
        times["since"] = microseconds(moment(since, "--from"))
    if until:
        times["until"] = microseconds(moment(until, "--to", end=True))
    return Query(tenant=tenant, words={column: tuple(some) for column, some in words.items() if some}, exchange=exchange, **times)


def _place(after: str) -> Any:
    from guardrail.audit.search import Place

    try:
        return Place.parse(after) if after else None
    except ValueError:
        raise misused("--after is what a page before ended with") from None


def _limited(every: Iterator[Found], limit: int) -> Iterator[Found]:
    return islice(every, limit) if limit else every


def _write(every: Iterator[Found], parquet: Path | None, *, jsonl: bool) -> None:
    from .sheets import COLUMNS, cells, write_csv, write_parquet

    if parquet is not None:
        written = write_parquet(parquet, every)
        typer.echo(f"{written} catatan di / records in {parquet}", err=True)
    elif jsonl:
        for found in every:
            typer.echo(found.line.decode("ascii"))
    else:
        write_csv(sys.stdout, COLUMNS, (list(cells(found).values()) for found in every))


def _show(search: Search, query: Query, limit: int, after: str, *, json: bool) -> None:
    from .sheets import cells

    found = list(_limited(search.every(query, min(limit + 1, 1_000) if limit else 1_000, _place(after)), limit + 1 if limit else 0))
    more, found = bool(limit) and len(found) > limit, found[:limit] if limit else found
    following = str(found[-1].place) if more else None
    if json:
        import json as reader

        print_json({"records": [reader.loads(one.line) for one in found], "next": following})
        return
    console().print(table(_TITLES, [_line(cells(one)) for one in found], whole=2))
    if following is not None:
        typer.echo(f"berikutnya / next: --after {following}", err=True)


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    """A record in as few columns as a terminal has room for."""
    who = " ".join(filter(None, (row["tenant"], row["application"] or row["officer"])))
    done = " ".join(filter(None, (row["action"], row["code"])))
    return row["time_wib"], row["event"], who, done, row["model"], " ".join([*row["entities"], *row["rules"]])


def _count(search: Search, query: Query, by: str, *, csv: bool, json: bool, other: bool) -> None:
    from guardrail.audit.search import COUNTED

    column = {"entity": "entities", "rule": "rules"}.get(by, by)
    if column not in COUNTED or other:
        raise misused(f"--count-by goes with --json and --csv, and is one of {', '.join(COUNTED)}")
    counts = search.count(query, column)
    if json:
        print_json({"by": column, "counts": counts})
    elif csv:
        from .sheets import write_csv

        write_csv(sys.stdout, (column, "records"), counts.items())
    else:
        console().print(table((column, "catatan / records"), [(name, f"{n:,}") for name, n in counts.items()]))
