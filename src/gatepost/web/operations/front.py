"""What stands before the site: a request takes one of its threads only when the whole of it has come.

A thread that waited for the rest of a form would wait for as long as its sender likes, and a few senders would stop
the site for everybody. So bodies are gathered here, where waiting costs next to nothing, within bounds of time and
size; and an answer is gathered too before it is sent, so that nobody who reads slowly holds a thread.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

PIECE = 65_536  # bytes of a body, or what is left of it, that must come
WITHIN = 15  # seconds, or the connection is ended: a telephone with a bad line is faster
LONGEST = 15 * 60  # seconds for a whole body
LARGEST = 110 * 1024 * 1024  # bytes of a body: four photos of the largest size, and the form around them
MOST_HELD = 256 * 1024 * 1024  # bytes of all bodies in this process; those of at most a PIECE are always taken

_TOO_SLOW = (408, "What was sent did not come in time. Please try again.")
_TOO_LARGE = (413, "What was sent is larger than anything that is taken here.")
_FULL = (503, "Many files are being sent just now. Try again in a minute.")
_BROKEN = (500, "Something went wrong.")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

log = logging.getLogger("gatepost.serve")


class _NotTaken(Exception):
    """A request that gets this answer without the site being asked."""

    def __init__(self, answer: tuple[int, str]) -> None:
        super().__init__(answer[1])
        self.status, self.sentence = answer


class _Gone(Exception):
    """Whoever asked is no longer there."""


class Front:
    """An ASGI application that hands whole requests to a WSGI application in so many threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, "site")
        self._held = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = BytesIO()
        try:
            await self._gather(scope, receive, body)
            environ = _environ(scope, body)
            loop = asyncio.get_running_loop()
            status, headers, content = await loop.run_in_executor(self._threads, _answer, self._application, environ)
        except _Gone:
            return
        except _NotTaken as answer:
            status, headers, content = _plainly(answer.status, answer.sentence)
        except Exception:
            log.exception("failed")
            status, headers, content = _plainly(*_BROKEN)
        finally:
            self._held -= body.getbuffer().nbytes
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _gather(self, scope: Mapping[str, Any], receive: Receive, body: BytesIO) -> None:
        """Read the body to its end, and leave it at its beginning; raises _NotTaken and _Gone."""
        told = dict(scope["headers"]).get(b"content-length", b"")
        if told.isdigit() and int(told) > LARGEST:
            raise _NotTaken(_TOO_LARGE)
        loop = asyncio.get_running_loop()
        ends = loop.time() + LONGEST
        more = True
        while more:
            enough = body.tell() + PIECE
            try:
                async with asyncio.timeout_at(min(ends, loop.time() + WITHIN)):
                    while more and body.tell() < enough:
                        more = self._keep(await receive(), body)
            except TimeoutError:
                raise _NotTaken(_TOO_SLOW) from None
        body.seek(0)

    def _keep(self, message: Message, body: BytesIO) -> bool:
        """Keep a piece of the body; whether there is more."""
        if message["type"] == "http.disconnect":
            raise _Gone
        piece = message.get("body", b"")
        size = body.tell() + len(piece)
        if size > LARGEST:
            raise _NotTaken(_TOO_LARGE)
        if size > PIECE and self._held + len(piece) > MOST_HELD:
            raise _NotTaken(_FULL)
        body.write(piece)
        self._held += len(piece)
        return bool(message.get("more_body", False))


def _answer(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
    """The whole answer of the site to a whole request."""
    began: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _fault: Any = None) -> None:
        told = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        began[:] = [(int(status.split(" ", 1)[0]), told)]

    pieces = application(environ, start_response)
    try:
        content = b"".join(pieces)
    finally:
        if close := getattr(pieces, "close", None):
            close()  # here ends the request for Django too
    return (*began[0], content)


def _environ(scope: Mapping[str, Any], body: BytesIO) -> dict[str, Any]:
    """The request as WSGI tells it."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0] if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        if "_" in name:
            continue  # it would pass for one with a dash, such as the proxy's own
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        told = value.decode("latin-1")
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{told}" if key in environ else told
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(body.getbuffer().nbytes)  # what came, however it was announced
    return environ


def _plainly(status: int, sentence: str) -> tuple[int, Headers, bytes]:
    """An answer without the site; the connection ends, since more of the request may be under way."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    return status, headers, f"{sentence}\n".encode()
