"""A mail server on this machine that knows no headteacher, and takes no letter for whoever's box is full."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any


class PostOffice(StreamRequestHandler):
    """One conversation with it."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        full = False
        for line in self.rfile:
            match line[:4].upper():
                case b"RCPT" if b"head@" in line:
                    self.wfile.write(b"550 nobody of that name\r\n")
                case b"RCPT":
                    full = b"full@" in line
                    self.wfile.write(b"250 well\r\n")
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while self.rfile.readline() != b".\r\n":
                        pass
                    self.wfile.write(b"552 too much\r\n" if full else b"250 taken\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 well\r\n")


@contextmanager
def post_office(settings: Any) -> Iterator[None]:
    """The site's letters go there."""
    settings.MAIL_IS_SET_UP, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False, False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        yield
        server.shutdown()
