"""HTTP/1.1 as it may be framed, and as nobody may frame it, each with the code that its sender is told."""

from __future__ import annotations

from typing import Final

from guardrail.proxy.wire import LONGEST_HEAD, LONGEST_TARGET, MOST_FIELDS

__all__ = ["BAD", "GOOD", "a_head"]

LINE: Final = b"POST /v1/chat/completions HTTP/1.1\r\n"
HOST: Final = b"Host: guardrail.dinkes.go.id\r\n"


def a_head(*fields: bytes, line: bytes = LINE, host: bytes = HOST) -> bytes:
    return line + host + b"".join(field + b"\r\n" for field in fields) + b"\r\n"


GOOD: Final = {
    "no body": a_head(line=b"GET /v1/models HTTP/1.1\r\n"),
    "a length": a_head(b"Content-Length: 5") + b"halo!",
    "no octets": a_head(b"content-length:0"),
    "a query": a_head(line=b"GET /v1beta/models?pageSize=5&x=%20 HTTP/1.1\r\n"),
    "chunks": a_head(b"Transfer-Encoding: chunked") + b"5\r\nhalo!\r\n1A\r\n" + b"x" * 26 + b"\r\n0\r\n\r\n",
    "long chunk lines": a_head(b"Transfer-Encoding: chunked")
    + b"00000100\r\n"
    + b"x" * 256
    + b"\r\n100\r\n"
    + b"x" * 256
    + b"\r\n0\r\n\r\n",
    "one chunk": a_head(b"Transfer-Encoding:  Chunked ") + b"0\r\n\r\n",
    "expects": a_head(b"Expect: 100-continue", b"Content-Length: 2") + b"{}",
    "a port": a_head(host=b"Host: 127.0.0.1:8080\r\n"),
    "an address": a_head(host=b"Host: [::1]:8080\r\n"),
    "letters beyond ASCII": a_head(b"x-guardrail-reason: \xc3\xa9"),
}
BAD: Final = {
    "length and chunks": (a_head(b"Content-Length: 5", b"Transfer-Encoding: chunked"), "malformed_request"),
    "chunks and length": (a_head(b"Transfer-Encoding: chunked", b"Content-Length: 5"), "malformed_request"),
    "two lengths": (a_head(b"Content-Length: 5", b"Content-Length: 6"), "malformed_request"),
    "the same length twice": (a_head(b"Content-Length: 5", b"content-length: 5"), "malformed_request"),
    "a list of lengths": (a_head(b"Content-Length: 5, 5"), "malformed_request"),
    "a signed length": (a_head(b"Content-Length: +5"), "malformed_request"),
    "a negative length": (a_head(b"Content-Length: -1"), "malformed_request"),
    "a hexadecimal length": (a_head(b"Content-Length: 0x5"), "malformed_request"),
    "a padded length": (a_head(b"Content-Length: 05"), "malformed_request"),
    "a quoted length": (a_head(b'Content-Length: "5"'), "malformed_request"),
    "a length of blanks": (a_head(b"Content-Length:   5"), "malformed_request"),
    "an endless length": (a_head(b"Content-Length: " + b"9" * 19), "malformed_request"),
    "an empty length": (a_head(b"Content-Length: "), "malformed_request"),
    "digits of elsewhere": (a_head("Content-Length: ٥".encode()), "malformed_request"),
    "two codings": (a_head(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"), "malformed_request"),
    "a coding before": (a_head(b"Transfer-Encoding: gzip, chunked"), "malformed_request"),
    "a coding behind": (a_head(b"Transfer-Encoding: chunked, identity"), "malformed_request"),
    "a coding in disguise": (a_head(b"Transfer-Encoding: xchunked"), "malformed_request"),
    "a tab before the coding": (a_head(b"Transfer-Encoding:\x0bchunked"), "malformed_request"),
    "identity": (a_head(b"Transfer-Encoding: identity"), "malformed_request"),
    "trailers announced": (a_head(b"Transfer-Encoding: chunked", b"Trailer: x"), "malformed_request"),
    "trailers accepted": (a_head(b"TE: trailers"), "malformed_request"),
    "a lone line feed": (a_head().replace(HOST, HOST.replace(b"\r\n", b"\n")), "malformed_request"),
    "a lone line feed behind the line": (b"GET / HTTP/1.1\n" + HOST + b"\r\n", "malformed_request"),
    "a carriage return inside": (a_head(b"x: a\rb"), "malformed_request"),
    "a folded line": (a_head(b"x: a", b" b"), "malformed_request"),
    "a tab-folded line": (a_head(b"x: a", b"\tb"), "malformed_request"),
    "a blank before the colon": (a_head(b"Content-Length : 5"), "malformed_request"),
    "a blank before the name": (LINE + b" Content-Length: 5\r\n" + HOST + b"\r\n", "malformed_request"),
    "no colon": (a_head(b"Content-Length 5"), "malformed_request"),
    "no name": (a_head(b": 5"), "malformed_request"),
    "a zero byte": (a_head(b"x: a\x00b"), "malformed_request"),
    "a zero byte in the name": (a_head(b"x\x00: a"), "malformed_request"),
    "no host": (a_head(host=b""), "malformed_request"),
    "no host beside others": (a_head(b"x: a", host=b""), "malformed_request"),
    "no field at all": (b"GET / HTTP/1.1\r\n\r\n", "malformed_request"),
    "two hosts": (a_head(b"host: lain"), "malformed_request"),
    "an odd host": (a_head(host=b"Host: a/#@b\r\n"), "malformed_request"),
    "a host with a user": (a_head(host=b"Host: u@b\r\n"), "malformed_request"),
    "an empty host": (a_head(host=b"Host:\r\n"), "malformed_request"),
    "absolute form": (a_head(line=b"GET http://lain.id/v1/models HTTP/1.1\r\n"), "malformed_request"),
    "authority form": (a_head(line=b"CONNECT lain.id:443 HTTP/1.1\r\n"), "malformed_request"),
    "asterisk form": (a_head(line=b"OPTIONS * HTTP/1.1\r\n"), "malformed_request"),
    "a fragment": (a_head(line=b"GET /v1/models#x HTTP/1.1\r\n"), "malformed_request"),
    "a backslash": (a_head(line=b"GET /v1\\models HTTP/1.1\r\n"), "malformed_request"),
    "a bare letter beyond ASCII": (a_head(line=b"GET /v1/\xc3\xa9 HTTP/1.1\r\n"), "malformed_request"),
    "two blanks": (a_head(line=b"GET  /v1/models HTTP/1.1\r\n"), "malformed_request"),
    "a small method": (a_head(line=b"get /v1/models HTTP/1.1\r\n"), "malformed_request"),
    "no version": (a_head(line=b"GET /v1/models\r\n"), "malformed_request"),
    "the oldest version": (b"GET /\r\n\r\n", "malformed_request"),
    "version 1.0": (a_head(line=b"GET /v1/models HTTP/1.0\r\n"), "http_version_unsupported"),
    "version 1.0, kept alive": (a_head(b"Connection: keep-alive", line=b"GET / HTTP/1.0\r\n"), "http_version_unsupported"),
    "version 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed_request"),
    "an empty line first": (b"\r\n" + a_head(), "malformed_request"),
    "a TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00", "malformed_request"),
    "a websocket": (a_head(b"Connection: Upgrade", b"Upgrade: websocket"), "upgrade_refused"),
    "h2c": (a_head(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"), "upgrade_refused"),
    "an unknown upgrade": (a_head(b"Upgrade: foo"), "upgrade_refused"),
    "another expectation": (a_head(b"Expect: 200-ok", b"Content-Length: 2"), "malformed_request"),
    "a long head": (a_head(b"x: " + b"a" * LONGEST_HEAD), "headers_too_large"),
    "a head without an end": (LINE + HOST + b"x: " + b"a" * LONGEST_HEAD, "headers_too_large"),
    "many fields": (a_head(*[b"x: a"] * MOST_FIELDS), "headers_too_large"),
    "a long target": (a_head(line=b"GET /" + b"a" * LONGEST_TARGET + b" HTTP/1.1\r\n"), "target_too_long"),
    "a target without an end": (b"GET /" + b"a" * LONGEST_HEAD, "target_too_long"),
    "a second request": (a_head() + a_head(), "malformed_request"),
    "more than the length": (a_head(b"Content-Length: 5") + b"halo!GET", "malformed_request"),
    "more than the last chunk": (a_head(b"Transfer-Encoding: chunked") + b"0\r\n\r\nGET", "malformed_request"),
    "a chunk without a size": (a_head(b"Transfer-Encoding: chunked") + b"\r\nhalo!", "malformed_request"),
    "a signed chunk": (a_head(b"Transfer-Encoding: chunked") + b"+5\r\nhalo!", "malformed_request"),
    "a negative chunk": (a_head(b"Transfer-Encoding: chunked") + b"-5\r\nhalo!", "malformed_request"),
    "a prefixed chunk": (a_head(b"Transfer-Encoding: chunked") + b"0x5\r\nhalo!", "malformed_request"),
    "a huge chunk": (a_head(b"Transfer-Encoding: chunked") + b"fffffffff\r\nhalo!", "malformed_request"),
    "a chunk with an extension": (a_head(b"Transfer-Encoding: chunked") + b"5;a=b\r\nhalo!", "malformed_request"),
    "a chunk with a long extension": (a_head(b"Transfer-Encoding: chunked") + b"5;" + b"a" * (1 << 20), "malformed_request"),
    "a chunk line with a lone line feed": (a_head(b"Transfer-Encoding: chunked") + b"5\nhalo!", "malformed_request"),
    "a chunk line with a blank": (a_head(b"Transfer-Encoding: chunked") + b"5 \r\nhalo!", "malformed_request"),
    "a chunk that is longer": (a_head(b"Transfer-Encoding: chunked") + b"4\r\nhalo!\r\n", "malformed_request"),
    "a chunk that ends otherwise": (a_head(b"Transfer-Encoding: chunked") + b"5\r\nhalo!\n\n", "malformed_request"),
    "a trailer": (a_head(b"Transfer-Encoding: chunked") + b"0\r\nx: y\r\n\r\n", "malformed_request"),
}
