from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.rewriting import Edit, rewrite

EDITS = st.lists(st.tuples(st.integers(0, 29), st.integers(1, 6), st.text(alphabet="xyz", max_size=3)), max_size=6)


def test_a_replaced_piece_leads_back_whole() -> None:
    """Whatever touches a replaced piece covers all of it; copied text leads back to itself."""
    rewriting = rewrite("no %33%34 ya", [Edit(3, 6, "3"), Edit(6, 9, "4")])
    assert rewriting is not None
    assert rewriting.text == "no 34 ya"
    assert rewriting.back(3, 4) == (3, 6)
    assert rewriting.back(3, 5) == (3, 9)
    assert rewriting.back(2, 6) == (2, 10)
    assert rewriting.touches(4, 5)
    assert not rewriting.touches(0, 3)
    assert rewriting.back(6, 8) == (10, 12)


def test_what_falls_out_is_noticed() -> None:
    """Text from both sides of a deletion was rewritten; text from one side was not."""
    rewriting = rewrite("12**34", [Edit(2, 4, "")])
    assert rewriting is not None
    assert rewriting.text == "1234"
    assert rewriting.touches(1, 3)
    assert rewriting.back(0, 4) == (0, 6)
    assert not rewriting.touches(0, 2)


def test_nothing_to_replace_is_no_rewriting() -> None:
    """No edits, no view."""
    assert rewrite("teks", []) is None


def test_where_edits_meet_the_earlier_and_longer_wins() -> None:
    """The order in which readers offer edits never matters."""
    edits = [Edit(1, 3, "x"), Edit(0, 2, "y"), Edit(0, 3, "z")]
    for order in (edits, edits[::-1]):
        rewriting = rewrite("abcd", order)
        assert rewriting is not None
        assert rewriting.text == "zd"


@given(EDITS)
def test_every_span_leads_back_in_order(drawn: list[tuple[int, int, str]]) -> None:
    """Spans lead back into the text, later is never earlier, and what no edit touches reads the same there."""
    text = "abcdefghijklmnopqrstuvw0123456789abc"
    rewriting = rewrite(text, [Edit(start, start + length, replacement) for start, length, replacement in drawn])
    if rewriting is None:
        return
    before = -1
    for start in range(len(rewriting.text)):
        for end in range(start + 1, len(rewriting.text) + 1):
            first, last = rewriting.back(start, end)
            assert 0 <= first < last <= len(text)
            if not rewriting.touches(start, end):
                assert text[first:last] == rewriting.text[start:end]
        first, _ = rewriting.back(start, start + 1)
        assert first >= before
        before = first
    assert "abc" not in repr(rewriting)
