"""What two recovery cards do together: rehearse, and put another card in a lost one's place."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing import card as printed
from gatepost.sealing import recovery
from gatepost.sealing.envelope import open_text
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import PrivateKey, unwrap
from gatepost.web.notices.actions import settle
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.keys import left_out_of, move_to
from gatepost.web.safe.actions.telling import entry, tell_keepers, things
from gatepost.web.safe.compartments import (
    TEST,
    cards_in_use,
    compartment_for,
    cut_new,
    free_to_know,
    lock_cards,
    numbers,
    place_of_test,
    public_of,
)
from gatepost.web.safe.models import Card, Compartment, SealedKey
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person


def rehearse(*, person: Person, first: printed.Card, second: printed.Card) -> str:
    """Open with two cards the test text of each compartment that they are for, which counts as a rehearsal of both;
    returns it. Where one does not open, it is on the record, and another one is cut for what is sealed from then on.
    Raises Fault.
    """
    if not permissions.may_use_cards(person):
        raise Refused("cards are not theirs to type")
    rows = known_cards(person, first, second)
    found = list(compartments_of(rows).filter(replaced_at__isnull=True).order_by("pk"))
    if not found:
        raise Fault(_("These two cards open nothing together. Use another pair."))
    texts = [_test_of(one, first, second) for one in found]
    with transaction.atomic():
        if damaged := [one for one, text in zip(found, texts, strict=True) if text != TEST]:
            lock_cards()
            for one in damaged:
                still = Compartment.objects.filter(pk=one.pk, replaced_at__isnull=True)
                if still.update(replaced_at=timezone.now()):
                    cut_new([_by_number(number) for number in _numbers_of(one)])
            tell_keepers("safe-rehearsal-failed")
            entry(person, "safe.rehearsal-failed", things(rows))
        else:
            Card.objects.filter(pk__in=[one.pk for one in rows]).update(rehearsed_at=timezone.now())
            entry(person, "safe.rehearsed", things(rows))
    if damaged:
        raise Fault(
            _(
                "These cards are right, but what the site keeps for them is damaged, or somebody has changed it. "
                "Nothing more is sealed to it. Tell the data protection officer and whoever runs this site, and "
                "rehearse again."
            )
        )
    return TEST


def use_new_cards(*, person: Person, first: printed.Card, second: printed.Card) -> tuple[Card, ...]:
    """Put the new cards that have been made into use, in the place of those that they replace, which open nothing from
    now on. Raises Fault. What two of the remaining cards cannot open is moved on by whoever opens it next.
    """
    if not permissions.may_use_cards(person):
        raise Refused("cards are not theirs to type")
    typed = known_cards(person, first, second)
    with transaction.atomic():
        lock_cards()
        waiting = Card.objects.filter(replaces__isnull=False, used_at__isnull=True, void_at__isnull=True)
        new = tuple(waiting.exclude(public=b"").select_related("replaces").order_by("number"))
        if not new:
            raise Fault(_("No new card has been made yet. Its holder makes it first."))
        now, old = timezone.now(), [one.replaces for one in new if one.replaces]
        standing = list(Compartment.objects.filter(replaced_at__isnull=True).order_by("pk"))
        openable = set(compartments_of(typed).values_list("pk", flat=True))
        Card.objects.filter(pk__in=[one.pk for one in old]).update(void_at=now, holder_name="")
        Card.objects.filter(pk__in=[one.pk for one in new]).update(used_at=now)
        replaced = {one.replaces.number: one for one in new if one.replaces}
        recut: list[tuple[Compartment, PrivateKey, Sequence[Card]]] = []
        for row in standing:
            held = _numbers_of(row)
            if not replaced.keys() & set(held):
                continue
            private = recovered(row, first, second) if row.pk in openable else None
            if private is None:
                Compartment.objects.filter(pk=row.pk).update(replaced_at=now)
            else:
                recut.append((row, private, [replaced.get(one) or _by_number(one) for one in held]))
                _recut(*recut[-1])
        for row, private, cards in recut:  # after all of them: what moves goes to one of these, or to a new one
            _move_out(row, private, cards)
        settle(kind="safe-cards-to-use", thing="cards")
        tell_keepers("safe-cards-used")
        entry(person, "safe.cards-recut", things(typed), new)
    return new


def known_cards(person: Person, first: printed.Card, second: printed.Card) -> tuple[Card, Card]:
    """The school's own cards that were typed; raises Fault, and leaves an entry, where one of them is none of them."""
    if first.number == second.number:
        raise Fault(_("It takes two different cards."), "second")
    in_use = {one.number: one for one in cards_in_use()}
    for field, typed in (("first", first), ("second", second)):
        row = in_use.get(typed.number)
        if row is None or bytes(row.public) != typed.secret.public.raw:
            entry(person, "safe.cards-refused", "-")
            raise Fault(_("This is not one of the school’s cards in use."), field)
    return in_use[first.number], in_use[second.number]


def recovered(row: Compartment, first: printed.Card, second: printed.Card) -> PrivateKey | None:
    """The recovery key of a compartment, or None where these cards do not open it, or its row is damaged or names
    another public key than the one that belongs to it.
    """
    try:
        private = recovery.recover(recovery.Compartment.from_json(row.envelopes), first, second)
    except (CannotOpen, ValueError):
        return None
    return private if private.public.raw == bytes(row.public) else None


def _test_of(row: Compartment, first: printed.Card, second: printed.Card) -> str | None:
    private = recovered(row, first, second)
    try:
        test = unwrap(bytes(row.test_wrap), private) if private else None
        return open_text(test, bytes(row.test), place_of_test(row)) if test else None
    except CannotOpen:
        return None


def compartments_of(rows: Sequence[Card]) -> QuerySet[Compartment]:
    """The compartments that these two cards open together, those left behind too."""
    wanted = {str(one.number) for one in rows}
    found = [pk for pk, cards in Compartment.objects.values_list("pk", "cards") if wanted <= set(str(cards).split(","))]
    return Compartment.objects.filter(pk__in=found)


def _recut(row: Compartment, private: PrivateKey, cards: Sequence[Card]) -> None:
    """Seal a compartment's key to other cards."""
    ordered = sorted(cards, key=lambda one: one.number)
    row.envelopes = recovery.recut(private, [public_of(one) for one in ordered]).to_json()
    row.cards, row.recut_at = numbers(ordered), timezone.now()
    row.save(update_fields=["envelopes", "cards", "recut_at"])


def _move_out(row: Compartment, private: PrivateKey, cards: Sequence[Card]) -> None:
    """The keys from which the holder of a new card is left out move to a compartment without that card."""
    for sealed in SealedKey.objects.filter(compartment=row).order_by("pk"):
        try:
            key = unwrap(bytes(sealed.recovery_wrap), private)
            never = left_out_of(sealed, key)
        except CannotOpen:  # a damaged row keeps nobody else's cards from being replaced
            continue
        if len(free_to_know(cards, never)) < len(cards):
            move_to(sealed, key, compartment_for(never))


def _numbers_of(row: Compartment) -> list[int]:
    return [int(one) for one in row.cards.split(",")]


def _by_number(number: int) -> Card:
    found: Card = Card.objects.get(number=number)
    return found
