"""What the index must do, over SQLite and over PostgreSQL alike."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrail.audit.index import Index
from guardrail.audit.index_check import check
from guardrail.audit.index_leaves import DirectoryLeaves
from guardrail.audit.index_row import COLUMNS, microseconds, row_of, split
from guardrail.audit.index_tables import IndexFault
from guardrail.audit.layout import RECORDS, segments_of, writers
from guardrail.audit.search import Query, Search
from tests.audit.factories import write_log
from tests.support.indexes import BEGIN, DINKES, DINSOS, KOTA, OTHER, TAG, Log, write_calls

JATENG = 3 * 2 + 1


def at(second: int) -> int:
    return microseconds(datetime.fromtimestamp(BEGIN + second, UTC))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(tenant="jateng"), JATENG),
        (Query(tenant="jateng/kab-klaten"), 5),
        (Query(tenant="jateng/kab"), 0),
        (Query(tenant="jateng/kab-klaten", exact=True), 0),
        (Query(tenant=DINKES, exact=True), 3),
        (Query(words={"application": ("surat",)}), 3),
        (Query(words={"application": ("surat", "aduan")}), 5),
        (Query(words={"entities": ("ID_NIK",)}), 2),
        (Query(words={"entities": ("ID_NIK", "PERSON")}), 3),
        (Query(words={"rules": ("R-1",)}), 2),
        (Query(words={"action": ("block",)}), 1),
        (Query(words={"model": ("gpt-4o",), "entities": ("ID_NIK",)}), 1),
        (Query(words={"event": ("call.outcome",), "code": ("ok",)}), 4),
        (Query(words={"event": ("call.outcome",), "application": ("surat",)}), 0),
        (Query(words={"model": ("tak-ada",)}), 0),
        (Query(tags=(bytes.fromhex(TAG),)), 2),
        (Query(tags=(bytes.fromhex(TAG),), tenant=DINSOS), 1),
        (Query(tags=(bytes(16),)), 0),
    ],
)
def test_every_filter_finds_what_it_names_and_nothing_else(log: Log, query: Query, count: int) -> None:
    """Whatever is found fits, and it is all there is."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    found = list(log.search.every(query, 2))
    assert len(found) == len(log.search.find(query, 100)) == count
    assert sum(log.search.count(query, "event").values()) == count


def test_all_records_of_a_call_are_found_by_its_id(log: Log) -> None:
    """The intent says what was asked, the outcome how it ended."""
    exchanges = write_calls(log.directory, 3)
    log.index.follow(log.leaves)
    found = log.search.find(Query(exchange=exchanges[0]), 10)
    assert [(one.entry.event, one.entry.exchange) for one in found] == [("call.outcome", exchanges[0]), ("call.intent", exchanges[0])]


def test_times_are_from_inclusive_to_exclusive(log: Log) -> None:
    """And pages are newest first, without gap or repetition."""
    write_calls(log.directory, 4)
    log.index.follow(log.leaves)
    every = [found.row.time for found in log.search.every(Query(), 3)]
    assert every == sorted(every, reverse=True)
    assert len(every) == len(set(every)) == log.index.size()
    middle = Query(since=at(5), until=at(9))
    assert [found.row.time for found in log.search.every(middle, 3)] == [at(8), at(7), at(6), at(5)]


@pytest.mark.parametrize("column", COLUMNS)
def test_counting_agrees_with_reading(log: Log, column: str) -> None:
    """Whichever way the index counts: by its dictionary, by a word's index, or record by record."""
    write_calls(log.directory, 3)
    log.index.follow(log.leaves)
    for query in (
        Query(),
        Query(since=at(0)),
        Query(since=at(2), until=at(5)),
        Query(tenant="jateng"),
        Query(words={"entities": ("PERSON",)}),
    ):
        counts: dict[str, int] = {}
        for found in log.search.every(query):
            word = row_of(found.entry, 0).words[COLUMNS.index(column)]
            for name in split(word) if column in ("entities", "rules") else [word] if word else []:
                counts[name] = counts.get(name, 0) + 1
        assert log.search.count(query, column) == counts


