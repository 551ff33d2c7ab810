"""The keys of things that are sealed: made, opened, given to others, taken away, destroyed.

A wrap lets somebody open, and no more: whether they may is for the app whose thing it is to ask first. For the same
reason nothing here writes to the record: that a thing exists may be for its own log alone.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing import envelope
from gatepost.sealing.envelope import DataKey, Place, open_text, seal_text
from gatepost.sealing.keyring import PublicKey, unwrap, wrap
from gatepost.web.safe.compartments import cards_in_use, compartment_for, lock_cards, member, members_of
from gatepost.web.safe.models import OFFICES, Compartment, SafeKey, SealedKey, Wrap
from gatepost.web.safe.unlocking import Safe
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding
from gatepost.web.schools.queries import is_current
from gatepost.web.schools.scope import current_school_id


class NotForYou(Refused):
    """This person has no key to it; `member_page` answers with the page of what does not exist."""


class OpenKey:
    """The key of one thing while it is at hand; `id` is what the app keeps to find it again. A Place names where a
    sealed thing stands, so that it opens nowhere else: save the row first, then seal.
    """

    __slots__ = ("_key", "id")

    def __init__(self, key_id: int, key: DataKey) -> None:
        self.id = key_id
        self._key: DataKey | None = key

    def seal(self, text: str, place: Place) -> bytes:
        """A text, sealed."""
        return seal_text(self._at_hand(), text, place)

    def text(self, sealed: bytes, place: Place) -> str:
        """A sealed text, opened; raises CannotOpen."""
        return open_text(self._at_hand(), bytes(sealed), place)

    def seal_file(self, source: BinaryIO, target: BinaryIO, place: Place) -> None:
        """Seal a file, chunk by chunk."""
        envelope.seal_stream(self._at_hand(), source, target, place)

    def chunks(self, source: BinaryIO, place: Place) -> Iterator[bytes]:
        """A sealed file, opened as it is read, also after the key has been put away; raises CannotOpen at the first bad
        chunk.
        """
        return envelope.open_chunks(self._at_hand(), source, place)

    def put_away(self) -> None:
        """From now on this opens nothing; a `with` does it."""
        self._key = None

    def _at_hand(self) -> DataKey:
        if self._key is None:
            raise ValueError("the key has been put away")
        return self._key

    def __enter__(self) -> "OpenKey":
        return self

    def __exit__(self, *_error: object) -> None:
        self.put_away()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is neither pickled nor copied")


def new_key(*, thing: str, readers: Iterable[int], left_out: Iterable[int | str] = ()) -> OpenKey:
    """Make a key for a thing of the open school and seal it to its readers, memberships by number. Whoever writes needs
    no phrase: the key is at hand while this object is.

    `left_out` are memberships and offices (`chair`, `dpo`, `third`) who may never read it: neither they, nor whoever
    holds the office today, nor their cards can open it. `thing` names it by number alone.

    Raises Fault where a reader has left or has no safe phrase yet, and where fewer than two recovery cards remain;
    ValueError for a reader who is left out, for no reader at all and for another word than these.
    """
    wanted = sorted(set(readers))
    if not wanted:
        raise ValueError("a key is made for at least one reader")
    key = DataKey.new()
    with transaction.atomic():
        never = _names(left_out)
        if not members_of(never).isdisjoint(wanted):
            raise ValueError("somebody is a reader and left out")
        found = _enrolled(wanted)
        lock_cards()
        compartment = compartment_for(never)
        row: SealedKey = SealedKey.objects.create(
            school_id=current_school_id(),
            thing=thing,
            compartment=compartment,
            recovery_wrap=wrap(key, PublicKey(bytes(compartment.public))),
            made_at=timezone.now(),
        )
        remember_left_out(row, key, never)
        for membership_id in wanted:
            wrap_for(row, key, membership_id, found[membership_id])
    return OpenKey(row.pk, key)


@contextmanager
def opened(safe: Safe, *, person: Person, key_id: int) -> Iterator[OpenKey]:
    """The key, for the length of a `with`. Raises NotForYou, the same whether there is no such key, it was never theirs
    or no longer is; CannotOpen where what the database holds of it is damaged or was changed.
    """
    with OpenKey(key_id, _unwrapped(safe, person, key_id)) as key:
        yield key


def grant(safe: Safe, *, person: Person, key_id: int, to: int) -> None:
    """Let another member open what the person can open. Raises NotForYou; Fault where the other has no phrase yet or is
    left out.
    """
    key = _unwrapped(safe, person, key_id)
    with transaction.atomic():
        theirs = _enrolled([to])[to]
        row = SealedKey.objects.select_for_update().get(pk=key_id)  # nobody is left out of it in this moment
        if member(to) in left_out_of(row, key):
            raise Fault(_("This person is left out of it and cannot be let in."))
        wrap_for(row, key, to, theirs)


def wait_for_grant(*, key_id: int, membership_id: int) -> None:
    """Put a joiner on the waiting list: somebody who can open gives them access. Whoever can open already is left as
    they are. Raises SealedKey.DoesNotExist.
    """
    row = SealedKey.objects.get(pk=key_id)
    Wrap.objects.get_or_create(
        school_id=row.school_id, sealed_key=row, membership_id=membership_id, defaults={"since": timezone.now()}
    )


def withdraw(*, key_id: int, membership_id: int) -> None:
    """Take a member's way to open it away; what they have read they have read."""
    Wrap.objects.filter(sealed_key_id=key_id, membership_id=membership_id).delete()


