"""What the register of phones tells: of a pupil, whether the phone is handed in; of a member, nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from gatepost.web.phones.models import Handing
from gatepost.web.phones.queries import module_on
from gatepost.web.schools.person import Person


def handed_in(child_id: int, on: date) -> bool | None:
    """Whether a pupil's phone is handed in on a day and not collected; None while the register is off."""
    if not module_on():
        return None
    return Handing.objects.filter(child_id=child_id, day__lte=on, out_at__isnull=True).exists()


def phone_handed_in(person: Person, now: datetime) -> bool | None:
    """The register knows phones of pupils, and no member is a pupil: whoever asks is asked themselves."""
    return None


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {"phone-handed-in": phone_handed_in}
