"""A family on the roll whose adults are invited, accept, and are told to be their children's."""

import re
from contextlib import AbstractContextManager
from typing import Any

from django.core import mail
from django.test import Client

from gatepost.web.people.actions.inviting import confirm_alike, invite_parents
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.inviting import alike, of_class
from gatepost.web.people.queries.parents import own_children
from gatepost.web.schools.models import Account
from gatepost.web.schools.person import Person, person_at
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.consents.families import adult, consents, pupil
from tests.web.conversations import Page
from tests.web.signin.ways import browser


def text_of(response: Any) -> str:
    """The words of a page."""
    return Page(response.content.decode()).text


def here() -> AbstractContextManager[None]:
    """Inside the scope of Quillbrook."""
    return school_scope(school().pk)


def reached(child: OnRoll, forename: str, email: str = "", responsible: str = "yes") -> OnRoll:
    """An adult of a child, with an address on the roll."""
    row = adult(child, forename, responsible)
    OnRoll.objects.filter(pk=row.pk).update(email=email or f"{forename.lower()}@post.example")
    row.refresh_from_db()
    return row


def family(*forenames: str) -> list[OnRoll]:
    """Robin of the Owls, and the adults of Robin."""
    with consents():
        robin = pupil()
        return [robin, *(reached(robin, forename) for forename in forenames)]


def states(room: str = "Owls", by: str = "office") -> dict[str, str]:
    """How things stand with each adult of a class."""
    with here():
        return {one.adult.forename: one.state for one in of_class(person(by), room)}


def invite(*rows: OnRoll, by: str = "office") -> int:
    """The letters have gone, or have not, when it returns."""
    with here():
        return invite_parents(person=person(by), room="Owls", chosen=[row.pk for row in rows])


def accept() -> Client:
    """The newest letter's link is opened, and its button pressed."""
    link = re.search(r"https?://[^/]+(/invitation/\S+/)", str(mail.outbox[-1].body))
    assert link, mail.outbox[-1].body
    client = browser()
    assert client.post(link[1]).status_code == 302
    return client


def joined(*rows: OnRoll) -> list[Person]:
    """Each adult is invited and has accepted."""
    found = []
    for row in rows:
        invite(row)
        accept()
        with here():
            someone = person_at(Account.objects.get(email=row.email).pk)
        assert someone is not None
        found.append(someone)
    return found


def proposed(by: str = "office") -> list[str]:
    """The adults who stand under *New parents*."""
    with here():
        return [one.adult.forename for one in alike(person(by))]


def say(*members: Person, by: str = "office") -> int:
    """That these members are the adults who are like them."""
    with here():
        shown = {(one.member.pk, contact.pk) for one in alike(person(by)) for contact in one.contacts}
        return confirm_alike(person=person(by), shown=shown, chosen=[one.membership_id for one in members])


def children(of: Person) -> list[str]:
    """Whom a parent's own page shows."""
    with here():
        return [contact.child.forename for contact in own_children(of)]
