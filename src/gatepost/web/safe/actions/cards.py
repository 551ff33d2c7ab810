"""Recovery cards: naming who keeps one, making it, and when a set of them comes into use."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing import card as printed
from gatepost.web.notices.actions import notify, settle
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.telling import entry, publics, tell_keepers, things
from gatepost.web.safe.compartments import cards_in_use, cut_new, lock_cards
from gatepost.web.safe.mail import send_link
from gatepost.web.safe.models import OFFICES, Card, Compartment
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld, School
from gatepost.web.schools.person import Person, today

LINK_LASTS = timedelta(days=14)
BEGINS_AFTER = timedelta(days=7)  # a set that takes the place of another: time for those who keep cards to stop it
TO_MAKE = "safe-card-to-make"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to keep a card: a member by number, or somebody outside by name and e-mail address."""

    membership_id: int | None = None
    name: str = ""
    email: str = ""


def name_holders(*, person: Person, holders: Mapping[str, Holder]) -> tuple[Card, ...]:
    """Say who keeps the three cards, by office. They come into use once every holder has made theirs; where others are
    in use, not before `BEGINS_AFTER`. The chair, the data protection officer and whoever keeps a card now are told at
    once. Raises Fault, with the office as its field.
    """
    if not permissions.may_name_holders(person):
        raise Refused("the holders are not theirs to name")
    if set(holders) != {office for office, _name in OFFICES}:
        raise ValueError("there is a holder for each office")
    with transaction.atomic():
        school = lock_cards()
        named: list[int] = []
        for office, holder in holders.items():
            _refuse_holder(office, holder, named)
            named += [holder.membership_id] if holder.membership_id else []
        _drop_unused(Card.objects.filter(used_at__isnull=True))
        cards = tuple(_name(person, school, office, holder, None) for office, holder in holders.items())
        tell_keepers("safe-holders-named", *(one.holder_id for one in cards_in_use() if one.holder_id))
        entry(person, "safe.holders-named", "-")
    return cards


def stop_new_cards(*, person: Person) -> None:
    """Drop all new cards that are not in use yet: those who keep cards now go on. Raises Fault where there are none."""
    if not permissions.may_use_cards(person):
        raise Refused("new cards are not theirs to stop")
    with transaction.atomic():
        lock_cards()
        new = Card.objects.filter(used_at__isnull=True, void_at__isnull=True)
        named_by = sorted(set(new.values_list("named_by_id", flat=True)))
        if not named_by:
            raise Fault(_("No new cards are on their way."))
        _drop_unused(new)
        settle(kind="safe-cards-to-use", thing="cards")
        settle(kind="safe-holders-named", thing="cards")
        tell_keepers("safe-cards-stopped", *named_by)
        entry(person, "safe.cards-stopped", "-")


def replace_card(*, person: Person, card: Card, holder: Holder) -> Card:
    """Name who gets a new card in the place of one that is lost or changes hands. It comes into use when two cards are
    typed. Raises Fault.
    """
    if not permissions.may_replace_card(person):
        raise Refused("the holders are not theirs to name")
    with transaction.atomic():
        school = lock_cards()
        in_use = cards_in_use()
        if card.pk not in {one.pk for one in in_use}:
            raise Fault(_("This card is not in use any more."))
        others = [one.holder_id for one in in_use if one.holder_id and one.pk != card.pk]
        _refuse_holder(card.office, holder, others)
        _drop_unused(Card.objects.filter(replaces=card, used_at__isnull=True))
        made = _name(person, school, card.office, holder, card)
        entry(person, "safe.card-replacing", f"card:{card.number}")
    return made


def make_card(*, person: Person, card: Card) -> printed.Card:
    """The holder makes their own card, which is shown now and never again; until it is in use it can be made anew.

    Raises Refused for somebody else's, Fault where it is in use.
    """
    if card.holder_id != person.membership_id or not permissions.may_hold_card(person):
        raise Refused("this card is not theirs")
    return _make(card, person.actor, person.role_words)


def card_of_link(token: str) -> Card | None:
    """The card that somebody outside makes with a link, while it can be made; inside the school's scope."""
    row: Card | None = Card.objects.filter(
        link_hash=_hash(token), link_until__gt=timezone.now(), public=b"", void_at__isnull=True
    ).first()
    return row


def make_card_by_link(*, token: str, reader: Person | None) -> printed.Card:
    """Somebody outside makes their card; the link works once. The chair and the data protection officer are told.

    `reader`: the member who is signed in where the link was opened. Raises Refused for one who may keep no card, Fault.
    """
    if not permissions.may_use_link(reader):
        raise Refused("this card is not theirs")
    card = card_of_link(token)
    if card is None:
        raise Fault(_("This link has been used or has run out."))
    return _make(card, SYSTEM, "-")


