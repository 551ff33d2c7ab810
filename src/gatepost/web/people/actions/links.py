"""Family links: declared, decided on, ended; and what the clock does with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.modules.queries import is_on
from gatepost.web.notices.actions import notify, settle
from gatepost.web.people import permissions
from gatepost.web.people.models import FamilyLink
from gatepost.web.people.queries.links import FAMILY_LINKS, deciders, without_email
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding, today

LONGEST_REVIEW = timedelta(days=366)
TO_NOTE, DECIDED, REVIEW = "family-link-to-note", "family-link-decided", "family-link-review"  # kinds of notices


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declares: about whom, and in which words. `other_is` is a value of the fact `target`."""

    other_name: str
    other_is: str
    relationship: str
    statement: str


def declare(*, person: Person, told: Declaration, replaces: FamilyLink | None = None) -> FamilyLink:
    """The person declares a link of their own, in writing. `replaces`: an earlier one of theirs, declared again; it
    counts on until this one is noted or its own day of review is over.
    """
    if not permissions.may_declare_links(person):
        raise Refused("no family link of theirs is asked for")
    if replaces is not None and replaces.membership_id != person.membership_id:
        raise Refused("somebody else's family link")
    return _declared(person, person.membership_id, told, replaces)


def key_in(*, person: Person, member: Membership, told: Declaration, replaces: FamilyLink | None = None) -> FamilyLink:
    """The office keys in what somebody without e-mail handed in on paper."""
    if not permissions.may_key_links(person) or member not in without_email():
        raise Refused("this is not the office's to key in")
    if replaces is not None and replaces.membership_id != member.pk:
        raise Refused("somebody else's family link")
    return _declared(person, member.pk, told, replaces)


def _declared(person: Person, declarer: int, told: Declaration, replaces: FamilyLink | None) -> FamilyLink:
    if not is_on(FAMILY_LINKS):
        raise Fault(_("Family links are not kept here: a headteacher has to switch that part on first."))
    with transaction.atomic():
        link = FamilyLink.objects.create(
            school_id=person.school_id,
            membership_id=declarer,
            other_name=told.other_name,
            other_is=told.other_is,
            relationship=told.relationship,
            statement=told.statement,
            declared_at=timezone.now(),
            keyed_by_id=person.membership_id if declarer != person.membership_id else None,
            replaces=replaces,
        )
        for membership_id in deciders(declarer):
            notify(membership_id=membership_id, kind=TO_NOTE, thing=_thing(link))
        contents = {
            "other": f"{told.other_name}/{told.other_is}/{told.relationship}".encode(),
            "statement": told.statement.encode(),
        }
        _entry(person, "family-link.keyed" if link.keyed_by_id else "family-link.declared", link, contents)
    return link


def note(*, person: Person, link: FamilyLink, review_on: date, words: str = "") -> None:
    """A headteacher notes a declaration: from now until the day of review it counts."""
    if not today() < review_on <= today() + LONGEST_REVIEW:
        raise Fault(_("Choose a day after today, at most a year away."), "review_on")
    with transaction.atomic():
        held = _to_decide(person, link)
        held.noted, held.review_on, held.decision_note = True, review_on, words
        _decide(person, held)
        if held.replaces is not None and held.replaces.ended_at is None:
            FamilyLink.objects.filter(pk=held.replaces_id).update(ended_at=held.decided_at)
            settle(kind=REVIEW, thing=_thing(held.replaces))
        _entry(person, "family-link.noted", held, {"review": review_on.isoformat().encode(), "words": words.encode()})


def refuse(*, person: Person, link: FamilyLink, words: str) -> None:
    """A headteacher does not accept a declaration, and says why."""
    if not words.strip():
        raise Fault(_("Say why you do not accept it."), "words")
    with transaction.atomic():
        held = _to_decide(person, link)
        held.noted, held.decision_note = False, words
        _decide(person, held)
        _entry(person, "family-link.refused", held, {"words": words.encode()})


