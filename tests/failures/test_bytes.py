"""T15, the small questions of it: what holds no personal data leaves as the bytes that came, and values that overlap are one token."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from guardrail.mask.token import TOKEN
from tests.support.chat import a_call, last_words

from .gates import Gate
from .needles import leaks

CHAT_BODY = (
    b'{ "stream":false ,"model":"uji",\r\n\t"temperature":1e3,"top_p":1.0,"seed":-0,"penalty":0.10E-2,"big":12345678901234567890123e-22,\n'
    b'"messages":[{"content":"Buat surat \\/ nota dinas \\u00e9\\u2028 \\ud83d\\ude00 dan \xc3\xa9.","role":"user"}],'
    b'"z":null,"a":[[],{},""],"10":true,"2":false, "\\u0061b":"\\b\\f"}  \n'
)
SIGNATURE = "EqQBCgIYAhIkMGJhc2U2NCtvZi9hK3RoaW5raW5nL2Jsb2NrIHNpZ25hdHVyZSE9PSt4WVo="
MESSAGES_BODY = (
    '{"model":"uji","max_tokens":1e2,"messages":[{"role":"assistant","content":['
    f'{{"type":"thinking","thinking":"Perlu dicek dahulu.\\n","signature":"{SIGNATURE}"}},'
    '{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix\\/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpP"},'
    '{"type":"tool_use","id":"toolu_01A","name":"cari","input":{"b":1e3,"a":[1.0,{}]}}]},'
    '{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01A","content":"{\\"b\\": 1e3}"}]}]}'
).encode()
BODIES = {"chat": ("/v1/chat/completions", CHAT_BODY), "thinking": ("/v1/messages", MESSAGES_BODY)}


@pytest.mark.parametrize("name", BODIES)
def test_t15_a_body_without_personal_data_is_forwarded_byte_for_byte(masking: Gate, name: str) -> None:
    """T15: order, numbers, escapes, blanks and signatures: the SHA-256 of what came is that of what left."""
    path, body = BODIES[name]
    seen = masking.sent(body, path=path)
    assert seen.said.status == 200
    (request,) = seen.received
    assert hashlib.sha256(request.body).hexdigest() == hashlib.sha256(body).hexdigest()


def test_t15_a_signature_stays_when_something_else_is_masked(masking: Gate) -> None:
    """T15: in a body that is changed, signed thoughts and numbers keep what they say."""
    tree = json.loads(MESSAGES_BODY)
    tree["messages"].append({"role": "user", "content": "NIK 3273015501909909"})
    seen = masking.sent(tree, path="/v1/messages")
    (token,) = TOKEN.findall(json.dumps(seen.body))
    tree["messages"][-1]["content"] = f"NIK {token}"
    assert seen.body == tree


OVERLAPS = {
    "an address": ("Surel budi.santoso@kemenkeu.go.id segera.", r"Surel (\S+) segera\."),
    "twice": ("budi.santoso@kemenkeu.go.id, budi.santoso@kemenkeu.go.id", r"(\S+), \1"),
    "with a name beside it": ("Budi Santoso <budi.santoso@kemenkeu.go.id>", r"\S+ <(\S+)>"),
}


@pytest.mark.parametrize("name", OVERLAPS)
def test_t15_an_address_that_is_also_a_link_is_one_clean_token(masking: Gate, name: str) -> None:
    """T15: an e-mail address, with a domain and a name in it, becomes one token and nothing is left around it."""
    text, form = OVERLAPS[name]
    seen = masking.sent(a_call(text))
    (request,) = seen.received
    found = re.fullmatch(form, last_words(request.body))
    assert found is not None
    assert TOKEN.fullmatch(found[1])
    assert found[1].startswith("[[EMAIL_")
    assert not leaks(request, "kemenkeu.go.id")
    assert last_words(seen.said.body) == text
