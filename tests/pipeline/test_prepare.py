"""The one engine: what leaves is what came, or what came with its findings masked, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guardrail.core.decision import Block, Effect, Forward
from guardrail.core.errors import ErrorCode, Fault, GuardFault, RequestRefused
from guardrail.core.text import Finding, Leaf, LeafKind, Medium, Place, Span
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_embeddings import OPENAI_EMBEDDINGS
from guardrail.mask.token import TOKEN
from guardrail.mask.vault import Vault
from guardrail.pipeline.prepare import Prepared, inspect, prepare
from guardrail.policy.policy import Policy
from guardrail.policy.rules import Rule
from tests.dialects.planting import NIK, a_vault, detector, national, prepared

from .world import NAME, Spelled, chat

Say = Callable[[str], tuple[Finding, ...]]


def _spelled(tree: Any, say: Say | None = None, open_vault: Callable[[str, frozenset[str]], Vault] = a_vault) -> Prepared:
    body = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return prepare(body, OPENAI_CHAT, national(), Spelled(say), open_vault)


def _contents(call: Prepared) -> list[str]:
    return [message["content"] for message in json.loads(call.payload)["messages"]]


@pytest.mark.parametrize(
    "body", [b'{ "model" : "uji",\n "x":[1e3, 1.10, -0, 12345678901234567890, "\\u0041\\/"] }', b"{}", b' {"a":"\xc3\xa9"}\n']
)
def test_a_body_without_findings_leaves_byte_for_byte(body: bytes) -> None:
    """Spacing, number forms, escapes and order of keys are the caller's."""
    call = _spelled(body)
    assert (call.payload, call.vault, call.found, call.masked) == (body, None, {}, {})
    assert isinstance(call.decision, Forward)


def test_only_what_was_found_changes() -> None:
    """The rest of a masked body says what it said, whatever its form."""
    tree = chat(f"Halo {NAME}!", x_vendor={"n": 12345678901234567890123, "f": 0.5, "u": "é😀"}, stop=["a"])
    call = _spelled(tree)
    assert call.vault is not None
    token = call.vault.put("PERSON", NAME)
    assert json.loads(call.payload) == {**tree, "messages": [{"role": "user", "content": f"Halo {token}!"}]}
    assert (call.found, call.masked) == ({"PERSON": 1}, {"PERSON": 1})


def test_one_value_has_one_token_in_all_messages() -> None:
    """Two people in two messages are two tokens, and each is the same wherever it stands (T2)."""
    tree = chat(f"Saya {NAME}", f"Istri saya Siti Aminah; {NAME} juga hadir")

    def say(text: str) -> tuple[Finding, ...]:
        found = [(text.find(name), name) for name in (NAME, "Siti Aminah")]
        return tuple(Finding("PERSON", Span(at, at + len(name)), 0.9, "uji") for at, name in sorted(found) if at >= 0)

    first, second = (TOKEN.findall(text) for text in _contents(_spelled(tree, say)))
    assert first[0] == second[1]
    assert len({*first, *second}) == 2


def test_a_conversation_keeps_its_tokens() -> None:
    """The next turn, which resends the first words, gives the same value the same token; another conversation another one."""
    turns = [chat(f"Saya {NAME}"), chat(f"Saya {NAME}", "Lanjut"), chat(f"Halo, saya {NAME}")]
    tokens = [TOKEN.findall(_contents(_spelled(tree))[0])[0] for tree in turns]
    assert tokens[0] == tokens[1] != tokens[2]


def test_the_anchor_is_the_first_prose_of_the_user() -> None:
    """System words, names and ids do not name a conversation; without a user there is no anchor."""
    anchors: list[str] = []

    def open_vault(anchor: str, reserved: frozenset[str]) -> Vault:
        anchors.append(anchor)
        return a_vault(anchor, reserved)

    system, user = {"role": "system", "content": f"Ini {NAME}"}, {"role": "user", "content": "Halo", "name": "loket"}
    _spelled({"messages": [system, user, {"role": "user", "content": "Lagi"}]}, None, open_vault)
    _spelled({"messages": [system]}, None, open_vault)
    assert anchors == ["Halo", ""]


