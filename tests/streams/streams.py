"""What the tests of streams share: a vault of invented people, a restorer, and the texts of a stream by channel."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault
from guardrail.pipeline.stream import StreamRestorer

from .sse import read

__all__ = ["VALUES", "Channel", "a_vault", "restored", "texts"]

Channel: TypeAlias = tuple[int, str, int]
"""(choice, member, tool call or -1)."""

VALUES: Mapping[str, str] = {
    "Budi Santoso": "PERSON",
    "Siti Rahayu": "PERSON",
    "3273015501909909": "ID_NIK",
    "0812-0000-9901": "PHONE_NUMBER",
    'Siti "Ayu" R.\\ 😀': "PERSON",
    "Jl. Melati 9\nSemarang – [[NIK_0000000": "ADDRESS",
}
"""People nobody is, with quotes, a backslash, a newline, an emoji, and half a token of their own."""


def a_vault() -> Vault:
    """Holds every value. Made anew for each run, the tokens are the same ones."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    for value, entity in VALUES.items():
        vault.put(entity, value)
    return vault


def restored(chunks: Iterable[bytes], vault: Vault | None = None) -> bytes:
    """A stream as a caller gets it: driven as the relay does, which stops reading at the end marker."""
    restorer = StreamRestorer(OPENAI_CHAT, vault if vault is not None else a_vault())
    out = []
    for chunk in chunks:
        out.append(restorer.decode(chunk))
        if restorer.done:
            return b"".join(out)
    return b"".join([*out, restorer.flush()])


def texts(stream: bytes) -> dict[Channel, str]:
    """The joined text of every channel. Fails where an event's data is no JSON."""
    joined: defaultdict[Channel, str] = defaultdict(str)
    for seen in read(stream):
        if seen.data in (None, "[DONE]"):
            continue
        tree = json.loads(seen.data)
        for choice in tree.get("choices", ()):
            for member, value in choice["delta"].items():
                _collect(joined, choice["index"], member, value)
    return dict(joined)


def _collect(joined: defaultdict[Channel, str], index: int, member: str, value: Any) -> None:
    if member == "tool_calls":
        for tool in value:
            joined[index, "arguments", tool["index"]] += tool["function"]["arguments"]
    elif member != "role":
        joined[index, member, -1] += value
