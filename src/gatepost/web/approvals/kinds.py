"""The kinds of permission: what each is called, which clauses ask for it, and how long a yes lasts by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost.policy.document import Clause, Policy

SPOKEN, WRITTEN = "spoken", "written"  # the vocabulary's levels; written covers spoken
NEW_ACCOUNT, PUPIL_PHONE = "new-account", "pupil-phone"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `topics`: those of the clauses that ask for it; `lasts`: how long a yes holds unless its giver says
    otherwise; `standing`: it is for a person, and bound to no draft.
    """

    code: str
    title: str | Promise
    question: str | Promise
    hint: str | Promise
    topics: frozenset[str]
    lasts: timedelta
    standing: bool = False


_NAME = frozenset({"name_logo_permission"})
_PEOPLE = frozenset({"no_mention_people_events"})
_PICTURES = frozenset({"staff_images_of_pupils", "photo_consent", "name_with_photo", "parents_event_photos"})
_WORDS = _("What exactly do you want to publish?")
_WORD_FOR_WORD = _("Word for word: a yes is for these words and no others.")
_A_POST, _A_YEAR = timedelta(days=28), timedelta(days=365)

KINDS: dict[str, Kind] = {
    one.code: one
    for one in (
        Kind("school-name", _("Use the school’s name"), _WORDS, _WORD_FOR_WORD, _NAME, _A_POST),
        Kind("logo", _("Use the school’s logo"), _WORDS, _WORD_FOR_WORD, _NAME, _A_POST),
        Kind(
            "published-material",
            _("Use something that the school has published"),
            _WORDS,
            _("Say which material, and where you want to use it."),
            _NAME,
            _A_POST,
        ),
        Kind("naming", _("Name people of the school"), _WORDS, _WORD_FOR_WORD, _PEOPLE, _A_POST),
        Kind("event", _("Mention an event or activity of the school"), _WORDS, _WORD_FOR_WORD, _PEOPLE, _A_POST),
        Kind(
            "image",
            _("Show pictures from school"),
            _("Which pictures, and with what words?"),
            _("Say who is in them, and where and when they were taken."),
            _PICTURES,
            _A_POST,
        ),
        Kind(
            "work-time",
            _("Use social media for yourself in working time"),
            _("What for, and when?"),
            _("For example: to answer the hospital between lessons until the end of term."),
            frozenset({"personal_use_worktime"}),
            timedelta(days=90),
            standing=True,
        ),
        Kind(
            NEW_ACCOUNT,
            _("Open an account or a service"),
            _("What is it for?"),
            _("Who it speaks to, and what will be published there. This stands in the register of accounts."),
            frozenset({"account_approval", "name_logo_permission"}),
            _A_YEAR,
            standing=True,
        ),
        Kind(
            PUPIL_PHONE,
            _("Let a pupil bring a phone"),
            _("Which pupil, and why?"),
            _("Name and class, and the reason, such as walking home alone."),
            frozenset({"pupil_use_in_school"}),
            _A_YEAR,
            standing=True,
        ),
    )
}
CHOICES = [(one.code, one.title) for one in KINDS.values()]


def asking_clauses(policy: Policy, kind: Kind) -> tuple[Clause, ...]:
    """The clauses of a policy that ask for this kind of permission."""
    return tuple(one for one in policy.clauses.values() if one.topic in kind.topics and _level(one) is not None)


def level_needed(policy: Policy, clauses: Iterable[str]) -> str | None:
    """How all of these clauses want the yes: `spoken` or `written`; None where one of them asks for none."""
    levels = [_level(policy.clauses[one]) if one in policy.clauses else None for one in clauses]
    if not levels or None in levels:
        return None
    return WRITTEN if WRITTEN in levels else SPOKEN


def _level(clause: Clause) -> str | None:
    levels = {one.verdict.level for one in clause.rules if one.verdict and one.verdict.outcome == "needs-permission"}
    if not levels:
        return None
    return WRITTEN if WRITTEN in levels else SPOKEN