def test_forged_tokens_stay_text() -> None:
    """What looks like a token in the caller's own words is reserved: it stays in the request and is nobody's in the answer (T10)."""
    stolen = a_vault(f"Saya {NAME}").put("PERSON", NAME)
    call = _spelled(chat(f"Saya {NAME}", f"Siapa {stolen}?"))
    assert call.vault is not None
    assert f"Siapa {stolen}?" in _contents(call)
    assert call.vault.get(stolen) is None
    assert TOKEN.findall(_contents(call)[0]) != [stolen]


@pytest.mark.parametrize("where", ["key", "system", "arguments"])
def test_forged_tokens_are_seen_wherever_they_stand(where: str) -> None:
    """Also in keys, in other places and in JSON in strings."""
    text = f"Saya {NAME}"
    stolen = a_vault(text).put("PERSON", NAME)
    places: dict[str, dict[str, Any]] = {
        "key": {"metadata": {stolen: 1}},
        "system": {"instruksi": f"Ingat {stolen}"},
        "arguments": {"messages": [*chat(text)["messages"], {"tool_calls": [{"function": {"arguments": json.dumps({"a": stolen})}}]}]},
    }
    call = _spelled({**chat(text), **places[where]})
    assert call.vault is not None
    assert call.vault.get(stolen) is None


@pytest.mark.parametrize(
    "spans",
    [[(0, 5), (4, 8)], [(5, 8), (0, 3)], [(-3, 2)], [(0, 0)], [(5, 3)], [(0, 10_000)], [(0, 3), (0, 3)]],
    ids=["overlap", "order", "negative", "empty", "backwards", "outside", "twice"],
)
def test_impossible_spans_are_a_fault_of_the_detector(spans: list[tuple[int, int]]) -> None:
    """A detector that answers so has failed: nothing it says can be used, and nothing leaves (T9)."""
    with pytest.raises(GuardFault) as fault:
        _spelled(chat("Halo, apa kabar?"), lambda _: tuple(Finding("PERSON", Span(*span), 0.9, "uji") for span in spans))
    assert (fault.value.code, fault.value.place) == (ErrorCode.DETECTOR_ERROR, "spans")


def test_what_a_detector_raises_comes_through() -> None:
    """A failure is never "nothing found"."""

    def say(text: str) -> tuple[Finding, ...]:
        raise GuardFault(ErrorCode.DETECTOR_ERROR, "detect")

    with pytest.raises(GuardFault):
        _spelled(chat("Halo"), say)


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"model": f"gpt {NAME}"}, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER),
        ({"tools": [{"function": {"name": NAME}}]}, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER),
        ({"messages": [{"tool_call_id": NAME}]}, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER),
        ({"x": "data:image/png;base64,AAAA"}, ErrorCode.NOT_INSPECTABLE),
        (b"[]", ErrorCode.MALFORMED_JSON),
        (b'"teks"', ErrorCode.MALFORMED_JSON),
        (b"", ErrorCode.MALFORMED_JSON),
    ],
)
def test_what_cannot_be_masked_or_read_does_not_leave(tree: Any, code: ErrorCode) -> None:
    """Identifiers that the vendor needs unchanged, bytes in disguise, and bodies that are no object."""
    with pytest.raises(RequestRefused) as refused:
        _spelled(tree)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("user", False),
        ("tool_calls", False),
        ("json_schema", False),
        (NIK, True),
        (NAME, True),
        ("siti@contoh.id", True),
        ("cari_3374", True),
        ("Siti", True),
        ("user ", True),
        ("a" * 13, True),
    ],
)
def test_only_plain_words_of_enumerations_go_unread(text: str, read: bool) -> None:
    """An opaque word of small letters identifies nobody; with a digit, a capital, a space or an ``@`` it is read. Prose always is."""
    seen = []

    class Reader:
        def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
            seen.append(text)
            return ()

    inspect((Leaf(("a",), text, LeafKind.OPAQUE), Leaf(("b",), "prosa", LeafKind.PROSE)), Reader())
    assert seen == ([text, "prosa"] if read else ["prosa"])


