"""Passwords on command lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import is_placeholder

__all__ = ["SecretCommandRecognizer"]

_VALUES = (
    re.compile(r"sshpass[ \t]+-p[ \t]?(?P<q>[\"']?)(?P<v>[^\s\"']{4,128})(?P=q)"),
    re.compile(
        r"(?:mysql(?:dump|admin|import)?|mariadb(?:-dump)?)\b(?:[ \t]+(?!-p)[^\s|;&]{1,80}){0,12}[ \t]+-p"
        r"(?P<q>[\"']?)(?P<v>[^\s\"']{4,128})(?P=q)"
    ),
    re.compile(
        r"(?:curl|wget|http)\b(?:[ \t]+(?!-u|--user)[^\s|;&]{1,200}){0,12}[ \t]+(?:-u|--user)[ \t=]"
        r"(?P<q>[\"']?)[^\s\"':]{1,64}:(?P<v>[^\s\"']{4,128})(?P=q)"
    ),
)


class SecretCommandRecognizer(TriggeredRecognizer):
    """``SECRET``: the password that ``sshpass -p``, ``mysql -p`` and ``curl -u user:`` take. Variables and placeholders are none."""

    ENTITY = "SECRET"
    TRIGGER = r"\b(?:sshpass|mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|curl|wget|http)[ \t]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            start = max(done, end - 13)
            start = text.rfind(" ", start, end - 1) + 1 or start
            start = max(start, text.rfind("\n", start, end - 1) + 1)
            for pattern in _VALUES:
                value = pattern.match(text, start)
                if value is not None and not is_placeholder(value["v"]):
                    done = value.end()
                    yield Match(*value.span("v"), 0.95)
