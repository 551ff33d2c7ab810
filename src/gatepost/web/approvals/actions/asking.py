"""Asking for permission, answering a question about it, taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.approvals import permissions, words
from gatepost.web.approvals.actions.entries import (
    ASKED_BACK,
    end,
    entry,
    locked,
    tell_deciders,
    thing_of,
)
from gatepost.web.approvals.actions.noes import refuse_beside_a_like_no
from gatepost.web.approvals.binding import Asked, digest
from gatepost.web.approvals.kinds import KINDS, LONGEST, NEW_ACCOUNT, level_needed
from gatepost.web.approvals.models import ASKED, REFUSED, TAKEN_BACK, PermissionRequest, RequestPicture, place
from gatepost.web.approvals.queries.requests import module_on
from gatepost.web.approvals.words import Told
from gatepost.web.notices.actions import settle
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person, today

WAITS = timedelta(days=28)  # for an answer, unless it is wanted earlier
MOST_PICTURES = 4
LARGEST_PICTURE = 6 * 1024 * 1024  # bytes
LONGEST_WORDS = 20_000
MOST_WAITING = 20  # requests of one person


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: exactly what, of which kind, and what is not part of it.

    `pictures` are what whoever decides is shown of `asked.pictures`, one for each, in their order. `platform` and
    `handle` are of an account to be opened. `said_on`: the day on which, the asker says, it was allowed by word of
    mouth.
    """

    kind: str
    asked: Asked
    pictures: tuple[bytes, ...] = ()
    platform: str = ""
    handle: str = ""
    note: str = ""
    wanted_by: date | None = None
    said_on: date | None = None


def ask(*, person: Person, wanted: Wanted) -> PermissionRequest:
    """The person asks for a permission of their own; whoever decides is told that something waits.

    Raises Fault where the policy in force asks for no such yes, where exactly this waits already, and for what is too
    much or too late.
    """
    if not permissions.may_ask(person):
        raise Refused("no permission of the headteacher's is needed")
    must_be_on()
    with transaction.atomic():
        in_turn(person)
        made = begun(person, person.membership_id, wanted)
        tell_deciders(made)
        entry(person, "permission.asked", made, {"asked": digest(wanted.asked).encode()})
    return made


def must_be_on() -> None:
    """Raise Fault while the school neither asks for nor gives permission here."""
    if not module_on():
        raise Fault(_("Permission is not asked for here: a headteacher has to switch that part on first."))


def in_turn(person: Person) -> None:
    """Two taps on the same button come one after the other, until the transaction ends."""
    School.objects.select_for_update(no_key=True).get(pk=person.school_id)


def begun(person: Person, asker: int, wanted: Wanted) -> PermissionRequest:
    """The row of a request with its pictures, inside the transaction of the action that made it; raises Fault."""
    level = _level(person, wanted)
    day = today()
    _check(wanted, day)
    exact, content = words.fingerprints(wanted.asked)
    waiting = PermissionRequest.objects.filter(membership_id=asker, state=ASKED, lapses_on__gte=day)
    # Whatever its kind: a yes counts for the words and the clauses.
    if waiting.filter(fingerprint=exact).exists():
        raise Fault(_("Exactly this has been asked already: it waits for an answer."))
    refuse_beside_a_no(asker, content, wanted.asked.clauses, day)
    if waiting.count() >= MOST_WAITING:
        raise Fault(_("Too many of your requests wait for an answer. Take back what you no longer need."))
    at = place()
    told = Told(
        words=wanted.asked.words,
        alt_texts=wanted.asked.alt_texts,
        account=wanted.asked.account,
        platform=wanted.platform,
        handle=wanted.handle,
        note=wanted.note,
    )
    made: PermissionRequest = PermissionRequest.objects.create(
        school_id=person.school_id,
        membership_id=asker,
        kind=wanted.kind,
        clauses=sorted(wanted.asked.clauses),
        level=level,
        fingerprint=exact,
        content_fingerprint=content,
        sealed_at=at,
        told=words.seal_told(at, told),
        not_before=wanted.asked.not_before,
        asked_at=timezone.now(),
        wanted_by=wanted.wanted_by,
        lapses_on=wanted.wanted_by or day + WAITS,
        said_on=wanted.said_on,
    )
    for number, content_of in enumerate(wanted.pictures, 1):
        at = place()
        sealed = words.seal_picture(at, content_of)
        RequestPicture.objects.create(
            school_id=person.school_id, request=made, number=number, sealed_at=at, content=sealed
        )
    refuse_beside_a_like_no(made, day)
    return made


