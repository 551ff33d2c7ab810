"""What stands above the policy's answer: what the school's registers say no to, and what was surely found.

A policy that is silent, or a permission that is held, must not read as a yes beside a child who may not be shown.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gatepost.screening.finding import Finding
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.drafts.advice import Advice
from gatepost.web.checks.drafts.reading import Reading

RED, YELLOW = "red", "yellow"
_CHILDREN = ("pupil", "former-pupil")


@dataclass(frozen=True, slots=True)
class Headline:
    """`tag`: two or three words on a colour; `says`: the heading; `why`: a sentence or nothing."""

    tag: str
    colour: str
    says: str
    why: str


def headline(reading: Reading, advice: Advice) -> Headline | None:
    """None where the policy's own answer is the first word."""
    if reading.consents.given is False:
        photos = len(reading.draft.photos)
        says = ngettext("No. Not with this photo.", "No. Not with these photos.", photos)
        why = _("Whatever else the policy allows: it shows somebody who may not be shown there, or nobody knows.")
        return Headline(_("Not with this photo"), RED, says, why)
    if reading.news:
        says = _("Not yet. Something in it is not to be made public before its hour.")
        return Headline(_("Not yet"), RED, says, "")
    silent = all(one.decision.outcome == "silent" for one in advice.answers)
    if silent and any(_is_grave(one) for one in _found(reading)):
        says = _("Stop and look: something in it is certain to be about somebody.")
        why = _("The policy has no clause on it, and that is no yes. See what was found below.")
        return Headline(_("Look first"), YELLOW, says, why)
    return None


def _found(reading: Reading) -> list[Finding]:
    return [*reading.found, *(one for photo in reading.draft.photos for _words, one in photo.found)]


def _is_grave(one: Finding) -> bool:
    """A child who is named, or words that harm or give away: not the school's own name, nor a colleague's."""
    return one.sure == "certain" and (one.label in _CHILDREN or one.label in vocabulary().facts["content"].values)
