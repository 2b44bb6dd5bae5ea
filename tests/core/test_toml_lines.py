"""Lines of settings in a TOML text."""

from __future__ import annotations

import pytest

from guardrail.core.toml_lines import Where, line_of, lines_of

TEXT = """\
server = {port = 9000}

[audit]
append_deadline_s = 1.5
[[upstreams]]
name = "satu"

[[clients]]
name = "a"

[[upstreams]]
# yang kedua
name = "dua"
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("server",), 1),
        (("server", "port"), 1),
        (("audit", "append_deadline_s"), 4),
        (("audit", "store"), 3),
        (("upstreams", 0, "name"), 6),
        (("upstreams", 1, "name"), 13),
        (("upstreams", 1, "region"), 11),
        (("upstreams",), 5),
        (("state", "dir"), 0),
        ((), 0),
    ],
)
def test_a_setting_is_found_on_its_line_or_the_nearest_around_it(where: Where, line: int) -> None:
    """Entries of a list are counted from 0, also when the list is interrupted; 0 is nowhere."""
    assert line_of(lines_of(TEXT), where) == line
