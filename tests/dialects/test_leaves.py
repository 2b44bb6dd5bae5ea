"""Walk and rebuild: strict reading, every leaf found, nothing but the chosen leaves changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.core.text import Leaf, LeafKind, Path, Place
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.generic import GENERIC
from guardrail.dialects.leaves import MAX_DEPTH, MAX_NODES, answer_texts, dump, parse, parse_answer, rebuild, walk
from guardrail.dialects.openai_chat import OPENAI_CHAT, openai_error

NIK = "3374011708909001"
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
_TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)
_CONTAINERS = _TREES.filter(lambda tree: isinstance(tree, dict | list))


def _arguments(text: str) -> dict[str, Any]:
    """A request whose history holds a tool call with these arguments."""
    return {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "cari", "arguments": text}}]}]}


def _argument_of(tree: Any) -> str:
    text: str = tree["messages"][0]["tool_calls"][0]["function"]["arguments"]
    return text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a":1,"a":2}', ErrorCode.DUPLICATE_KEY),
        (b'{"a":1,"\\u0061":2}', ErrorCode.DUPLICATE_KEY),
        (b'{"x":[{"content":"a","content":"b"}]}', ErrorCode.DUPLICATE_KEY),
        (b'{"a":NaN}', ErrorCode.MALFORMED_JSON),
        (b'{"a":-Infinity}', ErrorCode.MALFORMED_JSON),
        (b'{"a":1e999}', ErrorCode.MALFORMED_JSON),
        (b'{"a":' + b"9" * 5000 + b"}", ErrorCode.MALFORMED_JSON),
        (b'{"a":"\\ud800"}', ErrorCode.MALFORMED_JSON),
        (b'{"\\udc00":1}', ErrorCode.MALFORMED_JSON),
        (b'{"a":"\xff"}', ErrorCode.MALFORMED_JSON),
        (b'{"a":"\xed\xa0\x80"}', ErrorCode.MALFORMED_JSON),
        (b"\xef\xbb\xbf{}", ErrorCode.MALFORMED_JSON),
        ("{}".encode("utf-16"), ErrorCode.MALFORMED_JSON),
        ("{}".encode("utf-32-le"), ErrorCode.MALFORMED_JSON),
        (b"", ErrorCode.MALFORMED_JSON),
        (b"{", ErrorCode.MALFORMED_JSON),
        (b"{} {}", ErrorCode.MALFORMED_JSON),
        (b"{'a':1}", ErrorCode.MALFORMED_JSON),
        (b'{"a":"\n"}', ErrorCode.MALFORMED_JSON),
        (b'{"a":01}', ErrorCode.MALFORMED_JSON),
        (b"[" * 100_000 + b"]" * 100_000, ErrorCode.TOO_DEEP),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ErrorCode.TOO_DEEP),
        (b"[" * 900 + b'"\\u0041"' + b"]" * 900, ErrorCode.TOO_DEEP),
    ],
)
def test_a_body_that_two_readers_could_read_differently_is_refused(body: bytes, code: ErrorCode) -> None:
    """Strict JSON or nothing: what another parser might take for something else is not inspected and not sent."""
    with pytest.raises(RequestRefused) as refused:
        walk(parse(body), GENERIC)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "body", [b"{}", b'{"a":"\\ud83d\\ude00"}', b' {"a" : [1e3, -0, true, null]} ', b'{"":""}', '{"é":"\u2028"}'.encode()]
)
def test_plain_json_is_read(body: bytes) -> None:
    """Surrogate pairs, spaces, empty keys and any character are JSON like any other."""
    assert parse(body) == json.loads(body)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=40) | st.text('{}[]",:\\u0123dae ', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Whatever a caller sends, the answer is a tree or a refusal, never another error."""
    try:
        tree = parse(body)
    except RequestRefused:
        return
    assert tree == json.loads(body)


@settings(max_examples=80, deadline=None)
@given(_TREES)
def test_without_changes_rebuild_gives_the_same(tree: Any) -> None:
    """Nothing to change, nothing changed; and what is written is what was read."""
    assert rebuild(tree, {}) is tree
    assert parse(dump(tree)) == tree


