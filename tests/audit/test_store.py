"""Store faults say a code, and nothing of what the system said."""

from __future__ import annotations

import errno

from guardrail.audit.store import StoreFault


def test_an_os_error_becomes_its_name() -> None:
    """The message of an OSError holds a path; its name does not."""
    assert str(StoreFault.of(OSError(errno.ENOSPC, "No space left", "/var/lib/secret"))) == "ENOSPC"
    assert StoreFault.of(OSError("no number")).code == "EUNKNOWN"
