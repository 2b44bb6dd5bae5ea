"""T10: tokens that were forged, guessed or copied from others stay the text they are, wherever they stand."""

from __future__ import annotations

import json
import random

import pytest

from guardrail.mask.token import TOKEN, TokenMint
from guardrail.pipeline.guard import Whole
from tests.pipeline.looking import a_policy
from tests.pipeline.world import NAME, FakeAnswer, World, chat, whole

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BATCH = 100


def forgeries(chance: random.Random, own: str, count: int) -> list[str]:
    """Guesses, tokens of the same value of other conversations and other tenants, and the true token with one character changed."""
    found = []
    for number in range(count):
        code = "".join(chance.choices(_ALPHABET, k=chance.choice((8, 12, 16, 20))))
        at = chance.randrange(len(own) - 10, len(own) - 2)
        changed = chance.choice([letter for letter in _ALPHABET if letter != own[at]])
        found.append(
            (
                f"[[PERSON_{code}]]",
                TokenMint(b"k" * 32, f"percakapan-{number}").mint("PERSON", NAME),
                TokenMint(number.to_bytes(32, "big"), "percakapan").mint("PERSON", NAME),
                own[:at] + changed + own[at + 1 :],
            )[number % 4]
        )
    return found


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_no_forged_token_is_restored(count: int) -> None:
    """In the words of the user, the system, a tool and the AI service: all come back as written, and only the own value."""
    chance = random.Random(5)
    scout = World()
    await scout.guard.handle(scout.call(chat(f"Saya {NAME}.")))
    own = TOKEN.findall(scout.service.sent[0][2].decode())[0]
    for _ in range(count // _BATCH):
        forged = forgeries(chance, own, _BATCH)
        spoken, guessed = forged[: _BATCH // 2], " ".join(forged[_BATCH // 2 :])
        thirds = [" ".join(spoken[at::3]) for at in range(3)]
        messages = [
            {"role": "user", "content": f"Saya {NAME}."},
            {"role": "system", "content": thirds[0]},
            {"role": "user", "content": thirds[1]},
            {"role": "tool", "tool_call_id": "t1", "content": thirds[2]},
        ]

        def repeat(body: bytes, guessed: str = guessed) -> FakeAnswer:
            return FakeAnswer(whole(" ".join([*(message["content"] for message in json.loads(body)["messages"]), guessed])))

        world = World(repeat)
        # A policy without signals: under the national one so many tokens are an attempt upon the vault, and refused.
        reply = await world.guard.handle(world.call({"model": "uji", "messages": messages}, a_policy("entities: [PERSON], action: mask")))
        assert isinstance(reply, Whole)
        said = json.loads(reply.body)["choices"][0]["message"]["content"]
        assert said == " ".join([*(str(message["content"]) for message in messages), guessed])
        assert world.audit.fields("call.outcome")["restored"] == 1
        assert world.audit.fields("call.outcome")["foreign"] == _BATCH
        assert world.audit.fields("call.outcome")["unrestored"] == 0


async def test_a_copied_token_of_the_own_value_stays_text() -> None:
    """Who writes the very token that would be minted gets it back as text; the value gets a longer one."""
    scout = World()
    await scout.guard.handle(scout.call(chat(f"Saya {NAME}.")))
    own = TOKEN.findall(scout.service.sent[0][2].decode())[0]
    text = f"Saya {NAME}."
    world = World(lambda body: FakeAnswer(whole(" ".join(message["content"] for message in json.loads(body)["messages"]))))
    reply = await world.guard.handle(world.call(chat(text, own)))
    assert isinstance(reply, Whole)
    assert json.loads(reply.body)["choices"][0]["message"]["content"] == f"{text} {own}"