@settings(max_examples=80, deadline=None)
@given(_CONTAINERS, st.data())
def test_only_the_chosen_leaves_change(tree: Any, data: st.DataObject) -> None:
    """After a rebuild the chosen leaves have their new text, and every other leaf the text it had."""
    before = json.dumps(tree)
    leaves = walk(tree, GENERIC)
    chosen = data.draw(st.sets(st.integers(0, len(leaves) - 1))) if leaves else set()
    values = {i for i in chosen if not _is_key(leaves[i])}
    after = walk(rebuild(tree, {leaves[i].path: f"baru {i}" for i in values}), GENERIC)
    assert [leaf.path for leaf in after] == [leaf.path for leaf in leaves]
    assert [leaf.text for leaf in after] == [f"baru {i}" if i in values else leaf.text for i, leaf in enumerate(leaves)]
    assert json.dumps(tree) == before


def _is_key(leaf: Leaf) -> bool:
    return str(leaf.path[-1]).startswith("\x00key:") if leaf.path else False


@settings(max_examples=40, deadline=None)
@given(_CONTAINERS, st.integers(1, 3))
def test_json_in_strings_is_walked_to_its_leaves(tree: Any, depth: int) -> None:
    """JSON in a string, and in a string of that, shows the same leaves as the tree itself, and every one can be changed."""
    text = json.dumps(tree)
    for _ in range(depth - 1):
        text = json.dumps({"isi": text})
    request = _arguments(text)
    leaves = [leaf for leaf in walk(request, OPENAI_CHAT) if leaf.place is Place.TOOL_CALL and leaf.text != "cari"]
    assert [leaf.text for leaf in leaves] == [leaf.text for leaf in walk(tree, GENERIC)]
    changed = [leaf for leaf in leaves if not _is_key(leaf)]
    text = _argument_of(rebuild(request, {leaf.path: "baru" for leaf in changed}))
    for _ in range(depth - 1):
        text = json.loads(text)["isi"]
    assert [leaf.text for leaf in walk(json.loads(text), GENERIC) if not _is_key(leaf)] == ["baru"] * len(changed)


def test_masked_numbers_deep_in_strings_leave_valid_json() -> None:
    """A NIK as a JSON number, in an object in a string in a string, is replaced by a JSON string there."""
    request = _arguments(json.dumps({"isi": json.dumps({"nik": int(NIK)})}))
    leaf = next(leaf for leaf in walk(request, OPENAI_CHAT) if leaf.text == NIK)
    text = _argument_of(rebuild(request, {leaf.path: "[[NIK_7F3KQ9ZD]]"}))
    assert json.loads(json.loads(text)["isi"]) == {"nik": "[[NIK_7F3KQ9ZD]]"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":1,"\\u0061":2}', ErrorCode.DUPLICATE_KEY),
        ('{"a":"\\ud800"}', ErrorCode.MALFORMED_JSON),
        ('{"a\\u0000b":1}', ErrorCode.MALFORMED_JSON),
        ("[" * 100_000, ErrorCode.TOO_DEEP),
        ("[" * 900 + '"\\u0041"' + "]" * 900, ErrorCode.TOO_DEEP),
    ],
)
def test_json_in_strings_is_read_as_strictly(text: str, code: ErrorCode) -> None:
    """What two readers could take differently is refused inside a string as well."""
    with pytest.raises(RequestRefused) as refused:
        walk(_arguments(text), OPENAI_CHAT)
    assert refused.value.code is code


@pytest.mark.parametrize("text", ["Halo", '{"nik": 337', "3374011708909001", ""])
def test_a_string_that_holds_no_json_is_prose(text: str) -> None:
    """Arguments that are cut, or no JSON at all, are read as the text they are."""
    leaf = walk(_arguments(text), OPENAI_CHAT)[-1]
    assert (leaf.text, leaf.kind) == (text, LeafKind.PROSE)


def test_json_that_a_tool_answered_is_walked_and_json_that_people_write_is_not() -> None:
    """Fields and escapes of a tool's answer are read as what they are; a person's text stays one text."""
    text = '{"nama": ["\\u0053iti"], "isi": "{\\"hp\\": 81234567890}"}'
    said = [{"role": role, "content": text} for role in ("tool", "user")]
    leaves = [(leaf.text, leaf.label) for leaf in walk({"messages": said}, OPENAI_CHAT) if leaf.kind is LeafKind.PROSE]
    assert leaves == [("Siti", "nama"), ("81234567890", "hp"), (text, "content")]


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (int(NIK), [NIK]),
        (-int(NIK), ["-" + NIK]),
        (float(NIK), [NIK]),
        (10**9, ["1000000000"]),
        (1234567890.5, ["1234567890.5"]),
        (812345678, ["812345678"]),
        (10**8 - 1, []),
        (0.7, []),
        (True, []),
        (None, []),
    ],
)
def test_long_numbers_are_leaves(number: Any, texts: list[str]) -> None:
    """A number of nine digits and more can be a person's, whatever its JSON type; short ones, ``true`` and ``null`` are not read."""
    assert [leaf.text for leaf in walk({"angka": [number]}, GENERIC)] == texts


