"""YAML to trees with places; what a reader cannot see at its place is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.policy.tree import MAX_DEPTH, read_trees, shown


def _complaints(text: str) -> list[str]:
    return [str(complaint) for complaint in read_trees("a.yaml", text)[1]]


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("yes", "yes"),
        ("off", "off"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("2026-12-01", "2026-12-01"),
        ("3273015501909909123", "3273015501909909123"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("12:30:45", "12:30:45"),
    ],
)
def test_scalars_follow_the_core_schema(plain: str, value: object) -> None:
    """YAML 1.2 without its surprises: a yes is a word, a date is a word, quotes make text."""
    (tree,), complaints = read_trees("a.yaml", f"a: {plain}\n")
    assert tree.value == {"a": value}
    assert type(tree.value["a"]) is type(value)
    assert complaints == []


def test_not_a_number_is_read_as_such() -> None:
    """So that the schema can refuse it by name."""
    (tree,), _ = read_trees("a.yaml", "a: .nan")
    assert isinstance(tree.value, dict)
    assert isinstance(tree.value["a"], float)
    assert math.isnan(tree.value["a"])


def test_places_of_keys_and_values() -> None:
    """Lines and columns count from 1; a path that is not there answers with the nearest value above."""
    (tree,), _ = read_trees("a.yaml", "a:\n  - b: 1\n    cc: [x, y]\n")
    assert tree.mark(("a", 0, "cc")) == (3, 9)
    assert tree.mark(("a", 0, "cc"), key=True) == (3, 5)
    assert tree.mark(("a", 0, "cc", 1)) == (3, 13)
    assert tree.mark(("a", 0, "gone", "too"), key=True) == (2, 5)
    assert tree.mark(()) == (1, 1)


def test_every_document_of_a_file_is_read() -> None:
    """Three dashes part documents; places count through the whole file."""
    trees, complaints = read_trees("a.yaml", "a: 1\n---\nb: 2\n")
    assert [tree.value for tree in trees] == [{"a": 1}, {"b": 2}]
    assert trees[1].mark(("b",)) == (3, 4)
    assert complaints == []


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (
            "a: &x 1\nb: *x\n",
            [
                "a.yaml:1:4: E003 an anchor (&) is not permitted; delete the anchor",
                "a.yaml:2:4: E003 an alias (*) is not permitted; write the value out",
            ],
        ),
        ("&k a: 1\n", ["a.yaml:1:1: E003 an anchor (&) is not permitted; delete the anchor"]),
        ("a: !!python/object/apply:os.system [id]\n", ["a.yaml:1:4: E004 a tag (!) is not permitted; delete the tag"]),
        (
            "!!str a: !local 1\n",
            ["a.yaml:1:1: E004 a tag (!) is not permitted; delete the tag", "a.yaml:1:10: E004 a tag (!) is not permitted; delete the tag"],
        ),
        ("a: 1\nb: 2\na: 3\n", ["a.yaml:3:1: E005 the key 'a' is given twice; it is already on line 1"]),
        ("<<: {a: 1}\nb: 2\n", ["a.yaml:1:1: E006 a merge key (<<) is not permitted; write the keys out"]),
        ("? [a, b]\n: 1\n", ["a.yaml:1:3: E007 a key must be a plain word"]),
        ("%YAML 1.1\n---\na: 1\n", ["a.yaml:2:1: E007 a YAML directive is not permitted; delete the line that begins with %"]),
        ("a:\n\t- b\n", ["a.yaml:2:1: E002 not valid YAML: found character '\\t' that cannot start any token; indent with spaces"]),
        ("a: [1, 2\n", ["a.yaml:2:1: E002 not valid YAML: expected ',' or ']', but got '<stream end>'"]),
        ("a: 'x\n", ["a.yaml:2:1: E002 not valid YAML: found unexpected end of stream"]),
        ('a: 1\nb: "\\UFFFFFFFF"\n', ["a.yaml:2:1: E002 not valid YAML after this place"]),
        ('a: 1\nb: ["\\U00110000"]\n', ["a.yaml:2:4: E002 not valid YAML after this place"]),
        ("a: 1\nb: \x07\n", ["a.yaml:2:4: E002 a control character is not permitted; delete it"]),
    ],
)
def test_what_is_refused_and_where(text: str, complaints: list[str]) -> None:
    """Each refusal names the file, the line, the column and the mend."""
    assert _complaints(text) == complaints


def test_faults_of_structure_do_not_hide_each_other() -> None:
    """Everything wrong is told at once, up to the first place where YAML itself ends."""
    assert [complaint.split()[1] for complaint in _complaints("a: &x 1\na: !t 2\nb: *x\nc: [\n")] == [
        "E003",
        "E005",
        "E004",
        "E003",
        "E002",
    ]


def test_an_alias_bomb_never_unfolds() -> None:
    """Aliases are refused where they stand, so that nothing is ever multiplied."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    trees, complaints = read_trees("a.yaml", "\n".join(lines))
    assert len(complaints) == 30 + 29 * 9
    assert {complaint.code for complaint in complaints} == {"E003"}
    assert len(trees[0].values) < 400


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{? "])
def test_deep_nesting_is_cut_short(opening: str) -> None:
    """Nothing below the limit is read, so that 256 KiB of brackets cost what sixteen do."""
    assert [complaint for complaint in _complaints(opening * 60_000) if "levels deep" in complaint] != []


def test_the_limit_of_depth_is_exact() -> None:
    """As deep as the limit is fine."""
    assert _complaints("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []


@pytest.mark.parametrize(
    ("word", "seen"), [("min_scor", "'min_scor'"), ("\x1b[31m", "(unprintable)"), ("a b", "(unprintable)"), ("x" * 61, "(unprintable)")]
)
def test_only_plain_words_are_repeated(word: str, seen: str) -> None:
    """A complaint repeats no word that could steer a terminal or hold a sentence."""
    assert shown(word) == seen


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!?#|>'\"\n \t%@,<.\\Ux0F"), max_size=60))
def test_any_text_gives_trees_or_complaints(text: str) -> None:
    """Whatever the file holds, reading it raises nothing, and a text with a complaint-free tree is kept whole."""
    trees, complaints = read_trees("a.yaml", text)
    assert all(complaint.file == "a.yaml" and complaint.line >= 1 for complaint in complaints)
    assert all(() in tree.values for tree in trees)
