from __future__ import annotations

import subprocess
import sys

import pytest

_HEAD = """
import ctypes, threading
from guardrail.app.heap import steady_heap
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
libc = ctypes.CDLL(None)
libc.mallinfo2.restype, libc.malloc.restype, libc.free.argtypes = Info, ctypes.c_void_p, [ctypes.c_void_p]
libc.malloc.argtypes = [ctypes.c_size_t]
"""
_LARGE = """
libc.free(libc.malloc(2 << 20))  # from now on glibc would take blocks of this size from the heap
before = libc.mallinfo2().hblks
block = libc.malloc(1 << 20)
print(libc.mallinfo2().hblks - before)
"""
_THREADS = """
libc.fopen.restype, libc.fclose.argtypes, libc.malloc_info.argtypes = ctypes.c_void_p, [ctypes.c_void_p], [ctypes.c_int, ctypes.c_void_p]
together = threading.Barrier(4)
def busy():
    block = libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=busy) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
file = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc")


def _said(script: str) -> str:
    return subprocess.run([sys.executable, "-c", _HEAD + script], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("script", "apart"), [(_LARGE, 0), ("steady_heap()" + _LARGE, 1)])
def test_large_blocks_stay_apart_from_the_heap(script: str, apart: int) -> None:
    """Also after the first ones were freed, when glibc alone would leave their holes in the heap."""
    assert int(_said(script)) == apart


@pytest.mark.parametrize(("script", "several"), [(_THREADS, True), ("steady_heap()" + _THREADS, False)])
def test_threads_share_one_heap(script: str, several: bool) -> None:
    """No thread has holes of its own."""
    assert (_said(script).count("<heap nr=") > 1) is several