@pytest.mark.parametrize(
    "key",
    [
        NIK,
        "Siti Rahayu",
        "siti@contoh.id",
        "n" + NIK,
        "NIK-3374.0117.0890.9001",
        "hp_0812-0000-9901",
        "k33740.11708.90900.1",
        "é",
        "",
        "a/b",
        "[[NIK_7F3KQ9ZD]]",
        "a" * 65,
        "a\n",
    ],
)
def test_unusual_keys_are_leaves_and_can_be_renamed(key: str) -> None:
    """People put data into names of members: what is not plainly a field's name is read, and renamed without touching the rest."""
    tree = {"a": 1, key: {"isi": "x"}, "z": [2]}
    leaf = walk(tree, GENERIC)[0]
    assert leaf.text == key
    assert list(rebuild(tree, {leaf.path: "baru"}).items()) == [("a", 1), ("baru", {"isi": "x"}), ("z", [2])]


@pytest.mark.parametrize("key", ["content", "max_tokens", "$schema", "x-vendor.field", "top_p2", "gpt-4.1", "_a"])
def test_names_of_fields_are_no_leaves(key: str) -> None:
    """Ordinary names of members cost nothing and cannot be taken for data."""
    assert walk({key: 1}, GENERIC) == []


def test_key_and_value_can_change_together() -> None:
    """A member of which both name and value are masked keeps its place."""
    tree = {NIK: {"Siti Rahayu": "ada"}, "b": 1}
    changes = {leaf.path: f"T{i}" for i, leaf in enumerate(walk(tree, GENERIC))}
    assert rebuild(tree, changes) == {"T0": {"T1": "T2"}, "b": 1}


def test_a_nul_in_a_key_is_refused() -> None:
    """Steps of paths begin with NUL where they are not keys, so no key may hold one."""
    with pytest.raises(RequestRefused) as refused:
        walk({"\x00json": "x"}, GENERIC)
    assert refused.value.code is ErrorCode.MALFORMED_JSON


@pytest.mark.parametrize("wide", [False, True])
def test_depth_and_number_of_parts_are_bounded(wide: bool) -> None:
    """One part more than the bound is refused, the bound itself is read."""

    def tree(size: int) -> Any:
        if wide:
            return [0] * (size - 1)
        node: Any = "x"
        for _ in range(size):
            node = [node]
        return node

    bound = MAX_NODES if wide else MAX_DEPTH
    walk(tree(bound), GENERIC)
    with pytest.raises(RequestRefused) as refused:
        walk(tree(bound + 1), GENERIC)
    assert refused.value.code is ErrorCode.TOO_DEEP


def test_json_in_strings_counts_against_the_bounds() -> None:
    """Wrapping JSON in a string buys no further depth."""
    text = "[" * (MAX_DEPTH - 4) + "]" * (MAX_DEPTH - 4)
    with pytest.raises(RequestRefused) as refused:
        walk(_arguments(text), OPENAI_CHAT)
    assert refused.value.code is ErrorCode.TOO_DEEP


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", LeafKind.BINARY),
        ("DATA:image/PNG;charset=utf-8;BASE64,iVBORw0KGgo=", LeafKind.BINARY),
        ("  data:;base64,iVBORw0KGgo=", LeafKind.BINARY),
        ("data:text/plain,NIK%203374011708909001", LeafKind.PROSE),
        ("data: pemohon; base64, dan lain-lain", LeafKind.PROSE),
    ],
)
def test_bytes_in_disguise_are_binary_wherever_they_stand(text: str, kind: LeafKind) -> None:
    """A base64 ``data:`` URL (RFC 2397) cannot be read, in a field of any name, in any case."""
    assert [leaf.kind for leaf in walk({"apa": {"saja": [text]}}, OPENAI_CHAT)] == [kind]


def test_labels_and_places_follow_the_keys() -> None:
    """The name of a field labels what stands in it, also through arrays; roles and places say whose words they are."""
    tree = {"user": "u", "messages": [{"role": "tool", "content": [{"type": "text", "text": "x"}]}], "tools": [{"nik": ["y"]}]}
    found = {leaf.text: (leaf.label, leaf.place) for leaf in walk(tree, OPENAI_CHAT)}
    assert found["u"] == ("user", Place.OTHER)
    assert found["x"] == ("text", Place.TOOL_RESULT)
    assert found["y"] == ("nik", Place.TOOL_DEFINITION)


