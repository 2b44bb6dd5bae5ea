"""What passes a relay arrives unchanged, and stands in its record."""

from __future__ import annotations

from tests.support.chat import a_call, call, chat_answer
from tests.support.scripted import scripted_upstream, whole_answer

from .relay import relay_to


def test_bytes_pass_unchanged_and_are_kept() -> None:
    """The answer reaches the caller, the request the service, and the record has it once, word for word."""
    with scripted_upstream([whole_answer(chat_answer("Halo"))]) as upstream, relay_to(upstream.port) as relay:
        said = call(relay.base_url, a_call("Selamat pagi"))
        assert said.body == chat_answer("Halo")
        assert relay.taken().strip() == upstream.requests[0].raw
        assert b"Selamat" not in relay.taken()


def test_a_connection_that_lives_on_is_recorded_further() -> None:
    """Taking does not lose what a kept connection says later, nor what a second one says."""
    with scripted_upstream([whole_answer(chat_answer("Halo"))]) as upstream, relay_to(upstream.port) as relay:
        for text in ("satu", "dua"):
            call(relay.base_url, a_call(text))
            assert text.encode() in relay.taken()
        assert upstream.connections == 2
