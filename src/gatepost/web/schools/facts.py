"""What the accounts of a school tell of whoever asks: their part in school life."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import acting_roles


def role(person: Person, now: datetime) -> tuple[str, ...] | None:
    """Every part that the person acts from; None where their roles do not tell, as a DPO's do not."""
    return acting_roles(person.roles) or None


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {"role": role}