def _texts(tree: Any) -> dict[Path, tuple[str, LeafKind, Path]]:
    return {leaf.path: (leaf.text, leaf.kind, channel) for leaf, channel, *_ in answer_texts(tree, OPENAI_CHAT)}


@pytest.mark.parametrize(
    ("tree", "leaves"),
    [
        ({"lat": -6.98123, "lng": 110.40917}, [("-6.98123", "lat"), ("110.40917", "lng")]),
        ({"kartu": {"cvv": 731, "limit": 5000}}, [("731", "cvv")]),
        ({"pin": [482915, 113905]}, [("482915", "pin"), ("113905", "pin")]),
        ({"geometry": {"coordinates": [110.40917, -6.98123]}}, [("110.40917", "longitude"), ("-6.98123", "latitude")]),
        ({"coordinates": [[110.40917, -6.98123], [110.5, -6.9]]}, []),
        ({"ttl": {"tempat": "Demak", "tanggal": "1991-03-07"}}, [("Demak", "tempat"), ("1991-03-07", "ttl tanggal")]),
        ({"temperature": 0.7, "n": 2, "max_tokens": 4096, "pin_length": 6}, []),
    ],
)
def test_short_numbers_and_vague_fields_are_read_under_the_names_that_tell(tree: Any, leaves: list[tuple[str, str]]) -> None:
    """A place, a PIN or a birthday is someone's however short the number is; settings of the call are not read."""
    assert [(leaf.text, leaf.label) for leaf in walk(tree, GENERIC)] == leaves


def test_texts_of_an_answer_are_its_prose_and_arguments() -> None:
    """Identifiers, enumerations and numbers are not restored; everything else that is a string is."""
    answer = {
        "id": "c1",
        "model": "uji",
        "vendor": {"catatan": "v"},
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "isi", "refusal": "r"}, "n": 7}],
    }
    assert sorted(text for text, _, _ in _texts(answer).values()) == ["isi", "r", "v"]


def _chunk(choice: int, call: int, arguments: str) -> dict[str, Any]:
    delta = {"tool_calls": [{"index": call, "function": {"arguments": arguments}}]}
    return {"choices": [{"index": choice, "delta": delta}]}


def test_pieces_of_one_text_share_a_channel_and_no_two_texts_do() -> None:
    """Parallel choices and tool calls are told apart by their ``index``, wherever in the array they come."""
    channels = {}
    for choice in (0, 1):
        for call in (0, 1):
            (_, kind, channel), (_, _, again) = *_texts(_chunk(choice, call, "a")).values(), *_texts(_chunk(choice, call, "b")).values()
            assert channel == again
            assert kind is LeafKind.JSON
            channels[channel] = (choice, call)
    assert len(channels) == 4


def test_two_members_of_one_delta_are_two_channels() -> None:
    """Thoughts and answer of one choice never join."""
    texts = _texts({"choices": [{"index": 0, "delta": {"content": "a", "reasoning_content": "b"}}]})
    assert len({channel for _, _, channel in texts.values()}) == 2


def test_a_changed_answer_can_hold_half_a_character() -> None:
    """Models stream halves of surrogate pairs; an event that holds one is still written, as JSON escapes it."""
    assert json.loads(dump({"a": "\ud83d é"})) == {"a": "\ud83d é"}


def test_long_integers_keep_every_digit() -> None:
    """Beyond 64 bits, where other writers round."""
    assert dump({"a": 10**40 + 1}) == b'{"a":%d}' % (10**40 + 1)


def test_no_writer_says_nan() -> None:
    """RFC 8259 knows no NaN: what an answer called so is written as ``null``."""
    assert dump({"a": float("nan")}) == b'{"a":null}'


def test_two_names_that_become_one_are_refused() -> None:
    """With an operator that redacts, two keys can end up the same: a member would be lost without a word."""
    tree = {"NIK 3374011708909001": 1, "NIK 3374011708909002": 2}
    keys = [leaf.path for leaf in walk(tree, GENERIC)]
    with pytest.raises(RequestRefused) as refused:
        rebuild(tree, dict.fromkeys(keys, ""))
    assert refused.value.code is ErrorCode.DUPLICATE_KEY


