"""What kind of content bytes are said to be that nobody can read here: by their media type, or by the names that stand around them.

The caller says so, not the bytes: a policy that lets one kind pass trusts its callers to that.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any, Final

from guardrail.core.text import Medium, Path

__all__ = ["is_packed", "medium_of", "medium_of_file"]

_MEDIA_TYPES: Final = ("media_type", "mimeType", "mime_type")
_FAMILIES: Final = MappingProxyType({"image": Medium.IMAGE, "audio": Medium.AUDIO, "video": Medium.VIDEO})
_WORD = re.compile(
    r"(?:^|_)(?:(?P<image>images?|screenshot)|(?P<audio>audio|speaker)|(?P<video>video))(?:_|$)|(?P<file>document|input_file)"
)
"""In values of ``type`` and in names of members: ``image_url``, ``input_audio``, ``known_speaker_references``."""
_DATA_URL = re.compile(r"\s*data:(?P<family>[a-z]{1,20})/", re.IGNORECASE)
_PACKED = re.compile(r"(?i:data:[^,]{0,255};base64,)?[A-Za-z0-9+/_\-\s]*+={0,2}")
_SHORT: Final = 512
_SUFFIXES: Final = MappingProxyType(
    {
        **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "svg"), Medium.IMAGE),
        **dict.fromkeys(("mp3", "mpga", "m4a", "wav", "ogg", "oga", "opus", "flac", "aac", "amr"), Medium.AUDIO),
        **dict.fromkeys(("mp4", "mpeg", "mpg", "webm", "mov", "mkv", "avi", "3gp"), Medium.VIDEO),
    }
)


def medium_of(tree: Any, path: Path, text: object) -> Medium:
    """Of what stands at ``path`` of a body: what its ``data:`` URL or a media type beside it says, else the nearest name or ``type``
    around it that tells; ``FILE`` where none does."""
    if isinstance(text, str) and (found := _DATA_URL.match(text)):
        return _FAMILIES.get(found["family"].lower(), Medium.FILE)
    around = _around(tree, path)
    for node, step in reversed(around):
        for name in _MEDIA_TYPES:
            if isinstance(said := node.get(name), str):
                return _family(said)
        for word in (node.get("type"), step):
            if isinstance(word, str) and (named := _WORD.search(word)):
                return Medium(named.lastgroup or Medium.FILE)
    return Medium.FILE


def medium_of_file(filename: str, media: str) -> Medium:
    """Of an uploaded file: what its media type says, or its name where that says nothing."""
    found = _family(media)
    return _SUFFIXES.get(filename.rpartition(".")[2].lower(), found) if media in ("", "application/octet-stream") else found


def is_packed(text: str) -> bool:
    """Whether a text is bytes in disguise, not an address or an id: those can be read, whatever stands behind them."""
    return not text or (len(text) >= _SHORT and _PACKED.fullmatch(text.strip()) is not None)


def _family(media: str) -> Medium:
    return _FAMILIES.get(media.partition("/")[0].strip().lower(), Medium.FILE)


def _around(tree: Any, path: Path) -> list[tuple[dict[str, Any], str]]:
    """The objects on the way to a place, and the member of each that leads there."""
    found = []
    node = tree
    for step in path:
        if isinstance(node, dict) and isinstance(step, str):
            found.append((node, step))
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step]
        else:  # a string that holds JSON
            break
    return found