def _to_decide(person: Person, link: FamilyLink) -> FamilyLink:
    """The row, locked; raises Refused for whoever does not decide on it, Fault where that is done."""
    held = FamilyLink.objects.select_for_update().get(pk=link.pk)
    if person.membership_id not in deciders(held.membership_id):
        raise Refused("nobody decides on their own family link")
    if held.noted is not None or held.ended_at is not None:
        raise Fault(_("This has been decided or withdrawn already."))
    return held


def _decide(person: Person, held: FamilyLink) -> None:
    held.decided_by_id = person.membership_id
    held.decided_at = timezone.now()
    held.save()
    settle(kind=TO_NOTE, thing=_thing(held))
    _tell(held, DECIDED)


def end(*, person: Person, link: FamilyLink) -> None:
    """It is no longer so, or was sent in error: said by whoever declared it or keyed it in; who decides on it can end
    what was noted.
    """
    with transaction.atomic():
        held = FamilyLink.objects.select_for_update().get(pk=link.pk)
        own = person.membership_id == held.membership_id
        keyed = held.keyed_by_id is not None and permissions.may_key_links(person)
        if not own and not keyed and person.membership_id not in deciders(held.membership_id):
            raise Refused("somebody else's family link")
        if held.ended_at is not None:
            raise Fault(_("This has been ended already."))
        if not own and not keyed and held.noted is None:
            raise Fault(_("Decide on it: note it, or say why you do not accept it."))
        _end(held, timezone.now())
        if not own:
            _tell(held, DECIDED)
        _entry(person, "family-link.ended", held)


def _end(held: FamilyLink, moment: datetime) -> None:
    held.ended_at = moment
    held.save(update_fields=["ended_at"])
    for kind in (TO_NOTE, REVIEW):
        settle(kind=kind, thing=_thing(held))


def read(*, person: Person, link: FamilyLink) -> None:
    """Somebody other than who declared it opened a declaration."""
    if person.membership_id != link.membership_id:
        _entry(person, "family-link.read", link)


def remind(*, link: FamilyLink, now: datetime) -> None:
    """The clock's part: the day of review comes near."""
    with transaction.atomic():
        if FamilyLink.objects.filter(pk=link.pk, reminded_at__isnull=True).update(reminded_at=now):
            _tell(link, REVIEW)


def lapse(*, link: FamilyLink, now: datetime) -> None:
    """The clock's part: the day of review is over, so the link counts no longer, and whoever declared it is told."""
    with transaction.atomic():
        if FamilyLink.objects.filter(pk=link.pk, lapsed_at__isnull=True).update(lapsed_at=now):
            _tell(link, REVIEW)
            _entry(None, "family-link.lapsed", link)


def end_of_leaver(*, link: FamilyLink, now: datetime) -> None:
    """The clock's part: whoever declared it has left."""
    with transaction.atomic():
        held = FamilyLink.objects.select_for_update().get(pk=link.pk)
        _end(held, now)
        _entry(None, "family-link.ended", held)


def erase(*, link: FamilyLink) -> None:
    """The clock's part: a year after it ended nothing of it is kept."""
    with transaction.atomic():
        _entry(None, "family-link.erased", link)
        FamilyLink.objects.filter(pk=link.pk).delete()


def _tell(link: FamilyLink, kind: str) -> None:
    """A notice to whoever declared it; for somebody without e-mail to the office."""
    told = (link.membership_id,) if link.membership.account.email else holding("office")
    for membership_id in told:
        notify(membership_id=membership_id, kind=kind, thing=_thing(link))


def _thing(link: FamilyLink) -> str:
    return f"family-link:{link.pk}"


def _entry(person: Person | None, action: str, link: FamilyLink, contents: dict[str, bytes] | None = None) -> None:
    append(
        school_id=link.school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "",
        action=action,
        thing=_thing(link),
        contents=contents,
    )
