"""A request takes a thread of the site only when all of it has come, and what comes is bounded in time and size."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from typing import Any

import pytest

from gatepost.web.operations import front
from gatepost.web.operations.front import Front, Message
from tests.web.serving import HOST, served

STALLED = 50
FORM = "/sign-in/"  # anybody may open it, and send it back

Environ = dict[str, Any]


class Site:
    """A WSGI application that remembers what it was asked, and answers with the body that it was sent."""

    def __init__(self) -> None:
        self.asked: list[Environ] = []
        self.threads: set[str] = set()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ)
        self.threads.add(threading.current_thread().name)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [environ["wsgi.input"].read(), b"."]


def piece(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def arriving(*messages: Message) -> Callable[[], Awaitable[Message]]:
    """The pieces of a request one after the other, and then nothing more for ever."""
    coming = list(messages)

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()
        return coming.pop(0)

    return receive


async def asked(
    site: Front, receive: Callable[[], Awaitable[Message]], headers: Iterable[tuple[bytes, bytes]] = (), **scope: Any
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer; 0 where there was none."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    usual = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": "/",
        "query_string": b"",
    }
    usual |= {"server": ("127.0.0.1", 8000), "client": ("192.0.2.1", 5000)}
    await site({**usual, **scope, "headers": list(headers)}, receive, send)
    if not sent:
        return 0, {}, b""
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_a_whole_request_reaches_the_site_and_its_whole_answer_goes_back() -> None:
    site = Site()
    headers = [
        (b"host", b"school.example"), (b"content-type", b"text/plain"), (b"content-length", b"99"), (b"cookie", b"a=1"),
        (b"cookie", b"b=2"), (b"x-forwarded-for", b"192.0.2.8"), (b"x-forwarded-for", b"192.0.2.9"),
    ]  # fmt: skip
    receive = arriving(piece(b"one ", more=True), piece(b"two"))
    answer = asyncio.run(asked(Front(site, 1), receive, headers, path="/café/", query_string=b"q=%C3%A9"))
    assert answer == (200, {b"content-type": b"text/plain", b"set-cookie": b"b=2"}, b"one two.")
    (environ,) = site.asked
    told = {key: value for key, value in environ.items() if not key.startswith("wsgi.")}
    assert told == {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": "/café/".encode().decode("latin-1"),
        "QUERY_STRING": "q=%C3%A9", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1", "HTTP_HOST": "school.example", "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "7",
        "HTTP_COOKIE": "a=1; b=2", "HTTP_X_FORWARDED_FOR": "192.0.2.8,192.0.2.9",
    }  # fmt: skip
    assert environ["wsgi.url_scheme"] == "https"


def test_a_header_that_would_pass_for_the_proxys_own_is_left_out() -> None:
    site = Site()
    asyncio.run(asked(Front(site, 1), arriving(piece(b"")), [(b"x_forwarded_proto", b"https")]))
    assert not [key for key in site.asked[0] if "FORWARDED" in key]


def test_requests_that_never_end_hold_no_thread() -> None:
    async def story() -> int:
        one = Front(Site(), 1)
        stalled = [asyncio.create_task(asked(one, arriving(piece(b"a=", more=True)))) for _ in range(STALLED)]
        await asyncio.sleep(0)
        status, _headers, _body = await asked(one, arriving(piece(b"")))
        assert not any(task.done() for task in stalled)
        for task in stalled:
            task.cancel()
        return status

    assert asyncio.run(story()) == 200


def test_what_stops_coming_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "WITHIN", 0.01)
    site = Site()
    status, headers, _body = asyncio.run(asked(Front(site, 1), arriving(piece(b"a=", more=True))))
    assert (status, headers[b"connection"], site.asked) == (408, b"close", [])


@pytest.mark.parametrize("bound", ["WITHIN", "LONGEST"])
def test_what_comes_in_drops_is_cut(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, bound, 0.05)
    if bound == "LONGEST":
        monkeypatch.setattr(front, "PIECE", 1)  # so that each drop is enough by itself

    async def dropping() -> Message:
        await asyncio.sleep(0.001)
        return piece(b"a", more=True)

    assert asyncio.run(asked(Front(Site(), 1), dropping))[0] == 408


def test_what_is_slow_but_comes_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PIECE", 10)
    pieces = [piece(b"0123456789", more=True)] * 20
    assert asyncio.run(asked(Front(Site(), 1), arriving(*pieces, piece(b""))))[2] == b"0123456789" * 20 + b"."


def test_what_is_announced_too_large_is_refused_before_it_comes() -> None:
    site = Site()
    told = [(b"content-length", str(front.LARGEST + 1).encode())]
    assert asyncio.run(asked(Front(site, 1), arriving(), told))[0] == 413
    assert site.asked == []


def test_what_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "LARGEST", 10)
    site = Site()
    assert asyncio.run(asked(Front(site, 1), arriving(piece(b"0123456", more=True), piece(b"7890"))))[0] == 413
    assert asyncio.run(asked(Front(site, 1), arriving(piece(b"0123456", more=True), piece(b"789"))))[0] == 200


def test_all_that_is_held_is_bounded_and_short_forms_are_taken_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PIECE", 10)
    monkeypatch.setattr(front, "MOST_HELD", 100)

    async def story() -> None:
        one = Front(Site(), 1)
        holding = asyncio.create_task(asked(one, arriving(piece(b"x" * 95, more=True))))
        await asyncio.sleep(0)
        assert (await asked(one, arriving(piece(b"x" * 11))))[0] == 503
        assert (await asked(one, arriving(piece(b"x" * 10))))[0] == 200
        holding.cancel()
        with suppress(asyncio.CancelledError):
            await holding
        assert (await asked(one, arriving(piece(b"x" * 100))))[0] == 200
        assert (await asked(one, arriving(piece(b"x" * 100))))[0] == 200  # the one before holds nothing any more

    asyncio.run(story())


def test_whoever_leaves_before_the_end_is_not_answered() -> None:
    site = Site()
    leaving = arriving(piece(b"a=", more=True), {"type": "http.disconnect"})
    assert asyncio.run(asked(Front(site, 1), leaving)) == (0, {}, b"")
    assert site.asked == []


def test_an_answer_that_breaks_off_says_nothing_of_why_and_is_ended() -> None:
    ended: list[str] = []

    class Breaking:
        def __iter__(self) -> Any:
            yield b"some"
            raise ValueError("Oliver Bennett")

        def close(self) -> None:
            ended.append(threading.current_thread().name)

    def site(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Breaking()

    status, _headers, body = asyncio.run(asked(Front(site, 1), arriving(piece(b""))))
    assert (status, body) == (500, b"Something went wrong.\n")
    assert len(ended) == 1
    assert ended[0] != threading.current_thread().name  # where the site's connection to its database is


@pytest.mark.slow
def test_fifty_who_send_half_a_form_stop_nobody_and_are_cut() -> None:
    with served() as (_process, host, port), ExitStack() as held:
        stalled = [held.enter_context(_half_a_form(port)) for _ in range(STALLED)]
        for path in ("/", FORM):
            with closing(HTTPConnection(host, port, timeout=60)) as connection:
                connection.request("GET", path)
                assert connection.getresponse().status == 200
        assert all(_is_open(one) for one in stalled)  # the answers came while all of them waited
        for one in stalled:
            one.settimeout(60)
            answer = b"".join(iter(lambda one=one: one.recv(4096), b""))  # type: ignore[misc]
            assert answer.startswith(b"HTTP/1.1 408 ")


def _half_a_form(port: int) -> socket.socket:
    one = socket.create_connection((HOST, port))
    head = f"POST {FORM} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: csrftoken={'a' * 32}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
    one.sendall(f"{head}csrfmiddlewaretoken={'a' * 10}".encode())
    return one


def _is_open(one: socket.socket) -> bool:
    one.setblocking(False)
    with suppress(BlockingIOError):
        one.recv(1)
        return False
    return True
