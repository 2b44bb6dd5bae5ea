"""Random texts that nearly hold something: identifiers, labels, encodings and Unicode, mixed, disguised and mutilated."""

from __future__ import annotations

import base64
from random import Random

from tests.evasion.carriers import BARE, LABELLED
from tests.evasion.techniques import TECHNIQUES
from tests.evasion.values import KINDS

__all__ = ["text"]

_LABELS = tuple(label for kind in KINDS.values() for label in kind.labels)
_PIECES = (
    *(" ", "\n", "\r\n", "\t", ":", "=", ",", ";", "|", "-", ".", "/", "(", ")", "[", "]", "{", "}", "<", ">", '"', "'", "\\", "&", "%"),
    *(
        "@",
        "#",
        "*",
        "_",
        "+",
        "?",
        "~",
        "^",
        "$",
        "\x00",
        "\x02",
        "\u200b",
        "\u00ad",
        "\ud800",
        "\U0010ffff",
        "é",
        "字",
        "😀",
        "З",
        "３",
        "½",
    ),
    *("nama: ", "Pak ", "dr. ", "S.H., ", "Jl. ", "RT 01/02 ", "lahir ", "agama: ", "password=", "PIN ", "Bearer ", "eyJ", "-----BEGIN "),
    *(
        "dibalik ",
        " at ",
        " dot com",
        "nol ",
        "satu ",
        "puluh ",
        "&#5",
        "&amp;",
        "%2",
        "%25",
        "\\u00",
        "\\x3",
        "=3",
        "=\n",
        "data:;base64,",
    ),
    *("http://", "?q=", "10.0.0.", "aa:bb:", "P<IDN", "<<<", ".pdf", "KTP_", "CONCAT(", "<![CDATA[", "]]>", "<b>", "| --- |", "nik;hp\n"),
)


def text(random: Random) -> str:
    """One input of up to a few thousand characters."""
    made = "".join(_piece(random) for _ in range(random.randint(1, 12)))
    for _ in range(random.choice((0, 0, 1, 2, 8))):
        made = _mutated(made, random)
    if random.random() < _PACKED:
        made = base64.b64encode(made.encode("utf-8", "replace")).decode()
    if random.random() < _REPEATED:
        made *= random.randint(2, 1 + 4000 // (len(made) + 1) + 1)
    return made


_PACKED, _REPEATED = 0.05, 0.08


def _piece(random: Random) -> str:
    chosen = random.random()
    if chosen < 0.35:
        return random.choice(_PIECES) * random.choice((1, 1, 1, 2, 9))
    if chosen < 0.45:
        return random.choice(_LABELS) + random.choice((": ", " ", "=", '":"', ""))
    if chosen < 0.55:
        return "".join(random.choices("0123456789", k=random.randint(1, 24)))
    if chosen < 0.65:
        return "".join(chr(random.choice((random.randrange(128), random.randrange(0x3000), random.randrange(0x110000)))) for _ in range(5))
    kind = random.choice(list(KINDS.values()))
    value = kind.draw(random)
    technique = random.choice(list(TECHNIQUES.values()))
    if technique.of == ("digits" if not value.isdigit() else "text"):
        return value
    written = random.choice(technique.frames).format(technique.write(value, random))
    carrier = random.choice((*LABELLED.values(), *BARE.values(), "{value}"))
    return carrier.format(label=random.choice(_LABELS), key="k", value=written)


def _mutated(made: str, random: Random) -> str:
    if not made:
        return made
    at, size = random.randrange(len(made)), random.randint(1, 8)
    change = random.randrange(5)
    if change == 0:
        return made[:at] + made[at + size :]
    if change == 1:
        return made[:at] + random.choice(_PIECES) + made[at:]
    if change == 2:
        return made[:at] + made[at : at + size] * random.randint(2, 20) + made[at + size :]
    if change == 3:
        return made[:at] + made[at : at + size][::-1] + made[at + size :]
    return made[:at] + chr(random.randrange(0x3000)) + made[at + 1 :]
