"""What a search finds: of each app what the person may see there, and of nothing else even a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from gatepost.policy.document import Clause
from gatepost.policy.topics import topics
from gatepost.web.checks.queries import Situation, situations
from gatepost.web.home.doing import links
from gatepost.web.home.ranking import Words, excerpt, ranked, wanted_of, words_of
from gatepost.web.people import permissions as people
from gatepost.web.people.queries import roll
from gatepost.web.policies.queries import MOST_KEPT, Adopted, document
from gatepost.web.schools import permissions as schools
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person
from gatepost.web.schools.queries import as_members
from gatepost.web.schools.queries import found as found_members
from gatepost.web.terms.queries import kept
from gatepost.web.terms.words import lines

SHOWN = 10  # of each group
_MARKS = re.compile(r"[*_`]+|\[([^\]]*)\]\([^)]*\)")  # emphasis, code and links of Markdown


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `at`: its address, or empty; `situation`: a question that is opened by a button, having none."""

    title: str
    says: str = ""
    at: str = ""
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more`: whether there is more than is shown."""

    heading: str
    hits: tuple[Hit, ...]
    more: bool


def search(person: Person | None, school: School, adopted: Adopted | None, words: str) -> tuple[Group, ...]:
    """What the words find, by kind, kinds without a hit left out; `person` is None for whoever is not signed in."""
    wanted = wanted_of(words)
    found = [_situations(school, wanted) if adopted else [], _clauses(school, adopted, wanted) if adopted else []]
    headings = [_("May I…?"), _("Our policy")]
    if person is not None:
        found += [
            _pages(person, school, wanted),
            _dates(school, wanted),
            _members(person, school, words),
            _on_roll(person, school, words),
        ]
        headings += [_("Pages"), _("School year"), _("Members"), _("The roll")]
    return tuple(
        Group(heading, tuple(hits[:SHOWN]), len(hits) > SHOWN)
        for heading, hits in zip(headings, found, strict=True)
        if hits
    )


def _situations(school: School, wanted: Sequence[str]) -> list[Hit]:
    return [
        Hit(
            one.title,
            at=reverse("checks:ask", args=[school.slug, one.slug]) if one.link else "",
            situation="" if one.link else one.slug,
        )
        for one in ranked(_situation_words(), wanted)
    ]


@cache
def _situation_words() -> tuple[tuple[Situation, Words], ...]:
    return tuple((one, frozenset(words_of(one.title))) for one in situations().values())


def _clauses(school: School, adopted: Adopted, wanted: Sequence[str]) -> list[Hit]:
    page = reverse("policies:policy", args=[school.slug])
    return [
        Hit(f"{one.where} ({one.id})", excerpt(_plain(one.prose), wanted), f"{page}#{one.id}")
        for one in ranked(_clause_words(adopted.text), wanted)
    ]


@lru_cache(maxsize=MOST_KEPT)
def _clause_words(text: str) -> tuple[tuple[Clause, Words], ...]:
    policy = document(text)
    headings = {one.id: section.heading for section in policy.sections for one in section.clauses}
    return tuple(
        (one, frozenset(words_of(f"{one.id} {one.where} {headings.get(one.id, '')} {_topic(one)} {_plain(one.prose)}")))
        for one in policy.clauses.values()
    )


def _topic(clause: Clause) -> str:
    return topics()[clause.topic].title if clause.topic else ""


def _plain(prose: str) -> str:
    return " ".join(_MARKS.sub(lambda found: found[1] or "", prose).split())


def _pages(person: Person, school: School, wanted: Sequence[str]) -> list[Hit]:
    pages = [page for _heading, group in links(person, school) for page in group]
    return [
        Hit(one.title, one.says, one.at)
        for one in ranked([(page, frozenset(words_of(f"{page.title} {page.says}"))) for page in pages], wanted, True)
    ]


def _dates(school: School, wanted: Sequence[str]) -> list[Hit]:
    known = kept()
    entries = []
    for year in known.years:
        at = reverse("terms:year", args=[school.slug, year.name])
        for line in lines(year, known.holidays):
            title = f"{line.what}: {line.name}" if line.name else line.what
            entries.append((Hit(title, line.days, at), frozenset(words_of(f"{title} {line.days}"))))
    return ranked(entries, wanted, True)


def _members(person: Person, school: School, words: str) -> list[Hit]:
    if not schools.may_see_members(person):
        return []
    return [
        Hit(
            one.name,
            ", ".join(dict.fromkeys(role.name for role in one.roles if role.now)) or _("No role now"),
            reverse("schools:member", args=[school.slug, one.id]),
        )
        for one in as_members(found_members(person, words), school.jurisdiction)
    ]


def _on_roll(person: Person, school: School, words: str) -> list[Hit]:
    if not people.may_see_names(person):
        return []
    opens = people.may_see_roll(person)
    return [
        Hit(
            str(one),
            one.class_name or str(one.get_kind_display()),
            reverse("people:one", args=[school.slug, one.pk]) if opens else "",
        )
        for one in roll.search(person, words)
    ]
