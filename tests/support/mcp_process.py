"""``python mcp_process.py PORT FILE``: a real MCP server over HTTP. It repeats words and knows a person; FILE has what it was told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import uvicorn
from mcp.server import MCPServer

STRANGER: Final = "3275014107850002"
"""A NIK of nobody, which the server knows and no caller."""
server = MCPServer("uji")


@server.tool()
def ulangi(teks: str) -> dict[str, str]:
    """Ulangi sebuah teks."""
    with Path(sys.argv[2]).open("a") as file:
        file.write(teks + "\n")
    return {"teks": f"Diterima: {teks}"}


@server.tool()
def cari(alasan: str) -> dict[str, Any]:
    """Cari seorang penduduk."""
    return {"nik": STRANGER, "angka": int(STRANGER), "alasan": alasan}


@server.resource("berkas://penduduk")
def penduduk() -> str:
    """Seorang penduduk."""
    return f"Penduduk dengan NIK {STRANGER}."


@server.prompt()
def surat(perihal: str) -> str:
    """Tulis surat."""
    return f"Tulis surat perihal {perihal} untuk pemilik NIK {STRANGER}."


if __name__ == "__main__":
    uvicorn.run(server.streamable_http_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