_FORMS = Dialect(
    name="uji",
    routes=(),
    error=openai_error,
    binary=("isi/*/sumber/*",),
    token_ids=("prompt/*",),
    roles={"user": Place.USER},
    types={"alat": Place.TOOL_RESULT, "panggil": Place.TOOL_CALL},
    places={"sistem": Place.SYSTEM},
    variants={"sumber": frozenset({"text"})},
)


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"role": "user", "isi": "x"}, Place.USER),
        ({"sistem": {"role": "user", "isi": "x"}}, Place.SYSTEM),
        ({"role": "user", "isi": [{"type": "alat", "isi": "x"}]}, Place.TOOL_RESULT),
        ({"type": "alat", "isi": {"type": "panggil", "role": "user", "isi": "x"}}, Place.TOOL_RESULT),
        ({"type": ["alat"], "isi": "x"}, Place.OTHER),
    ],
)
def test_whose_words_an_object_holds(tree: Any, place: Place) -> None:
    """A type beats the role, and neither counts inside words of a system or a tool."""
    assert [leaf.place for leaf in walk(tree, _FORMS) if leaf.text == "x"] == [place]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ({"type": "text", "data": "x"}, LeafKind.PROSE),
        ({"type": "base64", "data": "x"}, LeafKind.BINARY),
        ({"type": ["text"], "data": "x"}, LeafKind.BINARY),
        ({"data": "x"}, LeafKind.BINARY),
    ],
)
def test_a_type_can_say_what_lies_beside_it(source: Any, kind: LeafKind) -> None:
    """Of an object that comes in several forms only the named ones are read as what they are."""
    assert [leaf.kind for leaf in walk({"isi": [{"sumber": source}]}, _FORMS) if leaf.text == "x"] == [kind]


def test_numbers_that_are_text_cannot_be_read() -> None:
    """A list of token ids is as good as an image; a list of words beside it is not."""
    assert [leaf.kind for leaf in walk({"prompt": [5, 7]}, _FORMS)] == [LeafKind.BINARY] * 2
    assert [leaf.kind for leaf in walk({"prompt": ["lima"], "n": 5}, _FORMS)] == [LeafKind.PROSE]


@pytest.mark.parametrize("before", ["[", ":", ",", " ", "\n", "-"])
def test_an_answer_keeps_every_digit_of_a_long_integer(before: str) -> None:
    """Wherever it stands, as text and as bytes, an integer beyond 64 bits is no float."""
    inside = {"[": "[{}]", ":": '{{"a":{}}}', ",": "[1,{}]", " ": "[1, {}]", "\n": "[\n{}]", "-": "[-{}]"}[before]
    for number in (10**18 + 1, 2**64 + 1, 10**30 + 7):
        text = inside.format(number)
        assert parse_answer(text) == parse_answer(text.encode()) == json.loads(text)
        assert str(number) in dump(parse_answer(text)).decode()


@pytest.mark.parametrize(
    ("vector", "found"), [([0.25, -1.5, 3], []), ([0.25, 3374015208900003], ["3374015208900003"]), ([-812223344551], ["-812223344551"])]
)
def test_a_vector_is_no_text_unless_a_number_of_it_is_long(vector: list[float], found: list[str]) -> None:
    """Thousands of small numbers are passed over at once; one that could be an identifier is read among them."""
    texts = answer_texts({"data": [{"embedding": vector}]}, GENERIC, everything=True)
    assert [text.leaf.text for text in texts] == found


@pytest.mark.parametrize("text", ['"NIK"', "3374015208900003", "1.5", "null", "true", " \n7"])
def test_an_answer_is_an_object_or_an_array(text: str) -> None:
    """A word or a number alone has no leaves that anybody would look into."""
    with pytest.raises(UpstreamFault, match="json"):
        parse_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"x","a":"y"}',
        '{"a":"x","\\u0061":"y"}',
        '[{"b":[{"a:":1,"a:":2}]}]',
        '{"a":1,"a":2,"x":"\\u003a"}',
        '{"a":18446744073709551617,"a":1}',
    ],
)
def test_a_name_twice_in_an_answer_is_refused(text: str) -> None:
    """Readers disagree about which value counts, and only one of them was looked into."""
    with pytest.raises(UpstreamFault, match="json"):
        parse_answer(text)


@pytest.mark.parametrize(
    "text",
    ['{"a":{"a":[{"a":1},{"a":2}]}}', '{"a:b":"c:d","e":":"}', '{"a":"\\u003a:"}', '{"\\u003a":1,":a":2}', '{"a" : 1}', "[]", '{"a":12e1}'],
)
def test_a_name_in_several_objects_is_read(text: str) -> None:
    """Colons in texts and names, written out or not, are no members."""
    assert parse_answer(text) == json.loads(text)
