"""Whether a text has come to inside of a URL that a view may make a link of by itself: everything from its beginning to the next blank.

In doubt it is a URL: entities and backslashes that stand for its slashes, dots and colons are read as these. It judges no URL.
"""

from __future__ import annotations

import re

__all__ = ["Urls"]

# Any scheme has ``//``; of those without, only what views make links of. Each ends with one of five characters that prose seldom
# holds, which is what makes the search fast. An entity (``&#47;``, ``&#x2f;``, ``&sol;``) is known by its end, however it is padded.
_BEGINS = re.compile(
    r"[/;:.@](?:(?<=//)|(?<=/\\/)|(?<=www\.)|(?<=www\\\.)|(?<=\w\\:)|(?<=[\w.+\-]@)|(?<=\w\\@)"
    r"|(?<=47;)|(?<=2f;)|(?<=sol;)|(?<=58;)|(?<=3a;)|(?<=colon;)|(?<=46;)|(?<=2e;)|(?<=period;)|(?<=64;)|(?<=40;)|(?<=commat;)"
    r"|(?<=mailto:)(?<![^\W_]mailto:)|(?<=javascript:)(?<![^\W_]javascript:)|(?<=data:)(?<![^\W_]data:)|(?<=tel:)(?<![^\W_]tel:))",
    re.IGNORECASE,
)
# The blanks of HTML and CommonMark: a no-break space does not end a URL.
_ENDS = re.compile(r"[ \t\r\n\f\v]")


class Urls:
    """The place after everything that was read."""

    __slots__ = ("inside",)

    def __init__(self) -> None:
        self.inside = False

    def read(self, text: str, at: int, end: int) -> None:
        """The text goes on with ``text[at:end]``; at least 16 characters before ``at``, where there are so many, are in ``text`` too."""
        while (found := (_ENDS if self.inside else _BEGINS).search(text, at, end)) is not None:
            self.inside = not self.inside
            at = found.end()