@pytest.mark.parametrize(
    ("more", "model", "streamed"),
    [
        ({"stream": True}, "uji", True),
        ({"stream": "true"}, "uji", False),
        ({"stream": 1}, "uji", False),
        ({"model": 7}, "", False),
        ({"model": None}, "", False),
    ],
)
def test_model_and_stream_are_read_strictly(more: dict[str, Any], model: str, streamed: bool) -> None:
    """Only a string is a model and only ``true`` asks for a stream."""
    call = _spelled(chat("Halo", **more))
    assert (call.model, call.streamed) == (model, streamed)


def test_nothing_of_the_call_is_printed() -> None:
    """The value that holds the payload shows counts, never words."""
    assert NAME not in repr(_spelled(chat(NAME)))


@pytest.mark.parametrize(
    "switch",
    [
        {"metadata": {"guardrails": []}},
        {"guardrail_config": {"language": "xx"}},
        {"mock_response": "x"},
        {"language": "xx"},
        {"x-shield-masking-mode": "off"},
    ],
)
def test_a_request_cannot_switch_inspection_off(switch: dict[str, Any]) -> None:
    """No member of a body has a meaning for guardrail (T11)."""
    assert NIK.encode() not in prepared({**chat(f"NIK {NIK}"), **switch}, OPENAI_CHAT).payload


def test_escapes_hide_nothing() -> None:
    """A number spelled in JSON escapes is the number."""
    escaped = "".join(f"\\u{ord(digit):04x}" for digit in NIK)
    body = b'{"messages":[{"role":"user","content":"NIK ' + escaped.encode() + b'"}]}'
    call = prepare(body, OPENAI_CHAT, national(), detector(), a_vault)
    assert call.masked == {"ID_NIK": 1}
    assert escaped.encode() not in call.payload


def test_a_blocked_call_has_no_vault_and_counts_nothing_masked() -> None:
    """What does not leave is not masked."""
    blocks = Rule("contoh/nama", frozenset({"PERSON"}), frozenset(Place), Effect.BLOCK)
    call = prepare(json.dumps(chat(NAME)).encode(), OPENAI_CHAT, replace(national(), rules=(blocks,)), Spelled(), a_vault)
    assert (call.vault, call.masked, call.found) == (None, {}, {"PERSON": 1})
    assert isinstance(call.decision, Block)


def test_bodies_are_refused_or_prepared() -> None:
    """A damaged request never ends in anything but a fault with a code."""
    body = json.dumps(chat(f"Halo {NAME}", x={"a": [1, None, {"b": "c"}]})).encode()
    for at in range(len(body)):
        for damaged in (body[:at] + body[at + 1 :], body[:at] + b"\xff" + body[at:], body[:at]):
            try:
                call = _spelled(damaged)
            except Fault:
                continue
            assert NAME.encode() not in call.payload


def test_who_is_named_once_is_known_in_every_message() -> None:
    """Parts of a name, in any letter case, are masked in other turns too, with tokens that begin alike; a tool's name is no text."""
    tree = chat("Nama: Hendro Wicaksono", "pak hendro minta berkas Wicaksononya", model="hendro-7b")
    body = json.dumps(tree).encode()
    call = prepare(body, OPENAI_CHAT, national(), detector(), a_vault)
    first, second = _contents(call)
    full, part, family = TOKEN.findall(first + second)
    assert second == f"pak {part} minta berkas {family}nya"
    assert part.startswith(full.removesuffix("]]"))
    assert family.startswith(full.removesuffix("]]"))
    assert json.loads(call.payload)["model"] == "hendro-7b"