def _make(card: Card, actor: str, role: str) -> printed.Card:
    made = printed.Card.new(card.number)
    with transaction.atomic():
        lock_cards()
        changed = Card.objects.filter(pk=card.pk, used_at__isnull=True, void_at__isnull=True).update(
            public=made.secret.public.raw, made_at=timezone.now(), link_hash=""
        )
        if not changed:
            raise Fault(_("This card is in use or has been replaced: it cannot be made again."))
        settle(kind=TO_MAKE, thing=f"card:{card.number}")
        if card.replaces_id is not None:
            tell_keepers("safe-cards-to-use")
        if card.holder_id is None:
            tell_keepers("safe-outside-card-made")
        append(
            school_id=card.school_id,
            actor=actor,
            role=role,
            action="safe.card-made",
            thing=f"card:{card.number}",
            contents={"public": made.secret.public.raw},
        )
        if card.replaces_id is None:
            _begin_when_complete(timezone.now())
    return made


def begin_when_due(*, now: datetime) -> None:
    """The clock's part: a set of new cards whose time has come is put into use. Inside the school's scope."""
    if _new_set().exists():
        with transaction.atomic():
            lock_cards()
            _begin_when_complete(now)


def _begin_when_complete(now: datetime) -> None:
    """Once all of a set are made, and those who keep the cards in use have had time to stop it, they are the cards in
    use; those before open nothing from now on.
    """
    new, before = list(_new_set().order_by("number")), cards_in_use()
    if len(new) < len(OFFICES) or any(not bytes(one.public) for one in new):
        return
    if before and now < max(one.named_at for one in new) + BEGINS_AFTER:
        return
    Card.objects.filter(pk__in=[one.pk for one in before]).update(void_at=now, holder_name="")
    _drop_unused(Card.objects.filter(replaces__in=before, used_at__isnull=True))
    Compartment.objects.filter(replaced_at__isnull=True).update(replaced_at=now)
    Card.objects.filter(pk__in=[one.pk for one in new]).update(used_at=now)
    made = cut_new(new)
    settle(kind="safe-holders-named", thing="cards")
    tell_keepers("safe-cards-in-use")
    append(
        school_id=made.school_id,
        actor=SYSTEM,
        role="-",
        action="safe.cards-in-use",
        thing=things(new),
        contents=publics(new) | {"recovery": bytes(made.public)},
    )


def _new_set() -> QuerySet[Card]:
    rows: QuerySet[Card] = Card.objects.filter(replaces__isnull=True, used_at__isnull=True, void_at__isnull=True)
    return rows


def _name(person: Person, school: School, office: str, holder: Holder, replaces: Card | None) -> Card:
    highest = Card.objects.aggregate(highest=Max("number"))["highest"] or 0
    if highest >= printed.HIGHEST_NUMBER:
        raise Fault(_("The school has had more cards than there are numbers. Ask whoever runs this site."))
    token = "" if holder.membership_id else secrets.token_urlsafe(24)
    card: Card = Card.objects.create(
        school_id=school.pk,
        number=highest + 1,
        office=office,
        holder_id=holder.membership_id,
        holder_name="" if holder.membership_id else holder.name,
        link_hash=_hash(token) if token else "",
        link_until=timezone.now() + LINK_LASTS if token else None,
        named_by_id=person.membership_id,
        named_at=timezone.now(),
        replaces=replaces,
    )
    if holder.membership_id:
        notify(membership_id=holder.membership_id, kind=TO_MAKE, thing=f"card:{card.number}")
    else:
        transaction.on_commit(lambda: send_link(school=school, email=holder.email, token=token))
    return card


def _refuse_holder(office: str, holder: Holder, others: Sequence[int]) -> None:
    if holder.membership_id is None:
        if office != "third" or not holder.name or not holder.email:
            raise Fault(_("Choose who keeps this card."), office)
        if not settings.MAIL_IS_SET_UP:
            raise Fault(_("E-mail is not set up here, so nobody outside can get the link. Choose a member."), office)
        known = Membership.objects.filter(account__email=holder.email.lower(), ended_at__isnull=True)
        if known.exists():
            raise Fault(_("This is the address of a member. Choose the member, or somebody else."), office)
        return
    held = RoleHeld.objects.filter(
        membership_id=holder.membership_id, membership__ended_at__isnull=True, starts_on__lte=today()
    ).exclude(ends_on__lt=today())
    roles = set(held.values_list("role", flat=True))
    if roles & permissions.KEEPS_NO_CARD:
        raise Fault(_("Neither a headteacher nor whoever looks after IT keeps a card."), office)
    if not roles & set(permissions.HOLDERS[office]):
        raise Fault(_("Choose who keeps this card."), office)
    if holder.membership_id in others:
        raise Fault(_("Each card needs a holder of its own: one person cannot keep two."), office)


def _drop_unused(cards: QuerySet[Card]) -> None:
    for number in cards.values_list("number", flat=True):
        settle(kind=TO_MAKE, thing=f"card:{number}")
    cards.delete()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
