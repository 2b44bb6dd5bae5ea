"""``python llama_process.py MODEL PORT``: the llama.cpp server of xllamacpp, until it is terminated."""

from __future__ import annotations

import signal
import sys

import xllamacpp

__all__ = ["main"]


def main(model: str, port: int) -> None:
    settings = xllamacpp.CommonParams()
    settings.model.path = model
    settings.n_ctx = 4096
    settings.port = port
    settings.hostnames = ["127.0.0.1"]
    settings.n_parallel = 1
    settings.n_threads_http = 2
    settings.use_jinja = True
    settings.warmup = False
    settings.embedding = False
    settings.cpuparams.n_threads = 1
    server = xllamacpp.Server(settings)
    print("ready", server.listening_address, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(sys.argv[1], int(sys.argv[2]))
