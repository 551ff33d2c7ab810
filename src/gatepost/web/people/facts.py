"""What the registers of people tell of whoever asks: the family links that stand, and ages where they are known."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils import timezone

from gatepost.vocabulary.activity import Partial
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import FamilyLink
from gatepost.web.people.queries.links import FAMILY_LINKS, in_force
from gatepost.web.schools.person import Person

__all__ = ["PROVIDES", "FamilyLink", "age_unknown", "family_link", "family_links"]


def family_links(person: Person, on: date) -> tuple[FamilyLink, ...]:
    """The member's own links that count on a day; none while the module is off."""
    return in_force(person.membership_id, on)


def family_link(person: Person, now: datetime) -> Partial | None:
    """Without a link that counts, anything but `declared`; else None: which of their family a question is about only
    the person knows. None also while no declarations are kept here.
    """
    if not is_on(FAMILY_LINKS) or family_links(person, timezone.localdate(now)):
        return None
    return Partial(possible=frozenset({"none", "undeclared"}))


def age_unknown(person: Person, now: datetime) -> int | None:
    """The roll knows no member's age, and a question about somebody names nobody: so the person is asked."""
    return None


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {
    "family-link": family_link,
    "own-age": age_unknown,
    "target-age": age_unknown,
}
