"""The call that every contender carries: 1 KB with six values of an invented person."""

from __future__ import annotations

import json
from enum import StrEnum

__all__ = ["VALUES", "Scenario", "call"]

VALUES = (
    "Siti Rahmawati",
    "3374015208900003",
    "0812-2233-4455",
    "siti.rahmawati@surel.co.id",
    "09.254.294.3-407.000",
    "4556 7375 8689 9855",
)
"""Name, NIK, phone number, e-mail address, NPWP, card number."""
_SIZE = 1024
_FILLER = "Mohon tulis dengan bahasa yang santun, jelas dan ringkas agar mudah dipahami oleh warga. "


class Scenario(StrEnum):
    """What is asked for. A whole answer repeats the question, so that values have to be restored."""

    JSON = "json"
    FRESH = "fresh"
    """As ``json``, but another text in each request: a new turn of a conversation, of which nothing is remembered."""
    SSE = "sse"
    """100 streamed events, always the same."""


def call(scenario: Scenario, *, echo: bool | None = None) -> bytes:
    """The body, 1,024 bytes. ``echo`` makes the upstream say back the question; by default for whole answers only."""
    echo = scenario is not Scenario.SSE if echo is None else echo
    name, nik, phone, email, npwp, card = VALUES
    question = f"Buatkan surat untuk Ibu {name}, NIK {nik}, HP {phone}, email {email}, NPWP {npwp}, kartu kredit {card}. "
    if scenario is Scenario.FRESH:
        question += "Agenda ######. "
    room = _SIZE - len(_body(scenario, echo, question))
    return _body(scenario, echo, question + (_FILLER * (room // len(_FILLER) + 1))[:room])


def _body(scenario: Scenario, echo: bool, question: str) -> bytes:
    messages = [{"role": "system", "content": "Anda membantu pegawai dinas."}, {"role": "user", "content": question}]
    stream = {"stream": True} if scenario is Scenario.SSE else {}
    return json.dumps({"model": "echo" if echo else "gpt-4o", **stream, "messages": messages}, separators=(",", ":")).encode()
