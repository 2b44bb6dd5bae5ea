from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.numbers import NUMBER_TRIGGER, read_runs
from guardrail.detect.recognizers import RECOGNIZERS
from guardrail.detect.scanner import HyperscanScanner, JoinedScanner, PlainScanner, Scanner, build_scanner, has_hyperscan

TRIGGERS = tuple(dict.fromkeys(recognizer.TRIGGER for recognizer in RECOGNIZERS if not recognizer.TRIGGER.endswith(r"\z")))
pytestmark = pytest.mark.skipif(not has_hyperscan, reason="no wheel for this platform")
FAST, PLAIN = (HyperscanScanner(TRIGGERS), PlainScanner(TRIGGERS)) if has_hyperscan else (PlainScanner(TRIGGERS),) * 2
JOINED = JoinedScanner(build_scanner(TRIGGERS[:20]), build_scanner(TRIGGERS[20:]))
PIECES = st.lists(
    st.sampled_from(["0812", "-", " ", ".", "\n", "3373011708909001", "é", "NIK ", "a.n", "nama", "Dr.", "[at]", "@", "H", "😀", "_"]),
    max_size=25,
)


@given(PIECES)
def test_both_scanners_see_the_same(pieces: list[str]) -> None:
    """Word and sign triggers end at the same places; for numbers the runs read from them are the same."""
    text = "".join(pieces)
    for trigger, fast, plain in zip(TRIGGERS, FAST.ends(text), PLAIN.ends(text), strict=True):
        if trigger == NUMBER_TRIGGER:
            assert [(run.start, run.end) for run in read_runs(text, fast)] == [(run.start, run.end) for run in read_runs(text, plain)]
        else:
            assert list(fast) == list(plain)


@given(PIECES)
def test_joined_scanners_are_as_one(pieces: list[str]) -> None:
    """For each trigger the same ends in the same order, wherever the triggers are parted."""
    text = "".join(pieces)
    assert JOINED.ends(text) == FAST.ends(text)


@pytest.mark.parametrize("scanner", [FAST, PLAIN])
def test_offsets_are_characters(scanner: Scanner) -> None:
    """Characters of several bytes count as one."""
    text = "é😀字 budi@"
    assert scanner.ends(text)[TRIGGERS.index(r"@|[\[(]at[\])]")] == [len(text)]


@pytest.mark.parametrize("scanner", [FAST, PLAIN])
def test_any_text_can_be_scanned(scanner: Scanner) -> None:
    """Lone surrogates and the empty text too."""
    assert all(not ends for ends in scanner.ends("\ud800"))
    assert all(not ends for ends in scanner.ends(""))


def test_threads_do_not_share_scratch_space() -> None:
    """Concurrent scans of one scanner each see their own text."""
    text = "budi@ " * 20_000
    counts: list[int] = []

    def scan() -> None:
        counts.append(sum(map(len, FAST.ends(text))))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [20_000] * 4


def test_the_fastest_scanner_is_built() -> None:
    """Where Hyperscan is there, it is used."""
    assert isinstance(build_scanner(TRIGGERS), HyperscanScanner)
