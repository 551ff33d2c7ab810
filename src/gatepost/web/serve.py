"""Serve the demo on this machine."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from gatepost.web.operations.demo.start import NotADemo, prepare
from gatepost.web.operations.listening import cannot_listen
from gatepost.web.operations.process import application, command, web_server

LOOPBACK = ("127.0.0.1", "localhost")
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
        clock = subprocess.Popen(command("tick", "--every", "5"), stdin=subprocess.PIPE)
        held.callback(_end, clock)
        _serve(host, port, key)
    print("Stopped.")
    return 0


def _serve(host: str, port: int, key: str) -> None:
    server = web_server(host, port)
    # The server's own start hook runs before anybody listens: the address would be told too early.
    threading.Thread(target=_tell_when_ready, args=(host, port, key), daemon=True).start()
    server.serve(target_loader=application, wrap_loader=False)


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
    """Why the demo cannot be served there, as a sentence, or None."""
    if host not in LOOPBACK:
        return f"the demo is served to this machine only, on {' or '.join(LOOPBACK)}, not on {host}"
    return cannot_listen(host, port, choose="with --port")
