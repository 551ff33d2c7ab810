"""The demo, served for real on a free port by a process of its own."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOST = "127.0.0.1"
LONGEST_START = 60  # seconds
_RUN = "import sys; from gatepost.web.serve import demo; sys.exit(demo(port=int(sys.argv[1])))"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def served() -> Iterator[tuple["subprocess.Popen[str]", str, int]]:
    """The process, its host and its port, once it says that it listens."""
    with served_with_link() as (process, port, _link):
        yield process, HOST, port


@contextmanager
def served_with_link() -> Iterator[tuple["subprocess.Popen[str]", int, str]]:
    """The process, its port and the path of the link that lets people in, once it says that it listens."""
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
            yield process, port, "/" + first.strip().split("/", 3)[3]
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """The site with these settings, served by a process of its own; yields its address once somebody listens."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--http", "1", "--host", HOST]
    command += ["--port", str(port), "--log-level", "error", "--factory", "gatepost.web.operations.process:application"]
    with subprocess.Popen(command, env=os.environ | {"GATEPOST_CONFIG": str(config)}) as process:
        try:
            _wait_until_somebody_listens(port, process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_somebody_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(LONGEST_START * 10):
        assert process.poll() is None, "the site did not start"
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        threading.Event().wait(0.1)  # seconds
    raise AssertionError("nobody listens")
