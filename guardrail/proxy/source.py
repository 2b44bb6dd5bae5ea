"""From where a call came, as far as an agency wants it in its records. Trusts no header: it is the peer of the connection."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Final, Literal

__all__ = ["Kept", "source_of"]

Kept = Literal["none", "network", "address"]
"""``network``: the first 24 bits of an IPv4 address, 48 of an IPv6 one."""
_IPV4_BITS: Final = 24
_IPV6_BITS: Final = 48


@lru_cache(maxsize=4096)
def source_of(host: str, kept: Kept) -> str:
    """``10.20.30.0/24``, ``2001:db8:1::/48`` or the address itself; empty where nothing is kept, or the peer has no address."""
    if kept == "none":
        return ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if kept == "address":
        return str(address)
    bits = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return str(ipaddress.ip_network((address, bits), strict=False))
