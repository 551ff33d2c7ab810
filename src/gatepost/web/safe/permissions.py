"""Who may do what with the safe. Opening is no permission: it takes a key."""

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES

WITHOUT_PHRASE = frozenset({"parent", "friend"})
WITH_PHRASE = frozenset(ROLES) - WITHOUT_PHRASE
REACHED = frozenset({"headteacher", "dsl", "deputy-dsl", "chair"})  # whom what is sealed reaches first
KEEPS_NO_CARD = frozenset({"headteacher", "it-lead", "it-provider"})
# Who can be named for a card, by its office; somebody outside can be named for the third.
HOLDERS = {"chair": ("chair", "governor"), "dpo": ("dpo",), "third": ("clerk", "governor")}


def may_have_phrase(person: Person) -> bool:
    """Have a safe phrase, and see the page of the safe."""
    return person.holds(*WITH_PHRASE)


def may_see_who(person: Person) -> bool:
    """See who has a phrase and who has not yet, and which card is where."""
    return person.holds("headteacher", "it-lead", "dpo", "chair")


def may_name_holders(person: Person) -> bool:
    """Say who keeps a recovery card. Whoever does keeps none, and sees none."""
    return person.holds("headteacher", "it-lead")


def may_replace_card(person: Person) -> bool:
    """Say that a card is lost or changes hands."""
    return person.holds("headteacher", "it-lead", "chair", "dpo")


def may_hold_card(person: Person) -> bool:
    """Be named for a card, and make one's own."""
    return person.holds("chair", "governor", "dpo", "clerk") and not person.holds(*KEEPS_NO_CARD)


def may_use_link(reader: Person | None) -> bool:
    """Make the card of somebody outside with their link: nobody who is signed in and may keep no card."""
    return reader is None or not reader.holds(*KEEPS_NO_CARD)


def may_use_cards(person: Person) -> bool:
    """Type two cards: to rehearse, to put new cards into use, to give somebody access again; and stop new cards. Who
    may keep no card may not, whatever else they are.
    """
    return person.holds("chair", "dpo") and not person.holds(*KEEPS_NO_CARD)
