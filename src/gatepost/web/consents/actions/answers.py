"""What is answered for a child: by a parent on their own page, or keyed in by the office; never changed, only added."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.actions.record import entry, refuse_if_off, refuse_own
from gatepost.web.consents.models import Answer, Round
from gatepost.web.consents.models.answers import ONLINE, PAPER, SPOKEN
from gatepost.web.consents.purposes import EVERYTHING, Purpose, from_code
from gatepost.web.consents.queries.asked import asked, current_wording, lasts_until
from gatepost.web.consents.queries.history import own_words, standing
from gatepost.web.notices.actions import settle
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.people.queries.parents import own_children
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose word it is: an `adult` of the child by their number on the roll, or, with None, the child."""

    adult: int | None = None

    @property
    def by(self) -> str:
        """As the rule calls it."""
        return rule.CHILD if self.adult is None else rule.ADULT


@dataclass(frozen=True, slots=True)
class Evidence:
    """How an answer came. `given_on`: the day on the paper, today at the latest. `wording`: the version that was read,
    None for that in use. `paper_hash`: of a scan, hex SHA-256.
    """

    method: str = PAPER
    given_on: date | None = None
    note: str = ""
    paper_hash: str = ""
    wording: int | None = None


def answer(*, person: Person, child: int, told: Mapping[Purpose, bool]) -> None:
    """A parent answers for a child of their own. A no after a yes of theirs is a withdrawal.

    What others have answered is neither read nor told of: the clock compares.
    """
    refuse_if_off()
    contact = next((one for one in own_children(person) if one.child_id == child), None)
    if contact is None or not permissions.may_answer(person):
        raise Refused("not a child of their own")
    with transaction.atomic():
        _hold(child)
        before = own_words(child, contact.adult_id)
        says = {one: rule.YES if yes else _no(before.get(one.code)) for one, yes in told.items()}
        _add(person, child, Voice(contact.adult_id), contact.parental_responsibility, says, Evidence(ONLINE))
        for number in Round.objects.values_list("pk", flat=True):
            for kind in ("consents-asked", "consents-asked-again"):
                settle(kind=kind, thing=round_thing(number, person.membership_id))
        _entry(person, "consent.answered", child, says)


def round_thing(number: int, membership_id: int) -> str:
    """What a notice of a round speaks of: one for each member, so that answering settles one's own alone."""
    return f"consent-round:{number}/membership:{membership_id}"


def _no(before: Answer | None) -> str:
    return rule.WITHDRAWN if before is not None and before.says in (rule.YES, rule.WITHDRAWN) else rule.NO


@dataclass(frozen=True, slots=True)
class Paper:
    """What one voice has answered for one child."""

    child: int
    voice: Voice
    told: Mapping[Purpose, bool]


def key_in(*, person: Person, papers: Iterable[Paper], evidence: Evidence | None = None) -> None:
    """The office keys in what people have answered on paper or said: all of these or none."""
    evidence = evidence or Evidence()
    if not permissions.may_keep(person):
        raise Refused("this is not theirs to key in")
    refuse_if_off()
    if evidence.method not in (PAPER, SPOKEN):
        raise ValueError(f"{evidence.method} is nothing that is keyed in")
    _refuse_later_day(evidence)
    with transaction.atomic():
        keyed = []
        for one in papers:
            refuse_own(person, one.child)
            responsible = _responsible(one.child, one.voice)  # from here on nobody else writes of the child
            day = evidence.given_on or today()
            held = own_words(one.child, one.voice.adult)
            before = {code: answer for code, answer in held.items() if answer.starts <= day}
            says = {purpose: rule.YES if yes else _no(before.get(purpose.code)) for purpose, yes in one.told.items()}
            _add(person, one.child, one.voice, responsible, says, evidence)
            keyed.append((one.child, says))
        for child, says in keyed:  # entries come last: they lock the record
            _entry(person, "consent.keyed", child, says)


