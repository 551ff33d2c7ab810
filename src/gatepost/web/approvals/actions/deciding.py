"""Yes, no, a question back, and the end of a yes: of those who decide, never on their own."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing.faults import CannotOpen
from gatepost.web.approvals import words
from gatepost.web.approvals.actions import accounts
from gatepost.web.approvals.actions.asking import Wanted, begun, in_turn, must_be_on, refuse_beside_a_no
from gatepost.web.approvals.actions.entries import (
    ASKED_BACK,
    DECIDED,
    TO_DO,
    end,
    entry,
    locked,
    tell_again,
    tell_asker,
    tell_deciders,
    thing_of,
)
from gatepost.web.approvals.actions.noes import refuse_beside_a_like_no
from gatepost.web.approvals.binding import digest
from gatepost.web.approvals.kinds import LONGEST, SPOKEN, WRITTEN
from gatepost.web.approvals.models import ASKED, GRANTED, LAPSED, REFUSED, REVOKED, PermissionRequest, Vote, place
from gatepost.web.approvals.queries.requests import askers, deciders
from gatepost.web.notices.actions import settle
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today


def say_yes(
    *,
    person: Person,
    request: PermissionRequest,
    seen: int,
    spoken: bool = False,
    conditions: str = "",
    expires_on: date | None = None,
) -> None:
    """A yes, in writing or, `spoken`, as the note that it was said by word of mouth. `seen` is how many yeses and noes
    the page showed: whoever says yes must have seen them all.

    It grants at once, except after a no: then everybody who decides has to say yes. Raises Fault.
    """
    must_be_on()
    with transaction.atomic():
        held = _to_decide(person, request)
        if not held.can_be_decided(today()):
            raise Fault(_over(held))
        if Vote.objects.filter(request=held).count() != seen:
            raise Fault(_("Somebody else has decided meanwhile. See what they said, then say yes or no."))
        _yes(person, held, spoken, conditions, expires_on)


def note_spoken(
    *, person: Person, asker: int, wanted: Wanted, conditions: str = "", expires_on: date | None = None
) -> PermissionRequest:
    """Whoever decides notes a yes that they gave a member by word of mouth, without having been asked here."""
    if asker not in {one.pk for one in askers(person)}:
        raise Refused("nobody decides on their own request")
    must_be_on()
    with transaction.atomic():
        in_turn(person)
        if _noted(asker, wanted):
            raise Fault(_("Exactly this is noted already, and counts."))
        made = begun(person, asker, wanted)
        entry(person, "permission.noted", made, {"asked": digest(wanted.asked).encode()})
        _yes(person, locked(made), True, conditions, expires_on)
    return made


def _noted(asker: int, wanted: Wanted) -> bool:
    exact, _content = words.fingerprints(wanted.asked)
    rows = PermissionRequest.objects.filter(membership_id=asker, state=GRANTED, expires_on__gte=today())
    return bool(rows.filter(fingerprint=exact, kind=wanted.kind).exists())


def _yes(person: Person, held: PermissionRequest, spoken: bool, conditions: str, expires_on: date | None) -> None:
    day = today()
    last = expires_on or day + held.kind_of.lasts
    if not day <= last <= day + LONGEST:
        raise Fault(_("Choose a day from today on, at most a year away."), "expires_on")
    if spoken and held.level == WRITTEN:
        raise Fault(_("The policy wants this yes in writing: say yes here, and it is written."), "decision")
    refuse_beside_a_no(held.membership_id, held.content_fingerprint, held.clauses, day, held.pk)
    refuse_beside_a_like_no(held, day)
    _vote(person, held, yes=True, spoken=spoken, text=conditions, until=last)
    agreed = _agreed(held)
    contents = {"words": conditions.encode(), "until": last.isoformat().encode()}
    if agreed is None:
        tell_deciders(held, spare=person.membership_id)
        entry(person, "permission.agreed", held, contents)
        return
    held.state, held.decided_at, held.ended_at = GRANTED, timezone.now(), None
    held.given = SPOKEN if any(one.spoken for one in agreed) else WRITTEN
    held.expires_on = min(one.expires_on for one in agreed if one.expires_on)
    held.save(update_fields=["state", "decided_at", "ended_at", "given", "expires_on"])
    try:
        accounts.enter(held)
    except CannotOpen:
        raise Fault(_("What was asked can no longer be opened, so nobody can decide on it.")) from None
    _settled(held)
    entry(person, "permission.granted", held, contents)


def say_no(*, person: Person, request: PermissionRequest, reason: str) -> None:
    """A no, which wins over the yes of another, said before, after or at the same moment."""
    if not reason.strip():
        raise Fault(_("Say why not."), "words")
    with transaction.atomic():
        held = _to_decide(person, request)
        if held.state_on(today()) not in (ASKED, GRANTED, REFUSED):
            raise Fault(_over(held))
        mine = Vote.objects.filter(request=held, membership_id=person.membership_id).order_by("-pk").first()
        if held.state == REFUSED and mine is not None and not mine.yes:
            raise Fault(_("You have said no already."))
        _vote(person, held, yes=False, spoken=False, text=reason, until=None)
        accounts.close_of(held, timezone.now())
        held.state, held.decided_at, held.ended_at = REFUSED, timezone.now(), timezone.now()
        held.expires_on, held.given = None, ""
        held.save(update_fields=["state", "decided_at", "ended_at", "expires_on", "given"])
        _settled(held)
        entry(person, "permission.refused", held, {"words": reason.encode()})


def withdraw(*, person: Person, request: PermissionRequest, reason: str) -> None:
    """Whoever decides takes a yes back, from this moment on; it can be asked for anew."""
    if not reason.strip():
        raise Fault(_("Say why."), "words")
    with transaction.atomic():
        held = _to_decide(person, request)
        if held.state_on(today()) != GRANTED:
            raise Fault(_over(held))
        _vote(person, held, yes=False, spoken=False, text=reason, until=None)
        accounts.close_of(held, timezone.now())
        end(held, REVOKED, timezone.now())
        tell_asker(held, DECIDED)
        entry(person, "permission.withdrawn", held, {"words": reason.encode()})


def ask_back(*, person: Person, request: PermissionRequest, question: str) -> None:
    """One question to the asker before it is decided."""
    if not question.strip():
        raise Fault(_("Write your question."), "words")
    must_be_on()
    with transaction.atomic():
        held = _to_decide(person, request)
        if held.state_on(today()) != ASKED:
            raise Fault(_over(held))
        if held.question:
            raise Fault(_("One question has been asked already. Decide, or speak with them."))
        held.question = words.seal_line(held, "question", question)
        held.save(update_fields=["question"])
        tell_again(held, ASKED_BACK)
        entry(person, "permission.asked-back", held, {"words": question.encode()})


def _to_decide(person: Person, request: PermissionRequest) -> PermissionRequest:
    held = locked(request)
    if person.membership_id not in deciders(held.membership_id):
        raise Refused("nobody decides on their own request")
    if held.membership.ended_at is not None:
        raise Fault(_("Whoever asked has left, and this ends with that."))
    return held


def _over(held: PermissionRequest) -> str:
    """Why nothing can be said to it any more."""
    state = held.state_on(today())
    if state == GRANTED:
        return _("This has been decided already: it was a yes.")
    if state == REFUSED:
        return _("This was a no, and the time to change it is over. It can be asked for anew.")
    if state == LAPSED:
        return _("The time to decide on this is over. It can be asked for anew.")
    return _("This has been taken back or has ended: there is nothing to decide any more.")


def _vote(person: Person, held: PermissionRequest, *, yes: bool, spoken: bool, text: str, until: date | None) -> None:
    at = place()
    Vote.objects.create(
        school_id=held.school_id,
        request=held,
        membership_id=person.membership_id,
        yes=yes,
        spoken=spoken,
        said_at=timezone.now(),
        expires_on=until,
        sealed_at=at,
        words=words.seal_vote(at, text),
    )


def _agreed(held: PermissionRequest) -> list[Vote] | None:
    """The yeses that make the grant: the last one, or after any no one of everybody who decides now; else None. One
    whose day is over agrees to nothing.
    """
    day = today()
    votes = list(Vote.objects.filter(request=held).order_by("pk"))
    if all(one.yes for one in votes):
        return votes[-1:]
    latest = {one.membership_id: one for one in votes}
    wanted = [latest.get(one) for one in deciders(held.membership_id)]
    agreed = [one for one in wanted if one is not None and one.expires_on is not None and one.expires_on >= day]
    return agreed if len(agreed) == len(wanted) else None


def _settled(held: PermissionRequest) -> None:
    for kind in TO_DO:
        settle(kind=kind, thing=thing_of(held))
    tell_asker(held, DECIDED)
