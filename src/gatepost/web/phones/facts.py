"""What the register of phones tells of whoever asks: nothing, since it knows phones of pupils and no member is one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gatepost.web.schools.person import Person


def phone_handed_in(person: Person, now: datetime) -> bool | None:
    """Whoever asks is asked themselves; of a child the page of its phone says it."""
    return None


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {"phone-handed-in": phone_handed_in}
