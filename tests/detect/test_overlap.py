from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.overlap import beaten, without_overlaps

TEXT = "Jalan Melati 12, RT 03/RW 05, 57411 ok"
FINDINGS = st.lists(
    st.builds(
        lambda entity, start, length, score: Finding(entity, Span(start, start + length), score, entity),
        st.sampled_from(["ID_NIK", "CREDIT_CARD", "PERSON"]),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from([0.5, 0.8, 1.0]),
    ),
    max_size=15,
)


def test_the_surer_finding_wins() -> None:
    """A labelled NPWP beats the NIK that it also is; equal scores go to the longer span."""
    nik, npwp = Finding("ID_NIK", Span(5, 21), 0.6, "n"), Finding("ID_NPWP", Span(5, 21), 1.0, "t")
    short, long = Finding("PHONE_NUMBER", Span(0, 10), 0.7, "p"), Finding("PHONE_NUMBER", Span(0, 12), 0.7, "p")
    assert without_overlaps([nik, npwp], TEXT) == (npwp,)
    assert without_overlaps([short, long], TEXT) == (long,)


@given(FINDINGS)
def test_result_is_sorted_and_apart(findings: list[Finding]) -> None:
    """By position, none meeting another, each a finding or what is left of one."""
    kept = without_overlaps(findings, TEXT)
    for one in kept:
        assert any(
            replace(found, span=one.span) == one and found.span.start <= one.span.start and one.span.end <= found.span.end
            for found in findings
        )
    assert all(left.span.end <= right.span.start for left, right in pairwise(kept))


@given(FINDINGS)
def test_every_loser_met_a_winner(findings: list[Finding]) -> None:
    """Nothing is dropped without a finding at least as sure in its place."""
    kept = without_overlaps(findings, TEXT)
    for found in findings:
        assert any(winner.span.overlaps(found.span) and winner.score >= found.score for winner in kept)


@given(FINDINGS)
def test_nothing_substantial_is_uncovered(findings: list[Finding]) -> None:
    """Of what recognizers found at most two letters or digits in a row stay visible."""
    covered = {at for found in without_overlaps(findings, TEXT) for at in range(found.span.start, found.span.end)}
    for found in findings:
        visible = "".join(TEXT[at] if at not in covered else "\0" for at in range(found.span.start, found.span.end))
        assert all(sum(map(str.isalnum, part)) < 3 for part in visible.split("\0"))


def test_the_rest_of_the_loser_stays_masked() -> None:
    """Without the marks and spaces at its edges; two letters say nothing."""
    street, number = Finding("ADDRESS", Span(0, 29), 0.8, "a"), Finding("ID_NIK", Span(17, 19), 0.9, "n")
    assert without_overlaps([street, number], TEXT) == (
        replace(street, span=Span(0, 15)),
        number,
        replace(street, span=Span(20, 28)),
    )
    assert without_overlaps([replace(number, span=Span(0, 13)), replace(street, span=Span(0, 15))], TEXT)[1:] == ()


@given(FINDINGS, st.randoms(use_true_random=False))
def test_order_of_input_never_matters(findings: list[Finding], chance: random.Random) -> None:
    """The same findings in another order give the same result."""
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert without_overlaps(shuffled, TEXT) == without_overlaps(findings, TEXT)


def test_the_beaten_are_told_with_the_rule() -> None:
    """Score before length before place before name; what meets nobody beat nobody."""
    winner, alone = Finding("A", Span(0, 10), 0.9, "a"), Finding("A", Span(20, 22), 0.9, "a")
    low, short = Finding("B", Span(5, 20), 0.5, "b"), Finding("B", Span(0, 9), 0.9, "b")
    late, named = Finding("B", Span(1, 11), 0.9, "b"), Finding("B", Span(0, 10), 0.9, "b")
    everything = [low, short, late, named, winner, alone]
    assert beaten([winner, alone], everything) == (((named, "name"), (late, "place"), (short, "length"), (low, "score")), ())
