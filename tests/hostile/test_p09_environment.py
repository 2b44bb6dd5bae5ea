"""P9: whatever the environment says of proxies, passwords and certificates -> ignored: where bytes go stands in the configuration alone."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat import a_call, call, chat_answer
from tests.support.scripted import Stall, scripted_upstream, whole_answer
from tests.support.server import guardrail_server


def test_p09_the_environment_sends_nothing_elsewhere(tmp_path: Path) -> None:
    """A server under every variable that clients obey calls the service that is configured, without a name or password of anybody's."""
    netrc, authorities = tmp_path / "netrc", tmp_path / "ca.pem"
    netrc.write_text("machine 127.0.0.1 login budi password rahasia\n")
    netrc.chmod(0o600)
    authorities.write_text("tidak ada")
    with scripted_upstream([Stall()]) as proxy, scripted_upstream([whole_answer(chat_answer("baik"))]) as upstream:
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "WS_PROXY")
        env = {form: proxy.base_url for name in names for form in (name, name.lower())}
        env |= {
            "NETRC": str(netrc),
            "SSL_CERT_FILE": str(authorities),
            "SSL_CERT_DIR": str(tmp_path),
            "REQUESTS_CA_BUNDLE": str(authorities),
        }
        env |= {"SSLKEYLOGFILE": str(tmp_path / "kunci.log"), "NO_PROXY": "", "no_proxy": ""}
        with guardrail_server(upstream.base_url, tmp_path / "state", env=env) as server:
            assert call(server.base_url, a_call("Halo")).status == 200
        (request,) = upstream.requests
        assert proxy.connections == 0
    assert request.header("authorization") == request.header("proxy-authorization") == []
    kept = tmp_path / "kunci.log"  # a library opens it when it is imported; sessions of guardrail's own contexts never stand in it
    assert not kept.exists() or all(line.startswith("#") for line in kept.read_text().splitlines())
