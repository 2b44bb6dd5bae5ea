from __future__ import annotations

import pytest

from guardrail.core.errors import UpstreamFault
from guardrail.dialects.array import ArrayDecoder


@pytest.mark.parametrize(
    ("stream", "expected"),
    [(b"[]", []), (b' [ {"a":[{}]} ] ', ['{"a":[{}]}']), (b'{"error":{"code":400}}', ['{"error":{"code":400}}']), (b"", [])],
)
def test_elements(stream: bytes, expected: list[str]) -> None:
    """Objects of an array, none of an empty one; an object alone is the only one."""
    decoder = ArrayDecoder()
    events = [*decoder.decode(stream), *decoder.flush()]
    assert [event.data for event in events if event.data] == expected
    assert b"".join(event.raw for event in events) == stream


@pytest.mark.parametrize("stream", [b'[{"a":1}', b'[{"a":1},{"b"', b'[{"a":1}, 5]', b'[{"a":1}] x'])
def test_what_is_no_array_of_objects_is_a_fault(stream: bytes) -> None:
    """Something cut off, something else between the elements: nothing of it passes unread."""
    decoder = ArrayDecoder()
    with pytest.raises(UpstreamFault):
        assert list(decoder.decode(stream))
        decoder.flush()
