"""A complaint about a file that a person wrote: where it is, what is wrong, and the mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Diagnostic", "Severity"]


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """``file:line:column: code message`` with lines and columns counted from 1 (0 where there is none)."""

    file: str
    line: int
    column: int
    code: str
    message: str
    mend: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.code} {self.message}" + (f"; {self.mend}" if self.mend else "")
