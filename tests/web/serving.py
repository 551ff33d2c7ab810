"""The demo, served for real on a free port by a process of its own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"
_RUN = "import sys; from gatepost.web.serve import demo; sys.exit(demo(port=int(sys.argv[1])))"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def served() -> Iterator[tuple["subprocess.Popen[str]", str, int]]:
    """The process, its host and its port, once it says that it listens."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            if str(port) not in first:
                process.kill()
                raise AssertionError(f"the demo did not start: {process.communicate()[1]}")
            yield process, HOST, port
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
