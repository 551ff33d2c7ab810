"""Walk through May I as a person would: read the page that came, answer, send what the page's own form holds."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random

from django.test import Client

from gatepost.vocabulary.words import Vocabulary, vocabulary
from gatepost.web.checks.queries import situations

MOST_PAGES = 60  # more than any conversation can have

# Words that a browser gets and a person does not see.
_UNSEEN = {"style", "script", "head"}


class Page(HTMLParser):
    """What matters of a page: its visible text, its title, the links, and the fields of the question's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.title = ""
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.hidden: dict[str, str] = {}
        self.options: list[tuple[str, str]] = []  # (type, value)
        self.buttons: list[str] = []
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()
        self.feed(html)

    def count(self, tag: str) -> int:
        return self._counts[tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._counts[tag] += 1
        if tag not in ("meta", "link", "input", "br", "hr", "img"):
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "button":
            self.buttons.append(given.get("name", ""))
        if tag == "input" and given["type"] == "hidden":
            self.hidden[given["name"]] = given.get("value", "")
        if tag == "input" and given["type"] in ("radio", "checkbox") and given["name"] == "answer":
            self.options.append((given["type"], given["value"]))
        for name in ("title", "aria-label", "alt"):
            if name in given:
                self.text += f" {given[name]} "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title += text
        if not _UNSEEN & set(self._open) or (self._open and self._open[-1] == "title"):
            self.text += text if text.strip() else " "
        if self._open and "h1" in self._open:
            self.headings.append(text)


def _hyphenated(words: Vocabulary) -> list[str]:
    known = {*words.outcomes, *words.verbs, *words.recipients}
    for fact in words.facts.values():
        known |= {fact.name, *fact.values, *fact.groups}
    return sorted(word for word in known if "-" in word)


_UNSPOKEN = re.compile(rf"(?<![\w-])(?:{'|'.join(_hyphenated(vocabulary()))})(?![\w-])")


ENGLISH_ONLY = re.compile(r"\b(DSL|LADO|designated safeguarding lead|Teaching Regulation Agency)\b")


def unspoken(html: str) -> list[str]:
    """The words of the vocabulary that a page shows and nobody would say, such as `former-pupil`."""
    return sorted(set(_UNSPOKEN.findall(Page(html).text)))


@dataclass
class Conversation:
    """One way through: the facts that were asked, the pages, and the page with the answer."""

    asked: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    told: str = "[]"

    @property
    def answer(self) -> str:
        return self.pages[-1]


def address(school: str, situation: str, link: bool) -> str:
    return f"/{school}/may-i/{situation}/" if link else f"/{school}/may-i/"


Chooser = Callable[[list[str], bool], list[str]]


def at_random(seed: str) -> Chooser:
    """Any answer on the page, not sure included."""
    chance = Random(seed)

    def choose(options: list[str], several: bool) -> list[str]:
        first = chance.choice(options)
        if not several or first in ("none-of-these", "not-sure"):
            return [first]
        more = [one for one in options if one not in ("none-of-these", "not-sure") and chance.random() < 0.3]
        return sorted({first, *more})

    return choose


def always_first(options: list[str], several: bool) -> list[str]:
    return options[:1]


def converse(
    client: Client,
    school: str,
    situation: str,
    link: bool,
    roles: Sequence[str],
    choose: Chooser,
    action: str = "",
    go_on: bool = False,
) -> Conversation:
    """Answer with `roles`, with `action` where one is asked for, and with `choose` from then on, to the answer.

    With `go_on`, past the answer that comes after six questions, to where nothing is left to ask.
    """
    where = address(school, situation, link)
    done = Conversation()
    response = client.post(where, {"situation": situation})
    for _ in range(MOST_PAGES):
        assert response.status_code == 200, (where, response.status_code, done.told)
        html = response.content.decode()
        done.pages.append(html)
        page = Page(html)
        done.told = page.hidden.get("told", "[]")
        if "continue" not in page.buttons:
            if go_on and "go-on" in page.buttons:
                response = client.post(where, {**page.hidden, "go-on": "1"})
                continue
            return done
        fact = response.context["step"].fact
        done.asked.append(fact)
        options = [value for _kind, value in page.options]
        several = page.options[0][0] == "checkbox"
        if fact == "role":
            chosen = list(roles)
        elif fact == "action" and action:
            chosen = [action]
        else:
            chosen = choose(options, several)
        sent: dict[str, object] = {**page.hidden, "answer": chosen, "continue": "1"}
        response = client.post(where, sent)
    raise AssertionError(f"{where} as {roles} never ends: {done.told}")


def roles_and_situations() -> Iterator[tuple[str, bool, str]]:
    """(situation, link, role) for every situation and each role that may ask it."""
    for one in situations().values():
        for role in one.roles:
            yield one.slug, one.link, role
