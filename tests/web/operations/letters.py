"""A mail server on this machine that takes every letter and remembers to whom it went."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letters:
    """The port, and how many letters went to each address."""

    port: int
    to: Counter[str] = field(default_factory=Counter)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """One sender, until they are gone."""
        addresses: list[str] = []
        self._say("220 here")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            match line[:4].upper():
                case "RCPT":
                    addresses += re.findall(r"<([^>]*)>", line)
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    while (text := self.rfile.readline()) not in (b".\r\n", b""):
                        pass
                    if text:
                        self.server.letters.to.update(addresses)  # type: ignore[attr-defined]
                        self._say("250 taken")
                    addresses = []
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A sender that was killed in the middle of a sentence is nothing to report."""


@contextmanager
def letter_box() -> Iterator[Letters]:
    """A mail server for as long as the block runs."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        made = Letters(server.server_address[1])
        server.letters = made  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()
