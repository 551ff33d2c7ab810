"""What the register of consents tells of an activity."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.verdicts import verdicts
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.person import Person

__all__ = ["PROVIDES", "consent_unknown", "consented"]


def consented(children: Collection[int], channel: str, media: str, naming: str, on: date) -> bool | None:
    """Whether every one of these children may be shown: the fact `appearance-consent` once it is known who appears.

    None while no consents are kept here, and where nobody is named.
    """
    if not children or not is_on(PHOTO_CONSENTS):
        return None
    return all(one.shown for one in verdicts(children, channel, media, naming, on))


def consent_unknown(person: Person, now: datetime) -> bool | None:
    """A question that names no children: the register cannot tell, so the person is asked."""
    return None


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {"appearance-consent": consent_unknown}
