"""Options that say which witnesses an auditor believes, and what they said as a sentence."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .exit import misused
from .keys_given import key_given

if TYPE_CHECKING:
    from guardrail.audit.cosigned import Hearing
    from guardrail.audit.report import Witnessed

__all__ = ["CosignedOption", "RequiredOption", "WithinOption", "WitnessOption", "hearing_of", "witnessed_line"]

WitnessOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--witness", help="Key of a witness that you trust: the key itself or a file with it. Repeat for more.")
]
RequiredOption: TypeAlias = Annotated[
    int | None, typer.Option("--witnesses-required", min=1, help="How many of them must have seen the log (default: all).")
]
WithinOption: TypeAlias = Annotated[
    float | None, typer.Option("--witnessed-within", metavar="HOURS", min=0, help="How long ago that may be at most (default: any time).")
]
CosignedOption: TypeAlias = Annotated[
    Path | None, typer.Option("--cosigned", help="File with what witnesses signed (default: roster.cosigned beside the log).")
]
_SECONDS_OF_AN_HOUR = 3600


def hearing_of(
    directory: Path | None, witnesses: list[str] | None, required: int | None, within: float | None, cosigned: Path | None
) -> Hearing | None:
    """What the options mean; None where no witness is named. Raises ``typer.Exit`` for what makes no sense, ``OSError``."""
    from guardrail.app.clock import SystemClock
    from guardrail.audit.cosignature import WitnessKey
    from guardrail.audit.cosigned import Hearing, Quorum
    from guardrail.audit.layout import COSIGNED
    from guardrail.audit.note import VerificationError

    if not witnesses:
        if required is not None or within is not None or cosigned is not None:
            raise misused("--witnesses-required, --witnessed-within and --cosigned need --witness")
        return None
    not_before = 0 if within is None else int(SystemClock().now().timestamp() - within * _SECONDS_OF_AN_HOUR)
    try:
        keys = tuple(WitnessKey.parse(key_given(one)) for one in witnesses)
        quorum = Quorum(keys, required if required is not None else len(keys), not_before)
    except VerificationError:
        raise misused("--witness is neither a witness's key nor a file that holds one") from None
    except ValueError:
        raise misused("--witness names one witness twice, or --witnesses-required more than there are") from None
    if cosigned is None and directory is None:
        raise misused("of a log in a database, what witnesses signed is in the file that --cosigned names: roster.cosigned of the server")
    file = cosigned if cosigned is not None else (directory or Path()) / COSIGNED
    return Hearing(quorum, file.read_bytes() if cosigned is not None or file.exists() else b"")


def witnessed_line(witnessed: Witnessed) -> str:
    """In Indonesian and English: who saw which head, and when."""
    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(witnessed.time))
    names = ", ".join(witnessed.witnesses)
    return f"saksi / witnessed: {names} ({when}): roster {witnessed.size}"
