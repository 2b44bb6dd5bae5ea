"""How guardrail knows an AI service over TLS: 1.2 or newer, a certificate of an authority that is trusted, for the name that was called."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .key_file import check_private

__all__ = ["tls_context"]


def tls_context(ca_file: Path | None = None, cert_file: Path | None = None, key_file: Path | None = None) -> ssl.SSLContext:
    """Trusts the authorities of ``ca_file`` (PEM) alone, or the public ones (Mozilla's) where there is none; ``cert_file`` and ``key_file``
    (PEM) are what guardrail shows of itself to services that ask. Nothing of the environment counts, and no key log is written.

    Raises ``InvalidFiles`` where a file is missing, is not what it should be, or is a key that others may read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(ca_file if ca_file is not None else certifi.where())
    except OSError:  # ssl.SSLError is one
        raise _invalid(ca_file, "holds no certificates of authorities", "a PEM file with the certificate of the authority") from None
    if cert_file is not None:
        secret = key_file if key_file is not None else cert_file
        check_private(secret)
        try:
            context.load_cert_chain(cert_file, secret)
        except OSError:
            raise _invalid(cert_file, "is no certificate that fits its key", "PEM files of one certificate and its key") from None
    return context


def _invalid(path: Path | None, message: str, mend: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(str(path), 0, 0, "C207", message, mend)])