@pytest.mark.parametrize("model", ["Qwen/Qwen3-32B", "budi-santoso-7b", "mistral-large-latest", "DeepSeek-R1-Distill-Llama-70B", "kartini"])
def test_a_models_name_is_nobodys(model: str) -> None:
    """What looks like a name in an identifier refuses no call."""
    call = prepare(json.dumps(chat("Halo", model=model)).encode(), OPENAI_CHAT, national(), detector(), a_vault)
    assert (call.found, call.model) == ({}, model)


_PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 60


def _with(*parts: Any) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": [{"type": "text", "text": f"Halo {NAME}"}, *parts]}]}).encode()


def _image(url: str) -> Any:
    return {"type": "image_url", "image_url": {"url": url}}


def _sound() -> Any:
    return {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}}


def _seeing(*media: Medium) -> Policy:
    return replace(national(), uninspectable=frozenset(media))


def test_what_a_policy_lets_pass_unread_leaves_as_it_is_and_is_counted() -> None:
    """The words beside it are masked all the same."""
    body = _with(_image(_PICTURE), _image("https://contoh.id/a.png"), _sound())
    call = prepare(body, OPENAI_CHAT, _seeing(Medium.IMAGE, Medium.AUDIO), Spelled(), a_vault)
    text, *parts = json.loads(call.payload)["messages"][0]["content"]
    assert NAME not in text["text"]
    assert parts == [_image(_PICTURE), _image("https://contoh.id/a.png"), _sound()]
    assert call.uninspected == {"image": 2, "audio": 1}
    assert call.coverage.binary == {"messages.*.content.*.image_url.url": 1}


@pytest.mark.parametrize(
    ("part", "place"), [(_image(_PICTURE), "body/image"), (_image("https://contoh.id/a.png"), "body/image"), (_sound(), "body/audio")]
)
def test_each_kind_passes_by_its_own_permission_only(part: Any, place: str) -> None:
    """A fault says which kind it was."""
    others = [medium for medium in Medium if place != f"body/{medium}"]
    with pytest.raises(RequestRefused) as refused:
        prepare(_with(part), OPENAI_CHAT, _seeing(*others), Spelled(), a_vault)
    assert refused.value.code is ErrorCode.NOT_INSPECTABLE
    assert refused.value.place.startswith(f"{place}/messages.*.content.*.")


def test_the_address_of_a_picture_is_looked_into() -> None:
    """It cannot be masked, so with a person in it the call does not leave."""
    body = _with(_image(f"https://contoh.id/{NIK}.png"))
    with pytest.raises(RequestRefused) as refused:
        prepare(body, OPENAI_CHAT, _seeing(Medium.IMAGE), detector(), a_vault)
    assert refused.value.code is ErrorCode.PERSONAL_DATA_IN_IDENTIFIER


def test_no_policy_lets_token_ids_pass() -> None:
    """They are text in another alphabet."""
    with pytest.raises(RequestRefused) as refused:
        prepare(b'{"input": [1, 2]}', OPENAI_EMBEDDINGS, _seeing(*(set(Medium) - {Medium.TOKENS})), Spelled(), a_vault)
    assert refused.value.place == "body/tokens/input.*"


def test_a_value_that_came_back_without_its_label_does_not_leave() -> None:
    """A restored answer is in the history of the next call: its account number gets the token of the question's."""
    turns = [("user", "Rekening BCA 7310045521 milik saya."), ("assistant", "7310045521 sudah benar."), ("user", "Lanjut.")]
    messages = [{"role": role, "content": text} for role, text in turns]
    payload = prepared({"model": "uji", "messages": messages}, OPENAI_CHAT).payload
    asked, answered, _ = [message["content"] for message in json.loads(payload)["messages"]]
    assert b"7310045521" not in payload
    assert answered == f"{asked.split()[2]} sudah benar."
