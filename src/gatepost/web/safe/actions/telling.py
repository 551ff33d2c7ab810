"""What is told of recovery cards: notices to those who look after them, and entries of the record."""

from collections.abc import Sequence

from gatepost.web.notices.actions import notify
from gatepost.web.record.actions import append
from gatepost.web.safe.models import Card
from gatepost.web.schools.person import Person, holding
from gatepost.web.schools.queries import is_current


def tell_keepers(kind: str, *others: int) -> None:
    """Tell the chair and the data protection officer, and those of the others who are members today."""
    for membership_id in sorted({*holding("chair", "dpo"), *(one for one in others if is_current(one))}):
        notify(membership_id=membership_id, kind=kind, thing="cards")


def entry(person: Person, action: str, thing: str, cards: Sequence[Card] = ()) -> None:
    """What somebody did, committing to the public keys of these cards."""
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=publics(cards),
    )


def publics(cards: Sequence[Card]) -> dict[str, bytes]:
    """What an entry commits to: with it can be shown later which cards these were."""
    return {f"card-{one.number}": bytes(one.public) for one in cards}


def things(cards: Sequence[Card]) -> str:
    """Cards as the record names them, by number."""
    return "cards:" + "/".join(str(one.number) for one in sorted(cards, key=lambda one: one.number))
