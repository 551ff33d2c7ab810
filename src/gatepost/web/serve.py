"""Serve the demo on this machine."""

import errno
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from gatepost.web.operations.demo.start import NotADemo, prepare

LOOPBACK = ("127.0.0.1", "localhost")
PORT_MIN, PORT_MAX = 1, 65535
LONGEST_START = 60  # seconds


def demo(host: str = "127.0.0.1", port: int = 8000, folder: Path | None = None) -> int:
    """Serve until Ctrl-C; returns an exit code (0 stopped by the person, 1 could not start).

    Without a folder everything is gone when it stops.
    """
    if fault := _cannot_listen(host, port):
        print(fault, file=sys.stderr)
        return 1
    with ExitStack() as held:
        # The parent's Django and the clock may still write while the folder goes.
        home = folder or Path(
            held.enter_context(TemporaryDirectory(prefix="gatepost-demo-", ignore_cleanup_errors=True))
        )
        try:
            key = prepare(home, port)
        except NotADemo as refusal:
            print(refusal, file=sys.stderr)
            return 1
        clock = subprocess.Popen([sys.executable, "-m", "gatepost.cli", "tick", "--every", "5"])
        held.callback(_end, clock)
        _serve(host, port, key)
    print("Stopped.")
    return 0


def _serve(host: str, port: int, key: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "gatepost.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        workers_kill_timeout=5,  # seconds; a browser that keeps its connection open must not outlive Ctrl-C
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    )
    # The server's own start hook runs before anybody listens: the address would be told too early.
    threading.Thread(target=_tell_when_ready, args=(host, port, key), daemon=True).start()
    server.serve()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def _tell_when_ready(host: str, port: int, key: str) -> None:
    for _ in range(LONGEST_START * 20):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            # A passkey belongs to a name: at a number there is none.
            print(f"Gatepost demo: http://localhost:{port}/demo/{key}/")
            print("Invented schools and people. The link lets you be any of them. Press Ctrl-C to stop.", flush=True)
            return
        time.sleep(1 / 20)


def _cannot_listen(host: str, port: int) -> str | None:
    """Why nothing can be served there, as a sentence, or None.

    The server itself would share a port with another server of its kind without a word.
    """
    if host not in LOOPBACK:
        return f"the demo is served to this machine only, on {' or '.join(LOOPBACK)}, not on {host}"
    if not PORT_MIN <= port <= PORT_MAX:
        return f"{port} is not a port; give a number from {PORT_MIN} to {PORT_MAX}"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        # Without it a demo stopped a moment ago would still seem to hold the port.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is taken by another program; stop that one, or choose another port with --port"
            if error.errno == errno.EACCES:
                return f"port {port} needs the rights of an administrator; choose one above 1023 with --port"
            return f"cannot serve on {host}: {error.strerror}"
    return None