def refuse_beside_a_no(asker: int, content: str, clauses: Iterable[str], day: date, but: int = 0) -> None:
    """A no that can still be changed is not passed by with a second request: raise Fault where there is one to the same
    content under one of the same clauses. `content` is its fingerprint, `but` the request that is asked about.
    """
    rows = PermissionRequest.objects.filter(
        membership_id=asker, content_fingerprint=content, state=REFUSED, lapses_on__gte=day
    )
    if any(set(one.clauses) & set(clauses) for one in rows.exclude(pk=but).only("clauses")):
        raise Fault(_("The answer to exactly this was no. It can become a yes on the page of that request alone."))


def _level(person: Person, wanted: Wanted) -> str:
    adopted = in_force(School.objects.get(pk=person.school_id))
    level = level_needed(adopted.policy, wanted.asked.clauses) if adopted is not None else None
    if level is None:
        raise Fault(_("The school’s policy asks for nobody’s permission here, so there is nothing to ask for."))
    return level


def _check(wanted: Wanted, day: date) -> None:
    if wanted.kind not in KINDS:
        raise Fault(_("Choose what you ask for."), "kind")
    if wanted.kind == NEW_ACCOUNT and not (wanted.platform and wanted.handle and wanted.asked.words):
        raise Fault(_("Say where the account is, its name and what it is for."), "platform")
    if not (wanted.asked.words.strip() or wanted.pictures):
        raise Fault(_("Say what you ask for."), "words")
    if len(wanted.asked.words) > LONGEST_WORDS:
        raise Fault(_("This is too long to be asked for in one piece."), "words")
    if wanted.wanted_by is not None and not day <= wanted.wanted_by <= day + LONGEST:
        raise Fault(_("Choose a day from today on, at most a year away."), "wanted_by")
    if wanted.said_on is not None and wanted.said_on > day:
        raise Fault(_("That day has not come yet."), "said_on")
    if len(wanted.pictures) != len(wanted.asked.pictures):
        raise ValueError("one picture is shown for each that is asked for")
    if len(wanted.pictures) > MOST_PICTURES or any(len(one) > LARGEST_PICTURE for one in wanted.pictures):
        raise Fault(_("At most four pictures go with a request, each of at most 6 MB."), "pictures")


def reply(*, person: Person, request: PermissionRequest, text: str) -> None:
    """The asker answers the question that was put back to them; it waits for a decision again."""
    if not text.strip():
        raise Fault(_("Write your answer."), "words")
    must_be_on()
    with transaction.atomic():
        held = locked(request)
        _own(person, held)
        if held.state_on(today()) != ASKED or not held.question or held.reply:
            raise Fault(_("No question waits for your answer any more."))
        held.reply = words.seal_line(held, "reply", text)
        held.save(update_fields=["reply"])
        settle(kind=ASKED_BACK, thing=thing_of(held))
        tell_deciders(held)
        entry(person, "permission.answered", held, {"words": text.encode()})


def take_back(*, person: Person, request: PermissionRequest) -> None:
    """The asker no longer asks; nothing can be decided on it any more."""
    with transaction.atomic():
        held = locked(request)
        _own(person, held)
        if held.state_on(today()) != ASKED:
            raise Fault(_("This has been decided or has ended already."))
        end(held, TAKEN_BACK, timezone.now())
        entry(person, "permission.taken-back", held)


def read(*, person: Person, request: PermissionRequest) -> None:
    """Somebody other than the asker opened a request."""
    if person.membership_id != request.membership_id:
        entry(person, "permission.read", request)


def _own(person: Person, held: PermissionRequest) -> None:
    if person.membership_id != held.membership_id:
        raise Refused("somebody else's request")
