from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.recent import Recent
from tests.support.kept import kept_by


def counted(made: list[str], most: int = 4, longest: int = 9) -> Recent[str, int]:
    """Says of a word how long it is, and notes that it was asked."""

    def make(word: str) -> int:
        made.append(word)
        return len(word)

    return Recent(make, longest=longest, most=most)


@given(st.lists(st.text("ab", min_size=1, max_size=12), max_size=60))
def test_says_what_is_made(words: list[str]) -> None:
    """Whatever was asked before."""
    recent = counted([])
    assert [recent[word] for word in words] == [len(word) for word in words]
    assert len(recent) <= 4


def test_what_is_in_use_stays() -> None:
    """A word that comes again among others is made once, however many others there are; one that does not is made again."""
    made: list[str] = []
    recent = counted(made)
    for number in range(40):
        assert recent["surat"] == recent[f"no{number:03}"] == 5
    assert made.count("surat") == 1
    assert recent["no000"] == 5
    assert made.count("no000") == 2


def test_long_keys_are_not_kept() -> None:
    """Nor is anything else of a caller that makes up megabytes."""
    recent = Recent(len, longest=40, most=1_000)
    assert kept_by(lambda number: recent[f"{number}" + "x" * 100_000], 50) < 10_000
    assert kept_by(lambda number: recent[f"{number:040}"], 20_000) < 2_000 * 400


def test_threads_agree() -> None:
    """Several threads that ask at once are all told the same, while old keys are forgotten."""
    recent = counted([], most=16)
    words = [f"{number % 50:0{1 + number % 9}}" for number in range(2_000)]
    with ThreadPoolExecutor(4) as threads:
        told = [*threads.map(lambda _: [recent[word] for word in words], range(8))]
    assert told == [[*map(len, words)]] * 8


def test_what_is_lasting_stays() -> None:
    """Whatever comes between, until there are four generations of it; what is not lasting is forgotten as ever."""
    made: list[str] = []
    recent = Recent(made.append, longest=9, most=4, lasting=lambda word: word.startswith("kata"))
    for number in range(200):
        recent[f"kata{number:03}" if number % 10 == 0 else f"nama{number:03}"]
        assert len(recent) <= 4 + 4 * 4
    for word in ("nama001", "kata000", "kata150", "kata190"):
        recent[word]
    assert [made.count(word) for word in ("nama001", "kata000", "kata150", "kata190")] == [2, 1, 1, 2]
