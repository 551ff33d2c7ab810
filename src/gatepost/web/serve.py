"""Serve the demo on this machine."""

import errno
import os
import secrets
import socket
import sys
import threading
import time
from contextlib import suppress

LOOPBACK = ("127.0.0.1", "localhost")
PORT_MIN, PORT_MAX = 1, 65535
LONGEST_START = 60  # seconds


def demo(host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serve until Ctrl-C; returns an exit code (0 stopped by the person, 1 could not start)."""
    if fault := _cannot_listen(host, port):
        print(fault, file=sys.stderr)
        return 1
    os.environ["DJANGO_SETTINGS_MODULE"] = "gatepost.web.settings"
    os.environ["GATEPOST_SECRET_KEY"] = secrets.token_urlsafe(50)  # the worker is a process of its own

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
    threading.Thread(target=_tell_when_ready, args=(host, port), daemon=True).start()
    server.serve()
    print("Stopped.")
    return 0


def _tell_when_ready(host: str, port: int) -> None:
    for _ in range(LONGEST_START * 20):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            print(f"Gatepost demo: http://{host}:{port}/")
            print("Invented schools; nothing you enter is stored. Press Ctrl-C to stop.", flush=True)
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
