"""What the tests of the safe begin with: people with phrases, cards in their holders' hands, an open safe."""

from collections.abc import Mapping

from django.test import Client
from django.utils import timezone

from gatepost.sealing.card import Card as Printed
from gatepost.sealing.keyring import Strength, held_open
from gatepost.web.safe.actions import cards, phrases
from gatepost.web.safe.models import Card, Unlocked
from gatepost.web.safe.sessions import hash_of
from gatepost.web.safe.unlocking import Safe
from gatepost.web.schools.scope import school_scope
from tests.web.cast import account, person, school

PHRASE = "walnut glacier thimble orchard saddle meteor"
OTHER = "lantern pigeon marble thunder velvet cactus"
LIGHT = Strength(ops=1, memory_kib=64)  # what a phrase costs is the library's own test


def enrol(*keys: str, slug: str = "quillbrook", phrase: str = PHRASE) -> None:
    """Let people choose a phrase."""
    for key in keys:
        phrases.enrol(account=account(key, slug), phrase=phrase, strength=LIGHT)


def cut(slug: str = "quillbrook", third: str = "clerk") -> dict[str, Printed]:
    """The three cards of a school, in use, by office."""
    holders = {"chair": "chair", "dpo": "dpo", "third": third}
    with school_scope(school(slug).pk):
        named = {office: cards.Holder(person(key, slug).membership_id) for office, key in holders.items()}
        rows = cards.name_holders(person=person("head", slug), holders=named)
        made = {
            row.office: cards.make_card(person=person(holders[row.office], slug), card=Card.objects.get(pk=row.pk))
            for row in rows
        }
        cards.begin_when_due(now=timezone.now() + cards.BEGINS_AFTER)
        return made


def numbers(slug: str = "quillbrook") -> Mapping[str, int]:
    """The membership of each of the cast by key."""
    keys = ("head", "dsl", "deputy", "teacher", "chair", "dpo", "clerk", "governor")
    return {key: person(key, slug).membership_id for key in keys}


def safe(key: str, slug: str = "quillbrook", phrase: str = PHRASE) -> Safe:
    """Somebody's safe, unlocked in a session of its own."""
    who = account(key, slug)
    client = Client(SERVER_NAME="localhost")
    client.force_login(who)
    session = str(client.session.session_key)
    token = phrases.unlock(account=who, phrase=phrase, session_key=session)
    row = Unlocked.objects.get(session_hash=hash_of(session))
    return Safe(who.pk, row.safe_key_id, row.until, held_open(token, bytes(row.held)))
