"""P16: services over TLS -> only the right name, in time, of a trusted authority, by a protocol of today; every other is refused unsent."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guardrail.core.errors import ErrorCode, InvalidFiles, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.proxy.tls import tls_context
from guardrail.proxy.upstream import HttpUpstream, Timeouts, UpstreamSpec

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Certified:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """PEM files of both."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        key.touch(mode=0o600)
        key.write_bytes(self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return certificate, key


def certified(name: str, by: Certified | None = None, until: datetime.datetime = NOW + DAY) -> Certified:
    """Signed by an authority, or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    address: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by is not None else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .sign(by.key if by is not None else key, hashes.SHA256())
    )
    return Certified(certificate, key)


AUTHORITY = certified("otoritas.uji")


class Service:
    """Says ``{}`` over TLS to whoever asks, and remembers what it was sent."""

    def __init__(self) -> None:
        self.sent = b""
        self.port = 0


@contextmanager
def a_service(folder: Path, own: Certified, newest: ssl.TLSVersion | None = None, asks: bool = False) -> Iterator[Service]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest is not None:
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(*own.write(folder, "layanan"))
    if asks:
        context.load_verify_locations(AUTHORITY.write(folder, "otoritas")[0])
        context.verify_mode = ssl.CERT_REQUIRED
    service, listener = Service(), create_server(("127.0.0.1", 0))
    service.port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as connection:
                while not service.sent.endswith(b"{}"):
                    part = connection.recv(1 << 16)
                    if not part:
                        break
                    service.sent += part
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield service
    listener.shutdown(2)
    listener.close()
    thread.join()


async def _ask(service: Service, tls: ssl.SSLContext) -> bytes:
    upstream = HttpUpstream(UpstreamSpec("uji", f"https://127.0.0.1:{service.port}", timeouts=Timeouts(2.0, 2.0), tls=tls))
    try:
        answer = await upstream.send(Target("POST", "/v1/chat/completions"), b"{}")
        try:
            return await answer.read()
        finally:
            await answer.aclose()
    finally:
        await upstream.aclose()


@pytest.fixture
def trusting(tmp_path: Path) -> ssl.SSLContext:
    """Of the authority above, and no other."""
    return tls_context(AUTHORITY.write(tmp_path, "otoritas")[0])


async def test_p16_the_right_service_is_spoken_with(tmp_path: Path, trusting: ssl.SSLContext) -> None:
    """Its name, its time and its authority are right."""
    with a_service(tmp_path, certified("127.0.0.1", AUTHORITY)) as service:
        assert await _ask(service, trusting) == b"{}"


@pytest.mark.parametrize(
    "own",
    [
        certified("127.0.0.1", AUTHORITY, until=NOW - DAY),
        certified("lain.uji", AUTHORITY),
        certified("127.0.0.2", AUTHORITY),
        certified("127.0.0.1"),
        certified("127.0.0.1", certified("otoritas.lain")),
    ],
    ids=["expired", "other name", "other address", "by itself", "other authority"],
)
async def test_p16_any_other_is_refused_unsent(tmp_path: Path, trusting: ssl.SSLContext, own: Certified) -> None:
    """Not a byte of the request."""
    with a_service(tmp_path, own) as service:
        with pytest.raises(UpstreamFault) as fault:
            await _ask(service, trusting)
        assert (fault.value.code, service.sent) == (ErrorCode.UPSTREAM_UNTRUSTED, b"")
        assert fault.value.__cause__ is None


async def test_p16_a_service_of_an_authority_of_its_own_is_not_trusted_by_default(tmp_path: Path) -> None:
    """Without ``ca_file`` only the public authorities count, whatever the environment says."""
    os.environ["SSL_CERT_FILE"] = str(AUTHORITY.write(tmp_path, "otoritas")[0])
    try:
        with a_service(tmp_path, certified("127.0.0.1", AUTHORITY)) as service, pytest.raises(UpstreamFault) as fault:
            await _ask(service, tls_context())
    finally:
        del os.environ["SSL_CERT_FILE"]
    assert fault.value.code is ErrorCode.UPSTREAM_UNTRUSTED


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
async def test_p16_a_protocol_of_yesterday_is_refused(tmp_path: Path, trusting: ssl.SSLContext) -> None:
    """TLS 1.1 and older."""
    with a_service(tmp_path, certified("127.0.0.1", AUTHORITY), newest=ssl.TLSVersion.TLSv1_1) as service:
        with pytest.raises(UpstreamFault) as fault:
            await _ask(service, trusting)
        assert (fault.value.code, service.sent) == (ErrorCode.UPSTREAM_UNTRUSTED, b"")


async def test_p16_who_asks_for_a_certificate_gets_ours(tmp_path: Path, trusting: ssl.SSLContext) -> None:
    """And refuses without it, which is told as any connection that was cut or refused."""
    certificate, key = certified("guardrail.uji", AUTHORITY).write(tmp_path, "kita")
    ours = tls_context(AUTHORITY.write(tmp_path, "otoritas")[0], certificate, key)
    with a_service(tmp_path, certified("127.0.0.1", AUTHORITY), asks=True) as service:
        with pytest.raises(UpstreamFault) as fault:
            await _ask(service, trusting)
        assert fault.value.code in (ErrorCode.UPSTREAM_UNTRUSTED, ErrorCode.UPSTREAM_CUT)
        service.sent = b""
        assert await _ask(service, ours) == b"{}"


def test_nothing_of_a_session_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``SSLKEYLOGFILE`` would hand every session's keys to whoever set it."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "kunci"))
    assert tls_context().keylog_filename is None


def test_files_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    """Before anything is served, and without what they hold."""
    authority, _ = AUTHORITY.write(tmp_path, "otoritas")
    certificate, key = certified("guardrail.uji", AUTHORITY).write(tmp_path, "kita")
    other = certified("lain.uji", AUTHORITY).write(tmp_path, "lain")[1]
    for files, code in [
        ((tmp_path / "tidak-ada.pem", None, None), "C207"),
        ((key, None, None), "C207"),
        ((authority, certificate, other), "C207"),
        ((authority, certificate, tmp_path / "tidak-ada.key"), "C202"),
    ]:
        with pytest.raises(InvalidFiles) as invalid:
            tls_context(*files)
        assert [diagnostic.code for diagnostic in invalid.value.diagnostics] == [code]
        assert "PRIVATE" not in str(invalid.value)
    key.chmod(0o644)
    with pytest.raises(InvalidFiles, match="chmod 400"):
        tls_context(authority, certificate, key)