def test_it_follows_a_log_as_it_grows(log: Log) -> None:
    """A second look takes up only what is new, of old writers and new ones; a third finds nothing to do."""
    write_calls(log.directory)
    seen: list[int] = []
    assert log.index.follow(log.leaves, seen.append) == []
    before = log.index.size()
    assert seen == [before]
    write_calls(log.directory, 2)
    assert log.index.follow(log.leaves, seen.append) == []
    assert log.index.size() == before + seen[-1]
    assert log.index.follow(log.leaves, seen.append) == []
    assert len(seen) == 2
    assert check(log.index, log.leaves).ok


def test_a_line_that_is_not_whole_is_waited_for(log: Log) -> None:
    """Its writer may be in the middle of it: what stands before is taken up, the rest when it is whole."""
    writer = write_log(log.directory, 10)
    path = segments_of(log.directory, writer, RECORDS)[0].path
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    assert log.index.follow(log.leaves) == []
    size = log.index.size()
    path.write_bytes(whole)
    assert log.index.follow(log.leaves) == []
    assert log.index.size() == size + 1 == whole.count(b"\n")


def test_lines_that_were_taken_back_are_forgotten(log: Log) -> None:
    """After a failed write a log goes on with other records of the same numbers: nobody was told that the first ones are durable."""
    writer = write_log(log.directory, 10)
    path = segments_of(log.directory, writer, RECORDS)[0].path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:20]))
    log.index.follow(log.leaves)
    path.write_bytes(b"".join(lines[:15]))
    path.with_name(f"{writer}-{15:012d}.jsonl").write_bytes(b"".join(lines[15:]))
    assert log.index.follow(log.leaves) == []
    assert log.index.size() == len(lines)
    assert check(log.index, log.leaves).ok


def test_what_retention_cut_off_is_forgotten(log: Log) -> None:
    """The rows of segments that are gone go too, and the rest is still found."""
    writer = write_log(log.directory, 40, segment_bytes=4_000)
    log.index.follow(log.leaves)
    segments = segments_of(log.directory, writer, RECORDS)
    assert len(segments) > 3
    size = log.index.size()
    for segment in segments[:2]:
        segment.path.unlink()
    assert log.index.follow(DirectoryLeaves(log.directory)) == []
    assert log.index.size() == size - segments[2].first
    assert check(log.index, DirectoryLeaves(log.directory)).ok


def test_of_a_log_that_went_whole_nothing_is_found(log: Log) -> None:
    """Its statement says how many records there were."""
    writer = write_log(log.directory, 10)
    log.index.follow(log.leaves)
    for segment in segments_of(log.directory, writer, RECORDS):
        segment.path.unlink()
    (log.directory / f"{writer}-{log.index.size():012d}.pruned").write_bytes(b"")
    assert log.index.follow(log.leaves) == []
    assert (log.index.size(), log.index.held("record")) == (0, 0)
    assert check(log.index, log.leaves).ok


def test_a_log_that_was_changed_is_followed_no_further(log: Log) -> None:
    """The place is told; other logs are followed all the same."""
    broken = write_log(log.directory, 10)
    path = segments_of(log.directory, broken, RECORDS)[0].path
    path.write_bytes(path.read_bytes().replace(b'"ID_NIK":1', b'"ID_NIK":2', 1))
    whole = write_log(log.directory, 5)
    breaks = log.index.follow(log.leaves)
    assert [(one.seq, one.reason) for one in breaks] == [(1, "bad_sum")]
    assert set(log.index.words("writer")) == {broken, whole}
    assert log.index.words("writer")[broken].n == 1


