"""Giving somebody access again: by a person who can open, or by two recovery cards."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gatepost.sealing import card as printed
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import PrivateKey, unwrap
from gatepost.web.notices.actions import notify
from gatepost.web.record.actions import append
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.keys import left_out_of, wrap_for
from gatepost.web.safe.actions.pairs import compartments_of, known_cards, recovered
from gatepost.web.safe.compartments import member
from gatepost.web.safe.models import SafeKey, SealedKey, Wrap
from gatepost.web.safe.unlocking import Safe
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding
from gatepost.web.schools.queries import is_current


def give_again(safe: Safe, *, person: Person, to: int) -> int:
    """Let a waiting member open again all that they wait for and the person can open; returns how many keys.

    Raises Refused where there is nothing of the kind; Fault where they have no phrase.
    """
    mine = Wrap.objects.filter(membership_id=person.membership_id, safe_key_id=safe.key_id).exclude(wrapped=b"")
    if safe.account_id != person.account_id or not is_current(person.membership_id):
        raise Refused("this is not their safe")
    with transaction.atomic():
        theirs = _key_in_use(to)
        wanted = _waited_for(to).filter(pk__in=mine.values("sealed_key"))
        wraps = {one.sealed_key_id: one for one in mine}
        given = _give(((row, bytes(wraps[row.pk].wrapped)) for row in wanted.order_by("pk")), safe.private, to, theirs)
        if not given:
            raise Refused("nobody waits for what they can open")
        notify(membership_id=to, kind="safe-access-given", thing=f"membership:{to}")
        _entry(person, "safe.access-given", to)
    return given


def recover(*, person: Person, first: printed.Card, second: printed.Card, to: int) -> int:
    """Let a waiting member open again all that they wait for and these two cards can recover; returns how many keys.

    Raises Fault for cards that are none, and where nothing could be recovered.
    """
    if not permissions.may_use_cards(person):
        raise Refused("cards are not theirs to type")
    rows = known_cards(person, first, second)
    with transaction.atomic():
        given, theirs = 0, _key_in_use(to)
        for compartment in compartments_of(rows).order_by("pk"):
            private = recovered(compartment, first, second)
            if private is None:
                continue
            rows_there = _waited_for(to).filter(compartment=compartment).order_by("pk")
            given += _give(((row, bytes(row.recovery_wrap)) for row in rows_there), private, to, theirs)
        if not given:
            raise Fault(_("These two cards open nothing that this person waits for. Try another pair."))
        for membership_id in {to, *holding("chair", "dpo")}:
            notify(membership_id=membership_id, kind="safe-cards-used", thing=f"membership:{to}")
        _entry(person, "safe.recovered", to)
    return given


def waiting_wraps() -> QuerySet[Wrap]:
    """The wraps of the open school that wait: never given yet, or sealed to a key that its owner has lost."""
    rows: QuerySet[Wrap] = Wrap.objects.filter(
        Q(wrapped=b"") | Q(safe_key__isnull=True) | Q(safe_key__replaced_at__isnull=False),
        membership__ended_at__isnull=True,
    )
    return rows


def _waited_for(membership_id: int) -> QuerySet[SealedKey]:
    """Held until the transaction ends: nobody is left out of them in the same moment."""
    rows: QuerySet[SealedKey] = SealedKey.objects.select_for_update().filter(
        pk__in=waiting_wraps().filter(membership_id=membership_id).values("sealed_key")
    )
    return rows


def _give(rows: Iterable[tuple[SealedKey, bytes]], private: PrivateKey, to: int, theirs: SafeKey) -> int:
    """Wrap for a member the keys that this private key unwraps; returns how many. One that they are left out of is not
    given, and a damaged row keeps nobody from the others.
    """
    given = 0
    for row, wrapped in rows:
        try:
            key = unwrap(wrapped, private)
            if member(to) in left_out_of(row, key):
                continue
        except CannotOpen:
            continue
        wrap_for(row, key, to, theirs)
        given += 1
    return given


def _key_in_use(membership_id: int) -> SafeKey:
    account = Membership.objects.values_list("account_id", flat=True).get(pk=membership_id)
    found = SafeKey.objects.select_for_update().filter(account_id=account, replaced_at__isnull=True).first()
    if found is None or not is_current(membership_id):
        raise Fault(_("This person has to choose a safe phrase first."))
    return found


def _entry(person: Person, action: str, to: int) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"membership:{to}",
    )
