"""A demo school as its people go through its pages: drafts, questions, registers, at one evening of a school week."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import time_machine
from django.test import Client

from gatepost.web.approvals.actions.deciding import say_yes
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import POST
from tests.web.conversations import Page
from tests.web.databases import Database
from tests.web.people.switching import on

EVENING = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)  # a Tuesday of term: own time for everybody
LESSON = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # the next morning
_MOST_PAGES = 8
_CITED = re.compile(
    r'gp-clause__where"><a class="govuk-link" href="[^"]*#([^"]+)">[^<]*</a>'
    r'(?: <span class="gp-clause__verdict">([^<]*)</span>)?'
)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ASKED = re.compile(r'name="a-([^"]+)"')


class NotShown(AssertionError):
    """The page does not show what a clause promises."""


@dataclass(frozen=True)
class Seen:
    """A page as somebody sees it."""

    html: str

    @cached_property
    def text(self) -> str:
        """Its words."""
        return " ".join(Page(self.html).text.split())

    @property
    def cited(self) -> Mapping[str, str]:
        """The clauses on which the answer rests, each with what it says on its tag."""
        return {clause: html.unescape(verdict) for clause, verdict in _CITED.findall(self.html)}

    def cites(self, clause: str, verdict: str, *words: str) -> "Seen":
        """The page; raises NotShown unless it rests on the clause with this verdict, and says these words."""
        if self.cited.get(clause) != verdict:
            raise NotShown(f"{clause} ({verdict}) is not among {dict(self.cited)}: {self.text}")
        return self.says(*words)

    def says(self, *words: str) -> "Seen":
        """The page; raises NotShown unless it says all these words."""
        for one in words:
            if one not in self.text:
                raise NotShown(f"“{one}” does not stand on the page: {self.text}")
        return self

    def says_not(self, *words: str) -> "Seen":
        """The page; raises NotShown if it says one of these words."""
        for one in words:
            if one in self.text:
                raise NotShown(f"“{one}” stands on the page: {self.text}")
        return self

    def rests_not_on(self, clause: str) -> "Seen":
        """The page; raises NotShown if the answer rests on the clause."""
        if clause in self.cited:
            raise NotShown(f"{clause} still stands on the page: {self.text}")
        return self


@dataclass
class Here:
    """One school, on a database that the tests of its policy share; so each test has words of its own."""

    slug: str
    _browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, key: str) -> Client:
        """Where one of the cast has signed in."""
        if key not in self._browsers:
            self._browsers[key] = sign_in(key, self.slug)
        return self._browsers[key]

    def inside(self) -> AbstractContextManager[None]:
        """The school's scope."""
        return school_scope(school(self.slug).pk)

    @contextmanager
    def at(self, moment: datetime) -> Iterator["Here"]:
        """The same school at another moment, where everybody signs in anew."""
        with time_machine.travel(moment, tick=False):
            yield Here(self.slug)
        self._browsers.clear()  # the clock may have tidied away what by then was too old

    def sees(self, key: str, path: str, **sent: Any) -> Seen:
        """The page of the school at this path; with something `sent`, the page that follows."""
        where = f"/{self.slug}/{path}"
        browser = self.browser(key)
        response = browser.post(where, sent, follow=True) if sent else browser.get(where)
        assert response.status_code == 200, (where, response.status_code)
        assert response.request["PATH_INFO"].startswith(f"/{self.slug}/"), (where, response.redirect_chain)
        return Seen(response.content.decode())

    def checks(
        self,
        key: str,
        text: str = "",
        *,
        answers: Any = None,
        photos: Any = (),
        alts: Any = (),
        children: Any = (),
        do: Any = "",
        **fields: Any,
    ) -> Seen:
        """The answer to a draft, or with `do` the page that this button of the answer leads to.

        `answers`: a mapping of what is told on the pages between, by fact or fact and word; raises NotShown where that
        is never asked, and what is not answered stays open. `photos` and `alts`: the files and each in words.
        `children`: who is ticked, by number. `fields`: of the form.
        """
        sent: dict[str, object] = {**POST, "text": text, **fields}
        sent |= {f"photo_{number}": one for number, one in enumerate(photos, 1)}
        sent |= {f"alt_{number}": one for number, one in enumerate(alts, 1)}
        for one in photos:
            one.seek(0)  # it may have been sent before
        left = dict(answers or {})
        page = self._sent(key, sent)
        for _ in range(_MOST_PAGES):
            if asked := set(_ASKED.findall(page)):
                now = {f"a-{name}": left.pop(name) for name in asked & left.keys()}
                page = self._sent(key, {**_carried(page), **now, "child": list(children), "do": "answer"})
            elif 'value="answer">' in page:  # nothing but who the photos show
                page = self._sent(key, {**_carried(page), "child": list(children), "do": "answer"})
            elif left and 'value="more">' in page:
                page = self._sent(key, {**_carried(page), "do": "more"})
            else:
                break
        if left:
            raise NotShown(f"never asked: {sorted(left)}; the page says: {Seen(page).text}")
        if do:
            page = self._sent(key, {**_carried(page), "do": do})
        return Seen(page)

    def _sent(self, key: str, told: Mapping[str, object]) -> str:
        response = self.browser(key).post(f"/{self.slug}/check/", told, follow=True)
        assert response.status_code == 200, response.content.decode()
        assert response.request["PATH_INFO"].startswith(f"/{self.slug}/"), response.redirect_chain  # still signed in
        page: str = response.content.decode()
        return page

    def may_i(self, key: str | None, situation: str, **answers: Any) -> Seen:
        """The answer to a question of May I; None asks as somebody who is not signed in. What is not answered here is
        answered with “not sure”.
        """
        browser = self.browser(key) if key else Client(SERVER_NAME="localhost")
        where = f"/{self.slug}/may-i/{situation}/"
        response = browser.post(where, {"situation": situation})
        for _ in range(2 * _MOST_PAGES):
            page = response.content.decode()
            read = Page(page)
            if "continue" not in read.buttons:
                return Seen(page)
            fact = response.context["step"].fact
            answer = answers.get(fact.replace("-", "_"), "not-sure")
            response = browser.post(where, {**read.hidden, "answer": answer, "continue": "1"})
        raise AssertionError(f"{situation} never ends")

    def asks(self, key: str, text: str, **draft: Any) -> PermissionRequest:
        """The request that the answer's button sends to the headteacher."""
        page = self.checks(key, text, do="ask", **draft)
        page.says("Asked. You are told when there is an answer.")
        return self.latest_request()

    def latest_request(self) -> PermissionRequest:
        """The newest one."""
        with self.inside():
            return PermissionRequest.objects.latest("pk")

    def grants(self, request: PermissionRequest, by: str = "head") -> None:
        """A headteacher says yes to it."""
        with self.inside():
            say_yes(person=person(by, self.slug), request=request, seen=0)


def _carried(page: str) -> dict[str, list[str]]:
    """The hidden fields of the first form that carries the draft on."""
    form = next(part.split("</form>")[0] for part in page.split("<form")[1:] if 'name="told"' in part)
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(form):
        found.setdefault(name, []).append(html.unescape(value))
    return found


@contextmanager
def opened(slug: str, fresh_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[Here]:
    """A school on that evening, which asks for permission here, on a fresh database."""
    with time_machine.travel(EVENING, tick=False), fresh_database():
        here = Here(slug)
        with here.inside():
            on("requests", slug)
        yield here
