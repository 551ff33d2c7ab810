"""One child: what was answered, by whom; image bars; and a parent's own answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, ImageBar
from gatepost.web.consents.purposes import EVERYTHING, Purpose, in_order
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS, asked, counting_from
from gatepost.web.consents.queries.names import among_all
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.consents.queries.verdicts import rulings_for
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.people.queries.parents import own_children
from gatepost.web.schools.person import Person, today


def child(person: Person, number: int) -> OnRoll | None:
    """A pupil on the roll, for whoever may see reasons and is no parent of theirs; None for everybody else, by the same
    queries.
    """
    found = OnRoll.objects.filter(pk=number, kind="pupil", school_id=person.school_id).first()
    own = own_numbers(person)
    return found if permissions.may_see_reasons(person) and number not in own else None


@dataclass(frozen=True, slots=True)
class Now:
    """One purpose for a child today."""

    purpose: Purpose
    shown: bool
    reason: str


def now_of(row: OnRoll) -> tuple[Now, ...]:
    """What holds for a child today, for everything that is asked or was answered."""
    answered = {one.about for one in Answer.objects.filter(child=row)} - {EVERYTHING}
    purposes = in_order([*asked(), *answered])
    found = rulings_for([row.pk], purposes, today())
    return tuple(Now(one, found[row.pk, one].shown, found[row.pk, one].reason) for one in purposes)


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer with the name of whose word it was, empty where that is nobody on the roll. `stands`: the same voice
    has said nothing since that takes it back.
    """

    answer: Answer
    who: str
    stands: bool


def history(row: OnRoll) -> tuple[Entry, ...]:
    """Everything that was answered for a child, the newest first."""
    answers = list(Answer.objects.filter(child=row).select_related("keyed_by__account").order_by("-at", "-pk"))
    adults = {one.pk: str(one) for one in OnRoll.objects.filter(pk__in=[a.adult_id for a in answers if a.adult_id])}
    still = standing(answers)
    return tuple(Entry(one, adults.get(one.adult_id or 0, ""), one.pk in still) for one in answers)


def standing(answers: Iterable[Answer]) -> set[int]:
    """Those of the answers for a child that their voice has not taken back or that were not set aside."""
    by_voice: dict[tuple[str, int], list[rule.Said]] = {}
    for one in answers:
        by_voice.setdefault((one.by, one.adult_id or 0), []).append(one.said)
    held = (one for said in by_voice.values() for one in rule.latest(said).values())
    return {one.number for one in held if one.says != rule.SET_ASIDE}


def adults_of(children: Iterable[int]) -> dict[int, tuple[Contact, ...]]:
    """The adults of each child, in the order in which the school turns to them."""
    rows = Contact.objects.filter(child_id__in=list(children)).select_related("adult")
    found: dict[int, list[Contact]] = {}
    for one in sorted(rows, key=lambda each: (each.priority is None, each.priority or 0, each.pk)):
        found.setdefault(one.child_id, []).append(one)
    return {number: tuple(contacts) for number, contacts in found.items()}


@dataclass(frozen=True, slots=True)
class Barred:
    """An image bar with the child's name; `lifts`: the person may lift it."""

    bar: ImageBar
    name: str
    lifts: bool


def bars(person: Person, *, lifted: bool = False) -> tuple[Barred, ...]:
    """The image bars that stand, or those that were lifted, for those who may see reasons; none of their own child."""
    if not permissions.may_see_reasons(person):
        return ()
    rows = ImageBar.objects.filter(lifted_at__isnull=not lifted).select_related("set_by__account", "lifted_by__account")
    found = list(rows.order_by("-lifted_at", "pk"))
    names = among_all(person, OnRoll.objects.filter(pk__in=[one.child_id for one in found], kind="pupil"))
    own = own_numbers(person)
    return tuple(
        Barred(one, names[one.child_id], _lifts(person, one, own))
        for one in found
        if one.child_id in names and one.child_id not in own
    )


def bar(person: Person, number: int) -> Barred | None:
    """One that stands and that the person may lift."""
    found = ImageBar.objects.filter(pk=number, lifted_at__isnull=True, school_id=person.school_id).first()
    row = OnRoll.objects.filter(pk=found.child_id if found else 0, kind="pupil").first()
    own = own_numbers(person)
    if found is None or row is None or not _lifts(person, found, own):
        return None
    return Barred(found, among_all(person, [row])[row.pk], True)


def _lifts(person: Person, row: ImageBar, own: Collection[int]) -> bool:
    may = permissions.may_lift_all if row.by_lead else permissions.may_see_reasons
    return may(person) and row.child_id not in own


@dataclass(frozen=True, slots=True)
class Mine:
    """A child of the person with the person's own latest word on each purpose that is asked, empty where it was a yes
    that counts no longer, so that nobody renews it without choosing it; the day is the last one of a yes. Nobody else's
    word is read.
    """

    contact: Contact
    answers: tuple[tuple[Purpose, str, date | None], ...]


def mine(person: Person) -> tuple[Mine, ...]:
    """A parent's own children, each with the parent's own answers; none while the module is off."""
    contacts = own_children(person) if is_on(PHOTO_CONSENTS) else ()
    purposes, since = asked(), counting_from()
    return tuple(Mine(one, _own(one, purposes, since)) for one in contacts)


def _own(contact: Contact, purposes: Sequence[Purpose], since: int) -> tuple[tuple[Purpose, str, date | None], ...]:
    latest, day = own_words(contact.child_id, contact.adult_id), today()
    made: list[tuple[Purpose, str, date | None]] = []
    for one in purposes:
        told = latest.get(one.code)
        if told is None or (told.says == rule.YES and (told.ends < day or told.wording < since)):
            made.append((one, "", None))
        else:
            made.append((one, told.says, told.ends if told.says == rule.YES else None))
    return tuple(made)


def own_words(child_id: int, adult_id: int | None) -> dict[str, Answer]:
    """An adult's answer, or with None the child's own, that stands on each purpose, by its code."""
    by = rule.CHILD if adult_id is None else rule.ADULT
    rows = {one.pk: one for one in Answer.objects.filter(child_id=child_id, adult_id=adult_id, by=by)}
    held = rule.latest(one.said for one in rows.values())
    return {purpose.code: rows[one.number] for purpose, one in held.items()}
