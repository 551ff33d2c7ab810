"""Adopting a policy: propose a text, adopt it from a day, discard it, withdraw a version that has not begun."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.policy.parse import read_policy
from gatepost.web.notices.actions import notify, settle
from gatepost.web.policies.models import AdoptedPolicy, ProposedPolicy
from gatepost.web.policies.permissions import MAY_ADOPT, may_adopt
from gatepost.web.policies.queries import document
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.person import Person, holding, today

LARGEST = 200_000  # bytes
LATEST = timedelta(days=2 * 366)  # who plans further ahead has mistyped the year


class NotAdopted(ValueError):
    """Nothing was adopted; the message is a sentence for the person."""


def propose(*, person: Person, source: bytes, origin: str, in_force_from: date) -> ProposedPolicy:
    """Lay a text on the table; in force is what was. Raises Refused, PolicyFaults, NotAdopted."""
    _allowed(person)
    text = _sound(source)
    _can_begin(in_force_from)
    with transaction.atomic():
        proposed = ProposedPolicy.objects.create(
            school_id=person.school_id,
            text=text,
            origin=origin,
            in_force_from=in_force_from,
            proposed_at=timezone.now(),
            proposed_by_id=person.membership_id,
        )
        _tell_the_others(person, "policy-proposed", _thing(proposed.pk))
        _enter(person, "policy.proposed", _thing(proposed.pk), text)
    return proposed


def discard(*, person: Person, proposed: ProposedPolicy) -> None:
    """Take a proposed text off the table. Raises Refused, NotAdopted where it is there no more."""
    _allowed(person)
    with transaction.atomic():
        thing = _thing(proposed.pk)
        if not proposed.delete()[0]:
            raise NotAdopted(_gone())
        settle(kind="policy-proposed", thing=thing)
        _enter(person, "policy.discarded", thing)


def expire(*, proposed: ProposedPolicy) -> None:
    """Take a proposed text off the table because it lay there too long."""
    with transaction.atomic():
        school_id, thing = proposed.school_id, _thing(proposed.pk)
        proposed.delete()
        settle(kind="policy-proposed", thing=thing)
        append(school_id=school_id, actor=SYSTEM, role="", action="policy.expired", thing=thing)


def adopt(
    *, person: Person, source: bytes, origin: str, in_force_from: date, proposed: ProposedPolicy | None = None
) -> AdoptedPolicy:
    """Adopt a text as the school's policy from a day; what was in force is so until the day before.

    `proposed` is the proposal that this carries out and closes. Raises Refused, PolicyFaults, NotAdopted.
    """
    _allowed(person)
    text = _sound(source)
    _can_begin(in_force_from)
    policy = document(text)
    with transaction.atomic():
        proposal = proposed.pk if proposed is not None else None
        if proposal is not None and not ProposedPolicy.objects.filter(pk=proposal).delete()[0]:
            raise NotAdopted(_gone())
        adopted = AdoptedPolicy.objects.create(
            school_id=person.school_id,
            text=text,
            name=policy.name,
            title=policy.title,
            version=policy.version,
            digest=policy.digest,
            origin=origin,
            in_force_from=in_force_from,
            adopted_at=timezone.now(),
            adopted_by_id=person.membership_id,
        )
        if proposal is not None:
            settle(kind="policy-proposed", thing=_thing(proposal))
        if in_force_from >= today():  # a first policy that has long been in force is no news
            _tell_the_others(person, "policy-adopted", f"policy:{adopted.pk}")
        _enter(person, "policy.adopted", f"policy:{adopted.pk}", text)
    return adopted


def withdraw(*, person: Person, adopted: AdoptedPolicy) -> None:
    """Take back a version before the day on which it begins. Raises Refused, NotAdopted."""
    _allowed(person)
    with transaction.atomic():
        changed = AdoptedPolicy.objects.filter(
            pk=adopted.pk, withdrawn_at__isnull=True, in_force_from__gt=today()
        ).update(withdrawn_at=timezone.now())
        if not changed:
            raise NotAdopted(_("This version has begun or was withdrawn before. Adopt another one instead."))
        _enter(person, "policy.withdrawn", f"policy:{adopted.pk}")


def _allowed(person: Person) -> None:
    if not may_adopt(person):
        raise Refused


def _sound(source: bytes) -> str:
    """The text of a policy without a fault."""
    if len(source) > LARGEST:
        raise NotAdopted(
            _("The file is larger than {size} kB. A policy is text of a few pages.").format(size=LARGEST // 1000)
        )
    read_policy(source)
    return source.decode("utf-8")


def _can_begin(day: date) -> None:
    """A day in the past is for the first policy alone: it may have been in force before the school came here."""
    if day > today() + LATEST:
        raise NotAdopted(_("A policy can be adopted up to two years ahead. Check the year."))
    if day < today() and AdoptedPolicy.objects.filter(withdrawn_at__isnull=True).exists():
        raise NotAdopted(
            _("A new version cannot begin in the past: answers were given from the old one. Choose today or later.")
        )


def _gone() -> str:
    return _("This text is not on the table any more: somebody adopted it or took it away.")


def _thing(proposed: int) -> str:
    return f"proposed-policy:{proposed}"


def _tell_the_others(person: Person, kind: str, thing: str) -> None:
    """Whoever else may adopt learns of it."""
    for membership_id in holding(*MAY_ADOPT):
        if membership_id != person.membership_id:
            notify(membership_id=membership_id, kind=kind, thing=thing)


def _enter(person: Person, action: str, thing: str, text: str | None = None) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents={"text": text.encode()} if text is not None else None,
    )
