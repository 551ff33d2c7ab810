"""What the site itself can tell of whoever asks: each fact that an account, a register or the clock holds, from the one
app that holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.utils import timezone

from gatepost.vocabulary.activity import Value
from gatepost.web.people import facts as people
from gatepost.web.people.facts import FamilyLink
from gatepost.web.phones import facts as phones
from gatepost.web.schools import facts as schools
from gatepost.web.schools.person import Person
from gatepost.web.terms import facts as terms

ROLE, TIME, FAMILY_LINK = "role", "time", "family-link"
# Each gives, for a person at a moment, the value of its fact, or None where it is not known.
REGISTERS = {"schools": schools.PROVIDES, "terms": terms.PROVIDES, "people": people.PROVIDES, "phones": phones.PROVIDES}

# What the question itself says: the situation that was chosen, or the person.
FROM_THE_QUESTION = ("action", "capacity", "channel")
# Facts whose register this site does not keep: only the person can say.
ASKED_OF_THE_PERSON = ("appearance-consent", "permission-head", "person-told")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of who asks, at one moment, before they have told anything.

    `moment` is None for somebody who is not signed in: of them nothing is known.
    """

    moment: datetime | None = None
    roles: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    links: tuple[FamilyLink, ...] = ()

    @property
    def links_kept(self) -> bool:
        """Whether the school keeps declarations of family links here: then only those in force are declared."""
        return bool(self.links) or FAMILY_LINK in self.facts

    def without(self, names: frozenset[str]) -> "Known":
        """The same without these facts: the person asks about another time, or as somebody else."""
        return Known(
            self.moment,
            () if ROLE in names else self.roles,
            {name: value for name, value in self.facts.items() if name not in names},
            self.links,
        )


def known_of(person: Person | None, now: datetime) -> Known:
    """What the registers tell of this person now; nothing is written anywhere that they were asked."""
    if person is None:
        return Known()
    found: dict[str, Value] = {}
    for provides in REGISTERS.values():
        for name, provide in provides.items():
            if name != ROLE and (value := provide(person, now)) is not None:
                found[name] = cast(Value, value)
    links = people.family_links(person, timezone.localdate(now))
    return Known(now, schools.role(person, now) or (), found, links)
