"""People at their browsers who write all the while, each knowing what the site has confirmed to them."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import count
from string import ascii_lowercase
from urllib.parse import urlencode

from tests.web.operations.homes import Home
from tests.web.serving import HOST

CSRF = "a" * 32  # what a form has to bring is what the cookie says, and both come from the browser
FEW = 5  # people in a small file
MANY = 2001  # in a large one, which the queue or the clock applies
_BOUNDARY = "a-part-of-the-form"


@dataclass(slots=True)
class Confirmed:
    """What the site has confirmed, by the words that tell one from another, and answers that nobody had counted on."""

    channels: list[str] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # the class of all who are in it
    large_files: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, (self.channels, self.invitations, self.links, self.files, self.large_files)))


class Ended(Exception):
    """The site is gone, or did not do what was asked."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody who is signed in at a school."""

    port: int
    school: str
    session: str

    def get(self, path: str) -> str:
        """A page of the school; raises Ended where it is not shown."""
        status, _where, body = self._ask("GET", path, None, {})
        if status != 200:
            raise Ended(f"GET {path}: {status}")
        return body

    def post(self, path: str, told: Mapping[str, str], file: bytes | None = None) -> str:
        """Send a form; the path to which the site sent us on. Raises Ended where it did not."""
        status, where, body = self.send(path, told, file)
        if status != 302 or "/sign-in/" in where or "/me/" in where:
            shown = " ".join(re.sub(r"<[^>]*>", " ", body).split())[:300]
            raise Ended(f"POST {path}: {status} {where} {shown}")
        return where

    def send(self, path: str, told: Mapping[str, str], file: bytes | None = None) -> tuple[int, str, str]:
        """Send a form, whatever comes back: status, where to go on, and the page."""
        fields = {"csrfmiddlewaretoken": CSRF, **told}
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, body = f"multipart/form-data; boundary={_BOUNDARY}", _parts(fields, file)
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, str, str]:
        connection = HTTPConnection(HOST, self.port, timeout=60)
        cookie = f"sessionid={self.session}; csrftoken={CSRF}"
        known = {"Host": f"localhost:{self.port}", "Cookie": cookie, **headers}
        try:
            connection.request(method, f"/{self.school}/{path}", body, known)
            answer: HTTPResponse = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()


def _parts(fields: Mapping[str, str], file: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    told = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    opened = f'{told}{head}"file"; filename="roll.csv"\r\nContent-Type: text/csv\r\n\r\n'
    return opened.encode() + file + f"\r\n--{_BOUNDARY}--\r\n".encode()


def word(number: int) -> str:
    """A name that no other number has and none resembles."""
    letters = ""
    for _ in range(4):
        number, digit = divmod(number, 26)
        letters += ascii_lowercase[digit] * 2
    return letters.capitalize()


def roll_of(room: str, people: int, born: int) -> bytes:
    """A file with so many new pupils of one class; nobody else's file names the same."""
    lines = ["kind,forename,surname,class,date_of_birth"]
    for number in range(people):
        day = f"{2015 + number % 5}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        lines.append(f"pupil,{word(born * 3001 + number)},{word(born * 3001 + 2501 + number % 400)},{room},{day}")
    return "\n".join(lines).encode()


class Writers:
    """Four people who write as long as the site answers, over as many starts of it as it takes."""

    def __init__(self, home: Home) -> None:
        self.confirmed = Confirmed()
        self._home = home
        self._numbers = count(1)
        self._stop = threading.Event()

    @contextmanager
    def at_work(self, port: int, patient: bool = False) -> Iterator[None]:
        """They write while the block runs, or until the site is gone. The patient try again when something fails."""
        self._stop.clear()
        work = {
            "head@quillbrook": (self._channel, self._invitation),
            "teacher@quillbrook": (self._link,),
            "office@quillbrook": (self._file,),
            "business@quillbrook": (self._file,),
        }
        threads = [
            threading.Thread(target=self._write, args=(self.browser(who, port), verbs, patient))
            for who, verbs in work.items()
        ]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self._stop.set()
            for one in threads:
                one.join()

    def browser(self, who: str, port: int) -> Browser:
        """Whoever is signed in under this name."""
        return Browser(port, who.partition("@")[2], self._home.cookies[who])

    def large_file(self, port: int) -> None:
        """A second school's head confirms a file that the queue or the clock applies."""
        number = next(self._numbers)
        room = f"Large{number}"
        self._confirm(self.browser("head@larksend", port), roll_of(room, MANY, number), MANY)
        self.confirmed.large_files.append(room)

    def _write(self, browser: Browser, verbs: tuple[Callable[[Browser, int], None], ...], patient: bool) -> None:
        while not self._stop.is_set():
            for verb in verbs:
                try:
                    verb(browser, next(self._numbers))
                except (OSError, HTTPException):
                    if not patient:
                        return
                    self._stop.wait(0.2)  # seconds
                except Ended as fault:
                    if not patient:
                        self.confirmed.odd.append(str(fault))
                        return
                    self._stop.wait(0.2)  # seconds

    def _channel(self, browser: Browser, number: int) -> None:
        name = f"Channel {number}"
        browser.post("settings/channels/", {"name": name})
        self.confirmed.channels.append(name)

    def _invitation(self, browser: Browser, number: int) -> None:
        address = f"invited{number}@elsewhere.example"
        told = {"name": f"Invited {word(number)}", "email": address, "roles": "teacher", "starts_on": "2026-09-01"}
        where = browser.post("members/invite/", told)
        self.confirmed.invitations.append(address)
        browser.get(where.partition("/quillbrook/")[2])  # which also shows, and forgets, what the site had to say

    def _link(self, browser: Browser, number: int) -> None:
        name = f"Cousin {word(number)}"
        told = {"other_name": name, "other_is": "pupil", "relationship": "cousin", "statement": "My cousin."}
        where = browser.post("family-links/declare/", told)
        self.confirmed.links.append(name)
        browser.get(where.partition("/quillbrook/")[2])

    def _file(self, browser: Browser, number: int) -> None:
        room = f"Small{number}"
        if self._confirm(browser, roll_of(room, FEW, number), FEW):
            self.confirmed.files.append(room)

    def _confirm(self, browser: Browser, file: bytes, changes: int) -> bool:
        """Send a file and confirm it; False where another's file came between."""
        where = browser.post("roll/import/", {"mode": "delta", "kind": "pupil"}, file)
        path = where.partition(f"/{browser.school}/")[2]
        found = re.search(r'name="agreed" value="([0-9a-f]+)"', browser.get(path))
        if found is None:
            raise Ended(f"nothing to confirm at {path}")
        browser.post(f"{path}confirm/", {"agreed": found[1], "typed": str(changes)})
        return not re.search(r"The roll has changed since", browser.get(path))
