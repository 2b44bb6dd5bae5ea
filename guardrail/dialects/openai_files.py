"""OpenAI files, as data. A text is inspected as text, JSON lines record by record, the calls of a batch each by its own dialect.

Files of other kinds nobody can inspect here, so they do not leave. What a file's tokens stand for is kept under the file's id.
"""

from __future__ import annotations

from types import MappingProxyType

from .dialect import AnswerForm, BodyForm, Dialect, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_FILES"]

_PAGE = MappingProxyType({"after": r"[A-Za-z0-9_-]{1,80}", "limit": r"[0-9]{1,5}", "order": r"asc|desc", "purpose": r"[a-z_-]{1,30}"})

OPENAI_FILES = Dialect(
    name="openai_files",
    routes=(
        Route("POST", "/v1/files", Operation.UPLOAD, body=BodyForm.FORM),
        Route("GET", "/v1/files", Operation.STORED, query=_PAGE),
        Route("GET", "/v1/files/{file_id}", Operation.STORED),
        Route("DELETE", "/v1/files/{file_id}", Operation.STORED),
        Route("GET", "/v1/files/{file_id}/content", Operation.STORED, answer=AnswerForm.FILE),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    opaque=(
        *("purpose", "expires_after[anchor]", "expires_after[seconds]"),
        *(f"{where}{name}" for where in ("", "data/*/") for name in ("id", "object", "purpose", "status")),
        *("first_id", "last_id"),
        # a line of what a batch answered
        *("*/id", "*/custom_id", "*/response/request_id", "*/response/body/id", "*/response/body/model"),
        *("*/response/body/choices/*/message/tool_calls/*/id", "*/response/body/output/*/id", "*/response/body/output/*/call_id"),
    ),
    json_strings=("*/response/body/choices/*/message/tool_calls/*/function/arguments", "*/response/body/output/*/arguments"),
    binary=("*/response/body/data/*/embedding",),
    thread=("file_id",),
    thread_id=("id",),
)
