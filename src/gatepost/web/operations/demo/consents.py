"""The demo's consents: a round that asks all parents, and paper forms that the office has keyed in since."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from gatepost.web.consents.actions.answers import Evidence, Paper, Voice, key_in
from gatepost.web.consents.actions.asked import choose
from gatepost.web.consents.actions.bars import set_bar
from gatepost.web.consents.actions.rounds import start
from gatepost.web.consents.purposes import Purpose, from_code
from gatepost.web.consents.queries.rounds import EVERYBODY
from gatepost.web.operations.demo.acting import holder
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today

CLOSES_IN = timedelta(days=21)
BARRED = "Adopted. Nobody outside may learn which school this is: ask the headteacher first."
_SILENT, _REFUSING, _CAREFUL = 0.12, 0.2, 0.4  # of all families, up to where each kind reaches; the others agree
_AT_SCHOOL = frozenset({"newsletter", "class-photo", "parents-app", "display"})  # what careful parents agree to


def collect(school: School, asks: Sequence[str], unanswered: str, leaving_out: Collection[OnRoll]) -> None:
    """Inside the school's scope: answers of most families, none of one class and of the children left out; two parents
    who disagree, a child who says no, and a child who is barred.
    """
    office, purposes = holder("office"), [from_code(code) for code in asks]
    choose(person=office, purposes=purposes)
    start(person=office, whom=EVERYBODY, closes_on=today() + CLOSES_IN)
    chance = random.Random(school.slug)  # noqa: S311 -- invented answers, no secret
    rows = OnRoll.objects.filter(kind="pupil").exclude(class_name=unanswered)
    children = [one for one in rows.order_by("pk") if one not in leaving_out]
    adults = _responsible()
    disputed = chance.choice([one for one in children if len(adults[one.pk]) > 1])
    oldest = max(one.year_group or 0 for one in children)
    refusing = chance.choice([one for one in children if one.year_group == oldest and one != disputed])
    barred = chance.choice([one for one in children if one not in (disputed, refusing)])
    by_class: dict[str, list[Paper]] = {}
    for child in children:
        papers = by_class.setdefault(child.class_name, [])
        first, *others = (Voice(adult) for adult in adults[child.pk])
        if child in (disputed, refusing, barred):
            papers.append(Paper(child.pk, first, dict.fromkeys(purposes, True)))
        elif told := dict(_answers(purposes, chance)):
            papers.append(Paper(child.pk, first, told))
        if child == disputed:
            papers.append(Paper(child.pk, others[0], dict.fromkeys(purposes, False)))
        if child == refusing:
            papers.append(Paper(child.pk, Voice(), dict.fromkeys(purposes, False)))
    for name, papers in by_class.items():
        key_in(person=office, papers=papers, evidence=Evidence(note=f"Green folder, {name}"))
    set_bar(person=holder("headteacher"), child=barred.pk, reason=BARRED)


def _answers(purposes: Sequence[Purpose], chance: random.Random) -> Iterator[tuple[Purpose, bool]]:
    """What one family says, purpose by purpose; nothing where it has not answered."""
    kind = chance.random()
    if kind < _SILENT:
        return
    for one in purposes:
        yield one, kind >= _REFUSING and (kind >= _CAREFUL or one.channel in _AT_SCHOOL)


def _responsible() -> Mapping[int, list[int]]:
    """By child, the adults with parental responsibility, in the order in which the school turns to them."""
    found: dict[int, list[int]] = {}
    rows = Contact.objects.filter(parental_responsibility="yes").order_by("child_id", "priority", "pk")
    for child, adult in rows.values_list("child_id", "adult_id"):
        found.setdefault(child, []).append(adult)
    return found