def leave_out(safe: Safe, *, person: Person, key_id: int, who: int | str) -> None:
    """Leave a member out from now on, or an office and whoever holds it: their wraps go, their cards open it no more.

    The key stays the same, and an old copy of the database still has what they had: what is written from now on and
    must stay shut to them takes a new key.

    Raises NotForYou; Fault where fewer than two cards would remain.
    """
    key = _unwrapped(safe, person, key_id)
    with transaction.atomic():
        lock_cards()
        row = SealedKey.objects.select_for_update().get(pk=key_id)
        never = left_out_of(row, key) | _names([who])
        remember_left_out(row, key, never)
        move_to(row, key, compartment_for(never))
        Wrap.objects.filter(sealed_key=row, membership_id__in=members_of(never)).delete()


def destroy(*, key_id: int) -> None:
    """Destroy a key: what it sealed can never be read again, by nobody."""
    with transaction.atomic():
        Wrap.objects.filter(sealed_key_id=key_id).delete()
        SealedKey.objects.filter(pk=key_id).delete()


def wrap_for(row: SealedKey, key: DataKey, membership_id: int, to: SafeKey) -> None:
    """Seal a data key to one member. It asks for no permission: it is for verbs that do."""
    Wrap.objects.update_or_create(
        school_id=row.school_id,
        sealed_key=row,
        membership_id=membership_id,
        defaults={"safe_key": to, "wrapped": wrap(key, PublicKey(bytes(to.public))), "since": timezone.now()},
    )


def left_out_of(row: SealedKey, key: DataKey) -> frozenset[str]:
    """Who may never read a thing: `member:12` or an office."""
    return frozenset(json.loads(open_text(key, bytes(row.left_out), _place(row))))


def remember_left_out(row: SealedKey, key: DataKey, never: frozenset[str]) -> None:
    """Keep who is left out under the key itself: the row tells nobody who is implicated."""
    row.left_out = seal_text(key, json.dumps(sorted(never)), _place(row))
    row.save(update_fields=["left_out"])


def move_to(row: SealedKey, key: DataKey, compartment: Compartment) -> None:
    """Seal a data key to another compartment's recovery key, and to that alone."""
    row.compartment, row.recovery_wrap = compartment, wrap(key, PublicKey(bytes(compartment.public)))
    row.save(update_fields=["compartment", "recovery_wrap"])


def _unwrapped(safe: Safe, person: Person, key_id: int) -> DataKey:
    there = is_current(person.membership_id)
    held = (
        Wrap.objects.select_related("sealed_key__compartment")
        .filter(sealed_key_id=key_id, membership_id=person.membership_id, safe_key_id=safe.key_id)
        .first()
    )
    if held is None or not there or safe.account_id != person.account_id or not bytes(held.wrapped):
        raise NotForYou("they have no key to it")
    key = unwrap(bytes(held.wrapped), safe.private)
    # The key opens who is left out, so it belongs to this row; and a wrap that came back by a mistake opens nothing.
    if member(person.membership_id) in left_out_of(held.sealed_key, key):
        raise NotForYou("they are left out of it")
    if held.sealed_key.compartment.replaced_at is not None:
        _move_on(key_id, key)
    return key


def _move_on(key_id: int, key: DataKey) -> None:
    """Cards have changed in a way that left this key behind: whoever opens it takes it along."""
    with transaction.atomic():
        lock_cards()
        row = SealedKey.objects.filter(pk=key_id, compartment__replaced_at__isnull=False).first()
        if row is None:  # somebody else has taken it along
            return
        try:
            move_to(row, key, compartment_for(left_out_of(row, key)))
        except Fault:  # too few cards today: it stays where it is and still opens
            return


def _enrolled(memberships: Iterable[int]) -> dict[int, SafeKey]:
    """The key in use of each membership; raises Fault with the names of those who have none."""
    wanted = set(memberships)
    rows = Membership.objects.select_related("account").filter(pk__in=wanted, ended_at__isnull=True)
    accounts = {one.pk: one.account for one in rows}
    # Locked until the wrap is there: a phrase given up in this moment would leave a wrap that nobody can open.
    keys = {
        one.account_id: one
        for one in SafeKey.objects.select_for_update()
        .filter(account__in=[account.pk for account in accounts.values()], replaced_at__isnull=True)
        .order_by("pk")
    }
    without = sorted(account.name for account in accounts.values() if account.pk not in keys)
    if without:
        raise Fault(
            _("{names} cannot read this yet: ask them to choose a safe phrase first.").format(names=", ".join(without))
        )
    if len(accounts) < len(wanted):
        raise Fault(_("Somebody who should read this is no member of the school any more."))
    return {number: keys[account.pk] for number, account in accounts.items()}


def _names(left_out: Iterable[int | str]) -> frozenset[str]:
    """Those left out, as a thing keeps them: an office with whoever holds it or keeps its card at this moment."""
    given = frozenset(left_out)
    offices = frozenset(one for one in given if isinstance(one, str))
    if unknown := offices - {office for office, _name in OFFICES}:
        raise ValueError(f"no office of a card: {', '.join(sorted(unknown))}")
    keeping = {one.holder_id for one in cards_in_use() if one.office in offices and one.holder_id} if offices else set()
    memberships = {one for one in given if isinstance(one, int)}
    return offices | {member(one) for one in memberships.union(keeping, holding(*offices))}


def _place(row: SealedKey) -> Place:
    return Place("safe_sealedkey", str(row.pk), "left_out")
