"""Invented families on the roll of a demo school, and the short words by which the tests tell their stories."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from gatepost.web.consents import due
from gatepost.web.consents.actions import answers
from gatepost.web.consents.actions.answers import Evidence, Paper, Voice
from gatepost.web.consents.purposes import Purpose, from_code
from gatepost.web.consents.queries.verdicts import verdicts
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.people.switching import on

PHOTO = from_code("website/photo/none")
Stories = dict[str, tuple[str, Callable[[], str]]]  # by name: what must come of it, and the story


def story(table: Stories, answer: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Enter a story into a table."""

    def enter(told: Callable[[], str]) -> Callable[[], str]:
        table[told.__name__.replace("_", " ")] = answer, told
        return told

    return enter


@contextmanager
def consents(slug: str = "quillbrook") -> Iterator[None]:
    """Inside the scope of a school that keeps consents and lets parents answer."""
    with school_scope(school(slug).pk):
        for module in ("photo-consents", "parents-on-roll"):
            on(module, slug)
        yield


def on_roll(kind: str, forename: str, surname: str = "Vane", slug: str = "quillbrook", **told: Any) -> OnRoll:
    row = OnRoll(school=school(slug), kind=kind, forename=forename, surname=surname, by_hand=True, **told)
    row.folded = f" {forename.lower()} {surname.lower()}"
    row.save()
    return row


def pupil(forename: str = "Robin", slug: str = "quillbrook", **told: Any) -> OnRoll:
    return on_roll("pupil", forename, slug=slug, **{"class_name": "Owls", **told})


def on_a_yes(slug: str = "quillbrook") -> dict[str, Any]:
    """Who said yes to a picture, and where."""
    return {"school_id": school(slug).pk, "approved_by": person("head", slug).membership_id}


def adult(child: OnRoll, forename: str, responsible: str = "yes", slug: str = "quillbrook") -> OnRoll:
    row = on_roll("parent", forename, slug=slug)
    join(child, row, responsible)
    return row


def join(child: OnRoll, row: OnRoll, responsible: str = "yes") -> None:
    Contact.objects.create(
        school_id=child.school_id, child=child, adult=row, relationship="", parental_responsibility=responsible
    )


def says(
    child: OnRoll,
    who: OnRoll | None,
    yes: bool,
    purpose: Purpose = PHOTO,
    slug: str = "quillbrook",
    given_on: date | None = None,
) -> None:
    """The office keys in what an adult, or with None the child, has answered."""
    voice = Voice(who.pk if who else None)
    evidence = Evidence(given_on=given_on)
    answers.key_in(person=person("office", slug), papers=[Paper(child.pk, voice, {purpose: yes})], evidence=evidence)


def takes_back(child: OnRoll, who: OnRoll | None, purpose: Purpose = PHOTO) -> None:
    answers.withdraw(person=person("office"), child=child.pk, voice=Voice(who.pk if who else None), purposes=[purpose])


def reason(child: OnRoll, purpose: Purpose = PHOTO, slug: str = "quillbrook") -> str:
    """Why the child may not be shown today, or `shown`."""
    told = (purpose.channel, purpose.media, purpose.naming)
    (one,) = verdicts([child.pk], *told, today(), person=person("head", slug))
    assert one.shown == (one.reason == "shown")
    return one.reason


def page_for(key: str, child: OnRoll, row: OnRoll, slug: str = "quillbrook") -> None:
    """The office has said that this member is this adult of this child."""
    office = Membership.objects.get(pk=person("office", slug).membership_id)
    OwnChild.objects.create(
        school=school(slug),
        membership=Membership.objects.get(pk=person(key, slug).membership_id),
        adult=row,
        child=child,
        confirmed_by=office,
        confirmed_at=timezone.now(),
    )


def tick(slug: str = "quillbrook") -> None:
    due.run(school(slug), timezone.now())


@contextmanager
def later(days: int, slug: str = "quillbrook") -> Iterator[None]:
    """The same school after so many days; by then the assessments have been signed again."""
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        for module in ("photo-consents", "parents-on-roll"):
            on(module, slug)
        yield
