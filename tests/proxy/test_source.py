"""An address is kept as far as the settings say, in a form that fits a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.event import EventType
from guardrail.audit.fields import FIELDS
from guardrail.proxy.source import Kept, source_of

FITS = FIELDS[EventType.AUTH_FAILED]["source"]


@pytest.mark.parametrize(
    ("host", "kept", "source"),
    [
        ("10.20.30.40", "none", ""),
        ("10.20.30.40", "network", "10.20.30.0/24"),
        ("10.20.30.40", "address", "10.20.30.40"),
        ("::ffff:10.20.30.40", "network", "10.20.30.0/24"),
        ("2001:db8:1:2:3::4", "network", "2001:db8:1::/48"),
        ("2001:db8:1:2:3::4", "address", "2001:db8:1:2:3::4"),
        ("fe80::1%eth0", "address", "fe80::1"),
        ("/run/guardrail.sock", "address", ""),
        ("Siti Aminah", "address", ""),
    ],
)
def test_sources(host: str, kept: Kept, source: str) -> None:
    """Nothing, a network, or the address; what is none stands nowhere."""
    assert source_of(host, kept) == source


@given(st.ip_addresses().map(str), st.sampled_from(["network", "address"]))
def test_every_address_fits_its_field(host: str, kept: Kept) -> None:
    """Of both families."""
    assert FITS(source_of(host, kept))
