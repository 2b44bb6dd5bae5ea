"""``python mcp_process.py PORT FILE``: a real MCP server over HTTP. Its one tool says its words back; FILE has what it was told."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from mcp.server import MCPServer

server = MCPServer("uji")


@server.tool()
def ulangi(teks: str) -> dict[str, str]:
    """Ulangi sebuah teks."""
    with Path(sys.argv[2]).open("a") as file:
        file.write(teks + "\n")
    return {"teks": f"Diterima: {teks}"}


if __name__ == "__main__":
    uvicorn.run(server.streamable_http_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
