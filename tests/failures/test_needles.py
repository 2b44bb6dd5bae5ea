"""The search of these tests finds a number in every form in which it could slip past a plain one."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from tests.support.scripted import Received

from .needles import leaks

N3 = "3273015501909909"
HIDDEN = {
    "plain": N3,
    "grouped": "3273.0155.0190.9909",
    "wrapped": "32730155\\n01909909",
    "zero width": "3273\u200b0155\u200b01909909",
    "full width": N3.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    "json escapes": "".join(f"\\u{ord(digit):04x}" for digit in N3),
    "json escapes within JSON": "".join(f"\\\\u{ord(digit):04x}" for digit in N3),
    "percent": "".join(f"%{ord(digit):02x}" for digit in N3),
    "percent twice": quote("".join(f"%{ord(digit):02x}" for digit in N3)),
    "entities": "".join(f"&#{ord(digit)};" for digit in N3),
    "base64": base64.b64encode(f"NIK {N3}".encode()).decode(),
    "hex": f"NIK {N3}".encode().hex(),
    "backwards": N3[::-1],
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_number_is_found(name: str) -> None:
    """Whatever a reader can undo is undone."""
    head = b"POST / HTTP/1.1\r\n\r\n"
    assert leaks(Received(head, f'{{"a":"{HIDDEN[name]}"}}'.encode(), b""), N3)
    assert not leaks(Received(head, b'{"a":"[[NIK_7F3KQ9ZD]] 3273015501909908"}', b""), N3)