def test_a_crash_loses_nothing(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two statements: rows and how far they go are kept together, and the next look goes on."""
    write_calls(log.directory, 3)
    statements = 0
    rows = log.engine.rows

    class Crash(Exception):
        pass

    for fatal in (1, 3, 5, 9):
        statements = 0

        def counted(statement: str, values: object = (), fatal: int = fatal) -> list[tuple[object, ...]]:
            nonlocal statements
            changes = not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SELECT"))
            statements += changes
            if changes and statements == fatal:
                raise Crash
            return rows(statement, values)  # type: ignore[arg-type]

        monkeypatch.setattr(log.engine, "rows", counted)
        with pytest.raises(Crash):
            log.index.follow(log.leaves)
        monkeypatch.undo()
    assert log.index.follow(log.leaves) == []
    assert check(log.index, log.leaves).ok


def test_pages_go_on_behind_a_place_of_a_log_that_grew(log: Log) -> None:
    """New records do not move what comes after."""
    write_calls(log.directory, 3)
    log.index.follow(log.leaves)
    first = log.search.find(Query(), 5)
    rest = [found.entry.id for found in log.search.every(Query(), 4, first[-1].place)]
    write_calls(log.directory)
    log.index.follow(log.leaves)
    assert [found.entry.id for found in log.search.every(Query(), 4, first[-1].place) if found.row.writer == first[-1].row.writer] == rest


def test_what_the_index_says_is_read_again_from_the_log(log: Log) -> None:
    """A row that leads to another record, or to none, is no answer."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    log.engine.rows("UPDATE record SET model = (SELECT code FROM word WHERE name = 'sahabat') WHERE seq = 1")
    with pytest.raises(IndexFault, match="index_disagrees"):
        log.search.find(Query(words={"model": ("sahabat",)}), 10)


def test_an_index_of_another_version_is_made_anew(log: Log) -> None:
    """Nobody has to know: it is derived."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    log.engine.rows("UPDATE about SET version = 0")
    again = Index(log.engine)
    assert again.size() == 0
    again.follow(log.leaves)
    assert check(again, log.leaves).ok


def test_untagged_persons_are_counted(log: Log) -> None:
    """A look-up has to say of how many records it knows too little."""
    write_calls(log.directory, 2)
    log.index.follow(log.leaves)
    assert (log.search.untagged(Query(tenant=KOTA)), log.search.untagged(Query(tenant=OTHER))) == (2, 0)


def test_random_searches_find_what_a_walk_finds(log: Log) -> None:
    """Whatever leads the search: each combination of filters against a plain reading of the rows."""
    write_calls(log.directory, 5)
    log.index.follow(log.leaves)
    rows = list(log.index.all())
    draw = random.Random(7)
    for _ in range(60):
        columns = draw.sample(["application", "model", "event", "entities", "tenant", "rules", "code"], draw.randint(1, 3))
        words = {
            column: (draw.choice([name for row in rows for name in split(row.words[COLUMNS.index(column)]) if name]),) for column in columns
        }
        since, until = sorted((at(draw.randint(0, 50)), at(draw.randint(0, 50))))
        expected = [
            (row.writer, row.seq)
            for row in reversed(rows)
            if since <= row.time < until and all(words[column][0] in split(row.words[COLUMNS.index(column)]) for column in columns)
        ]
        query = Query(since=since, until=until, words=words)
        assert [(found.row.writer, found.row.seq) for found in log.search.every(query, 7)] == expected


def test_two_who_follow_at_once_agree(log: Log, tmp_path: Path) -> None:
    """Each sees what the other took up."""
    write_calls(log.directory)
    other = Index(log.engine)
    other.follow(log.leaves)
    write_calls(log.directory, 2)
    log.index.follow(log.leaves)
    assert other.follow(log.leaves) == []
    assert check(other, log.leaves).ok
    assert len(writers(log.directory)) == 2
    assert sum(Search(other, log.leaves).count(Query(), "event").values()) == other.size()
