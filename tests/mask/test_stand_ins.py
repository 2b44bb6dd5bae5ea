"""Surrogates of one exchange: stable, never anything the caller says, and found again whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.stand_ins import StandIns
from guardrail.mask.token import TokenMint

MINT = TokenMint(b"k" * 32, "percakapan-1")
NIK = "3273015501909909"
NAME = "Siti Rahayu"


def test_a_value_has_one_surrogate_in_a_conversation() -> None:
    """On every worker; in another conversation another one."""
    first, again, other = StandIns(MINT), StandIns(MINT), StandIns(TokenMint(b"k" * 32, "percakapan-2"))
    assert first.put("ID_NIK", NIK) == first.put("ID_NIK", NIK) == again.put("ID_NIK", NIK) != other.put("ID_NIK", NIK)


def test_two_values_never_share_one() -> None:
    """Of 300 people with 256 names, some get none rather than another's."""
    stand_ins = StandIns(MINT)
    given_out = [stand_ins.put("PERSON", f"Orang {number}") for number in range(300)]
    named = [name for name in given_out if name is not None]
    assert len(named) == len(set(named)) > 200


def test_what_the_caller_says_is_no_surrogate() -> None:
    """In any letter case, in this call and for what was given out in an earlier one (T10)."""
    before = StandIns(MINT)
    taken = before.put("PERSON", NAME)
    assert taken is not None
    heard = StandIns(MINT)
    heard.hear([f"Salam, {taken.upper()}."])
    assert heard.put("PERSON", NAME) not in (None, taken)
    before.hear([f"Salam, {taken.upper()}."])
    assert list(before.find(taken)) == []
    assert before.put("PERSON", NAME) not in (None, taken)
    before.hear(["Halo"])
    assert [value for *_, value in before.find(taken)] == [NAME]


def test_a_value_is_no_surrogate_of_another() -> None:
    """Who is called as a surrogate is would be restored to somebody else."""
    taken = StandIns(MINT).put("PERSON", NAME)
    assert taken is not None
    stand_ins = StandIns(MINT)
    stand_ins.put("PERSON", taken)
    assert stand_ins.put("PERSON", NAME) not in (None, taken)


@pytest.mark.parametrize(
    ("frame", "found"),
    [("{}", True), ("({}),", True), ("a {} b", True), ("x{}", False), ("{}9", False), ("{}nya", False), ("_{}", False)],
)
def test_only_whole_ones_are_found(frame: str, found: bool) -> None:
    """Part of a longer word or number is something else."""
    stand_ins = StandIns(MINT)
    text = frame.format(stand_ins.put("ID_NIK", NIK))
    assert [value for *_, value in stand_ins.find(text)] == ([NIK] if found else [])


@given(st.text(alphabet="ab 9", max_size=5), st.text(alphabet="ab 9.", max_size=5), st.data())
def test_an_end_that_may_go_on_is_told(before: str, after: str, data: st.DataObject) -> None:
    """For any cutting: nothing of a surrogate stands before the part that waits for more."""
    stand_ins = StandIns(MINT)
    name = stand_ins.put("PERSON", NAME)
    text = f"{before}{name}{after}"
    cut = data.draw(st.integers(0, len(text)))
    settled = cut - stand_ins.tail(text[:cut])
    for start, end, _ in stand_ins.find(text):
        assert not start < settled < end
        assert settled >= end or settled <= start
    assert list(stand_ins.find(text[:settled])) == [one for one in stand_ins.find(text) if one[1] <= settled]


def test_nothing_is_printed() -> None:
    """Neither values nor surrogates."""
    stand_ins = StandIns(MINT)
    stand_ins.put("PERSON", NAME)
    assert repr(stand_ins) == "<StandIns 1>"
