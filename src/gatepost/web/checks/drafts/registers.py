"""What the registers say of a draft: permissions held, consents for the children in it, news that is not out yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.web.approvals.binding import digest
from gatepost.web.approvals.facts import permissions as standing_permissions
from gatepost.web.approvals.queries.grants import Grant, conditions, covered, grants
from gatepost.web.checks import permissions
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.consents.purposes import CHANNELS, Purpose, UnknownPurpose
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.attention import alike
from gatepost.web.consents.queries.verdicts import verdicts
from gatepost.web.modules.queries import is_on
from gatepost.web.people.queries.roll import listed
from gatepost.web.policies.queries import Adopted
from gatepost.web.schools.person import Person

# Where a draft goes, in the words of a consent.
_CHANNEL_OF = {"approved-channel": "parents-app", "print": "newsletter", **{one: one for one in CHANNELS}}


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A child who may not be shown. `why` is empty for whoever may not know more than that."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Consents:
    """Whether every child who is shown may be: None where the school keeps no consents here or nobody was named.
    `kept_out`: those who may not, for whoever is entitled to names; `like_earlier`: whether a photo is much like one
    with a child who may not be shown now; `about`: for what the consents were looked up, in words.
    """

    given: bool | None
    kept_out: tuple[KeptOut, ...] = ()
    like_earlier: bool = False
    about: str = ""


def held(person: Person, adopted: Adopted, draft: Draft, now: datetime) -> tuple[tuple[Grant, ...], Mapping[str, str]]:
    """The grants for exactly this draft, which may have an hour that is still to come, and the level held under each
    clause of the policy, by these and by what the person may do whatever the draft, such as in working time.
    """
    found = grants(person, digest(draft.asked()), now)
    clauses = adopted.policy.clauses
    levels = {**standing_permissions(person, now), **covered(found)}
    return found, {clause: level for clause, level in levels.items() if clause in clauses}


def consents(person: Person, draft: Draft, naming: str, now: datetime) -> Consents:
    """What was consented to for the children of the photos. `naming`: how much of a name stands with them.

    A consent that the register does not hold is none.
    """
    if not draft.photos or not is_on(PHOTO_CONSENTS) or not permissions.may_name_children(person):
        return Consents(None)
    day = timezone.localdate(now)
    earlier = any(one.likeness and alike(one.likeness, day) for one in draft.photos)
    if not (draft.shows and draft.shows.get("pupil")):
        return Consents(False if earlier else None, like_earlier=earlier)
    names = {one.pk: str(one) for one in listed(person, "pupil")}
    purpose = purpose_of(draft, naming)
    if purpose is None:
        return Consents(False, like_earlier=earlier)
    found = verdicts(draft.children, purpose.channel, purpose.media, purpose.naming, day, person=person)
    out = tuple(KeptOut(names[one.child], one.why) for one in found if not one.shown and one.child in names)
    given = bool(found) and all(one.shown and one.child in names for one in found) and not earlier
    return Consents(given, out, earlier, purpose.words)


def purpose_of(draft: Draft, naming: str) -> Purpose | None:
    """What families are asked about such a draft with photos; None where they are not asked about its place."""
    try:
        return Purpose(_CHANNEL_OF.get(draft.platform, ""), "photo", naming)
    except UnknownPurpose:
        return None


def granted_words(person: Person, found: tuple[Grant, ...]) -> tuple[str, ...]:
    """What the page says of permissions that are held: for what, from when until when, on what conditions."""
    return tuple(_granted(one, conditions(person, one.request)) for one in found)


def _granted(one: Grant, wanted: tuple[str, ...]) -> str:
    says = {"clauses": ", ".join(sorted(one.clauses)), "day": date_format(one.until, "j F Y")}
    if one.not_before is None:
        sentence = _(
            "Asked and granted: %(clauses)s. It counts for exactly these words, photos and place, until the end of "
            "%(day)s."
        )
    else:
        says["hour"] = date_format(timezone.localtime(one.not_before), "j F Y, H:i")
        sentence = _(
            "Asked and granted: %(clauses)s. It counts for exactly these words, photos and place, not before %(hour)s, "
            "and until the end of %(day)s."
        )
    if not wanted:
        return sentence % says
    return f"{sentence % says} {_('On condition: %(words)s') % {'words': ' '.join(wanted)}}"
