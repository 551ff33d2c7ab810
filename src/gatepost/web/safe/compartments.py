"""Which recovery cards can open what: the compartment for a thing is that of all cards whose holders may know of it."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing import recovery
from gatepost.sealing.card import CardPublic
from gatepost.sealing.envelope import DataKey, Place, seal_text
from gatepost.sealing.keyring import PublicKey, wrap
from gatepost.sealing.recovery import FEWEST_CARDS
from gatepost.web.safe.models import Card, Compartment
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import current_school_id

_MEMBER = "member:"
TEST = "Two recovery cards have opened this."


def member(membership_id: int) -> str:
    """How a member is named among those left out of a thing; an office is named by its word."""
    return f"{_MEMBER}{membership_id}"


def members_of(left_out: Iterable[str]) -> frozenset[int]:
    """The memberships among those left out of a thing."""
    return frozenset(int(one.removeprefix(_MEMBER)) for one in left_out if one.startswith(_MEMBER))


def lock_cards() -> School:
    """Until the transaction ends no card of the open school comes into use or goes out of it.

    Locks are taken in one order, so that no two wait for each other: people's keys, cards, keys of things, the record.
    """
    return School.objects.select_for_update(no_key=True).get(pk=current_school_id())


def cards_in_use() -> tuple[Card, ...]:
    """The cards of the open school that open something today, by number."""
    return tuple(Card.objects.filter(used_at__isnull=False, void_at__isnull=True).order_by("number"))


def free_to_know(cards: Iterable[Card], left_out: Iterable[str]) -> tuple[Card, ...]:
    """Those cards that are held neither by somebody who is left out nor for an office that is."""
    never = frozenset(left_out)
    return tuple(one for one in cards if one.office not in never and member(one.holder_id or 0) not in never)


def compartment_for(left_out: Iterable[str]) -> Compartment:
    """The compartment of the open school whose cards are all but those of whoever is left out; cut where there is none
    yet. Inside a transaction that holds `lock_cards`. Raises Fault where fewer than two cards remain.
    """
    all_cards = cards_in_use()
    if not all_cards:
        raise Fault(
            _("Nothing can be sealed before the recovery cards are in use. Ask the headteacher to begin with them.")
        )
    cards = free_to_know(all_cards, left_out)
    if len(cards) < FEWEST_CARDS:
        raise Fault(
            _(
                "Too few recovery cards are left when those concerned are left out: it takes two. "
                "Ask the headteacher or the IT lead to name somebody else for one of the cards."
            )
        )
    return _standing(cards) or cut_new(cards)


def _standing(cards: Sequence[Card]) -> Compartment | None:
    """The compartment in use of exactly these cards."""
    return Compartment.objects.filter(cards=numbers(cards), replaced_at__isnull=True).first()


def cut_new(cards: Sequence[Card]) -> Compartment:
    """A compartment with a recovery key of its own, which nobody has seen. Inside a transaction that holds
    `lock_cards`, so that two which are cut at once are one.
    """
    made = recovery.cut([public_of(one) for one in cards])
    row: Compartment = Compartment.objects.create(
        school_id=current_school_id(),
        cards=numbers(cards),
        public=made.public.raw,
        envelopes=made.to_json(),
        test_wrap=b"",
        test=b"",
        cut_at=timezone.now(),
    )
    test = DataKey.new()
    row.test_wrap, row.test = wrap(test, made.public), seal_text(test, TEST, place_of_test(row))
    row.save(update_fields=["test_wrap", "test"])
    return row


def place_of_test(row: Compartment) -> Place:
    """Where the text of a rehearsal stands."""
    return Place("safe_compartment", str(row.pk), "test")


def public_of(card: Card) -> CardPublic:
    """A card as the library knows it."""
    return CardPublic(card.number, PublicKey(bytes(card.public)))


def numbers(cards: Iterable[Card]) -> str:
    """Cards by their numbers, as a compartment names them."""
    return ",".join(str(one) for one in sorted(one.number for one in cards))