def withdraw(
    *,
    person: Person,
    child: int,
    voice: Voice,
    purposes: Collection[Purpose] | None = None,
    evidence: Evidence | None = None,
) -> tuple[Purpose, ...]:
    """Somebody takes back what they agreed to: some purposes, or everything; returns what was taken back.

    Without `purposes` it is EVERYTHING, so that a yes of somebody else to what is asked no longer, or only later, is
    met too; and beside it each thing that is asked, or that anybody ever answered for any child, so that what is noted
    tells nothing of others.
    """
    evidence = evidence or Evidence(SPOKEN)
    if not permissions.may_keep(person):
        raise Refused("this is not theirs to key in")
    refuse_if_off()
    refuse_own(person, child)
    _refuse_later_day(evidence)
    with transaction.atomic():
        responsible = _responsible(child, voice)
        ever = Answer.objects.values_list("purpose", flat=True).distinct()
        wanted = set(purposes) if purposes is not None else {EVERYTHING, *asked(), *map(from_code, ever)}
        says = dict.fromkeys(wanted, rule.WITHDRAWN)
        _add(person, child, voice, responsible, says, evidence)
        _entry(person, "consent.withdrawn", child, says)
    return tuple(wanted)


def set_aside(*, person: Person, answer: Answer, why: str) -> None:
    """A headteacher says that an answer counts no longer, such as one keyed in for the wrong adult. A child's own word
    is never set aside, nor one after which the same voice has said something else.
    """
    if not permissions.may_settle(person) or answer.by == rule.CHILD or answer.school_id != person.school_id:
        raise Refused("not theirs to set aside")
    refuse_if_off()
    refuse_own(person, answer.child_id)
    if not why.strip():
        raise Fault(_("Say why it no longer counts."), "why")
    with transaction.atomic():
        _hold(answer.child_id)
        if answer.pk not in standing(Answer.objects.filter(child_id=answer.child_id)):
            raise Fault(_("This answer counts no longer as it is. Look at the history again."))
        Answer.objects.create(
            school_id=person.school_id,
            child_id=answer.child_id,
            purpose=answer.purpose,
            says=rule.SET_ASIDE,
            by=answer.by,
            adult_id=answer.adult_id,
            responsible=answer.responsible,
            method=SPOKEN,
            wording=answer.wording,
            note=why.strip()[:200],
            starts=today(),
            ends=today(),
            keyed_by_id=person.membership_id,
            at=timezone.now(),
        )
        entry(person, "consent.set-aside", f"consent-answer:{answer.pk}", {"why": why.encode()})


def read(*, person: Person, child: int) -> None:
    """Somebody opened the page of a child."""
    entry(person, "consent.read", f"on-roll:{child}")


def _refuse_later_day(evidence: Evidence) -> None:
    if evidence.given_on is not None and evidence.given_on > today():
        raise Fault(_("The day on the paper is still to come."), "given_on")


def _hold(child: int) -> bool:
    """Whether the child is on the roll; what is said of them is written one after the other from here on."""
    return OnRoll.objects.select_for_update().filter(pk=child, kind="pupil").first() is not None


def _responsible(child: int, voice: Voice) -> str:
    """The roll's word on parental responsibility; raises Fault for a child or adult whom the roll does not join."""
    if not _hold(child):
        raise Fault(_("This child is not on the roll."))
    if voice.adult is None:
        return "no"
    contact = Contact.objects.filter(child_id=child, adult_id=voice.adult).first()
    if contact is None:
        raise Fault(_("The roll does not say that this adult belongs to the child."), "by")
    return str(contact.parental_responsibility)


def _add(
    person: Person, child: int, voice: Voice, responsible: str, says: Mapping[Purpose, str], evidence: Evidence
) -> None:
    if not says:
        raise Fault(_("Nothing was answered."))
    number, _texts = current_wording()
    if evidence.wording is not None:
        number = min(number, evidence.wording)
    starts, now = evidence.given_on or today(), timezone.now()
    Answer.objects.bulk_create(
        Answer(
            school_id=person.school_id,
            child_id=child,
            purpose=purpose.code,
            says=word,
            by=voice.by,
            adult_id=voice.adult,
            responsible=responsible,
            method=evidence.method,
            wording=number,
            note=evidence.note[:200],
            evidence_hash=evidence.paper_hash,
            starts=starts,
            ends=lasts_until(starts),
            keyed_by_id=person.membership_id,
            at=now,
        )
        for purpose, word in says.items()
    )


def _entry(person: Person, action: str, child: int, says: Mapping[Purpose, str]) -> None:
    told = " ".join(f"{purpose.code}={word}" for purpose, word in says.items())
    entry(person, action, f"on-roll:{child}", {"answers": told.encode()})
