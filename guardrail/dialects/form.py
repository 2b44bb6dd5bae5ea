"""multipart/form-data (RFC 7578, RFC 2046 5.1.1), read strictly and written anew: what two readers could take for two things is refused.

Knows parts, not what stands in them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.errors import ErrorCode, RequestRefused

__all__ = ["MAX_PARTS", "Part", "boundary_of", "encode_form", "parse_form"]

MAX_PARTS: Final = 64
_MAX_HEAD: Final = 2048
_TYPE = re.compile(
    r"multipart/form-data;[ \t]*boundary=(?:\"([0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-])\"|([0-9A-Za-z'+_.-]{1,70}))", re.I
)
_NAME: Final = r"[A-Za-z_]{1,64}(?:\[[A-Za-z_]{0,64}\])?"
_DISPOSITION = re.compile(rf'form-data;[ \t]*name="({_NAME})"(?:;[ \t]*filename="([^"\x00-\x1f\x7f]{{0,255}})")?', re.I)
"""``filename*`` is not for forms (RFC 7578, 4.2). Names are words: nothing of a person has room in one."""
_MEDIA = re.compile(r"([a-z]{1,20}/[a-z0-9.+-]{1,80})(?:;[ \t]*charset=\"?utf-?8\"?)?", re.I)
_PLAIN_ENCODINGS: Final = frozenset({"7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form. ``filename`` is ``None`` for a field that is no file; ``media`` is empty where none was said."""

    name: str
    content: bytes = field(repr=False)
    filename: str | None = field(default=None, repr=False)
    media: str = ""


def boundary_of(content_type: str) -> str:
    """What parts the parts. Raises ``RequestRefused`` (``unsupported_media_type``) for anything but one form with one boundary."""
    found = _TYPE.fullmatch(content_type.strip())
    if found is None:
        raise RequestRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type")
    return found[1] or found[2]


def parse_form(body: bytes, boundary: str) -> list[Part]:
    """The parts in order. Raises ``RequestRefused`` (``malformed_form``): text around the parts, forms in forms, headers that are
    no form's, a name that comes twice (unless it ends with ``[]``), too many parts."""
    mark = b"--" + boundary.encode("ascii")
    first, *rest = (b"\r\n" + body).split(b"\r\n" + mark)
    if first or len(rest) < 2 or len(rest) > MAX_PARTS + 1 or rest[-1] not in (b"--", b"--\r\n"):
        raise _malformed()
    parts = [_part(piece) for piece in rest[:-1]]
    single = [part.name for part in parts if not part.name.endswith("[]")]
    if len(set(single)) != len(single):
        raise RequestRefused(ErrorCode.DUPLICATE_KEY, "body")
    return parts


def encode_form(parts: Sequence[Part]) -> tuple[bytes, str]:
    """The bytes of a form and its content type. The boundary is a digest of all that it parts, so it stands in none of it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.content)
    boundary = f"guardrail-{digest.hexdigest()[:40]}"
    out = []
    for part in parts:
        said = f'form-data; name="{part.name}"'
        if part.filename is not None:
            said += '; filename="{}"'.format(part.filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A"))
        media = f"Content-Type: {part.media}\r\n" if part.media else ""
        out += [f"--{boundary}\r\nContent-Disposition: {said}\r\n{media}\r\n".encode(), part.content, b"\r\n"]
    out.append(f"--{boundary}--\r\n".encode("ascii"))
    return b"".join(out), f"multipart/form-data; boundary={boundary}"


def _part(piece: bytes) -> Part:
    """From the end of its boundary to the next one."""
    head, ended, content = piece.partition(b"\r\n\r\n")
    if not ended or not head.startswith(b"\r\n") or len(head) > _MAX_HEAD:
        raise _malformed()
    headers: dict[str, str] = {}
    try:
        for line in head[2:].decode("utf-8").split("\r\n"):
            name, colon, value = line.partition(":")
            if not colon or name.lower() in headers:
                raise _malformed()
            headers[name.lower()] = value.strip(" \t")
    except UnicodeDecodeError:
        raise _malformed() from None
    disposition = _DISPOSITION.fullmatch(headers.pop("content-disposition", ""))
    media = headers.pop("content-type", "")
    if disposition is None or headers.pop("content-transfer-encoding", "8bit").lower() not in _PLAIN_ENCODINGS:
        raise _malformed()
    if headers.pop("content-length", str(len(content))) != str(len(content)) or headers:
        raise _malformed()
    said = _MEDIA.fullmatch(media)
    if (media and said is None) or media.lower().startswith("multipart/"):
        raise _malformed()
    return Part(disposition[1], content, disposition[2], said[1].lower() if said is not None else "")


def _malformed() -> RequestRefused:
    return RequestRefused(ErrorCode.MALFORMED_FORM, "body")
