"""What is held back, as each person may know of it, and what a draft would give away."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.law.offices import offices
from gatepost.policy.document import Clause
from gatepost.screening.reading import Reading
from gatepost.sealing.faults import CannotOpen
from gatepost.web.policies.queries import in_force
from gatepost.web.releases import permissions
from gatepost.web.releases.giving_away import draft_of, gives_away
from gatepost.web.releases.holds import AUDIENCES, PARENTS, PUBLIC, STAFF, Times, held, over_at
from gatepost.web.releases.models import AUDIENCE_CHOICES, Hold, Knows, Release
from gatepost.web.schools.models import Membership, RoleHeld, School
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.roles import ROLES, called
from gatepost.web.sealed import open_sealed

TABLE, FIELD = "releases_release", "words"
KEPT = timedelta(days=30)  # after it is out for everybody
TOPIC = "premature_release"


@dataclass(frozen=True, slots=True)
class Words:
    """What the news is called among those who know, and the phrases that give it away."""

    title: str
    phrases: tuple[str, ...]

    def to_text(self) -> str:
        """As it is sealed."""
        return json.dumps([self.title, *self.phrases], ensure_ascii=False)


def words_of(release: Release) -> Words | None:
    """The words of a release; None where the secrets of the site no longer open them."""
    try:
        title, *phrases = json.loads(open_sealed(release.words, table=TABLE, row=release.name, field=FIELD))
    except CannotOpen:
        return None
    return Words(title, tuple(phrases))


def times_of(release: Release) -> Times:
    """Until when it is held for whom."""
    return {one.audience: one.until for one in release.holds.all()}


def _releases() -> QuerySet[Release]:
    return (
        Release.objects.prefetch_related("holds", "knows")
        .select_related("noted_by__account")
        .order_by("noted_at", "pk")
    )


def _may_know(person: Person, release: Release, named: bool) -> bool:
    return (
        permissions.may_hold_news(person)
        or release.noted_by_id == person.membership_id
        or person.holds(*release.knows_roles)
        or named
    )


def knows(person: Person, release: Release) -> bool:
    """Whether this person knows of the news: whoever may hold news back does."""
    return _may_know(person, release, any(one.membership_id == person.membership_id for one in release.knows.all()))


def _known_to(person: Person) -> frozenset[int]:
    """What this person knows of, by the same queries whether or not there is something that they do not know."""
    named = set(Knows.objects.filter(membership_id=person.membership_id).values_list("release_id", flat=True))
    rows = Release.objects.filter(school_id=person.school_id).only("noted_by_id", "knows_roles")
    return frozenset(one.pk for one in rows if _may_know(person, one, one.pk in named))


# What a draft gives away


def pre_empted(text: str | Reading, audience: str, now: datetime) -> tuple[Release, ...]:
    """The releases of the open school that a draft would give away to `staff`, `parents` or the `public`.

    Only for those who decide what to say to whom: to a writer speaks `warnings`. Raises TooLong.
    """
    draft, found = draft_of(text), []
    for release in _releases():
        words = words_of(release)
        given = words is not None and gives_away(draft, words.phrases)
        if given and held(times_of(release), audience, now):
            found.append(release)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Warning:
    """What a writer is told. `until`: the moment from which it may be said; None where the writer may not know that, or
    nobody has settled it.
    """

    says: str
    until: datetime | None = None


def warnings(person: Person | None, text: str | Reading, audience: str, now: datetime) -> tuple[Warning, ...]:
    """What a draft of this person would say too early: of what they know, until when; of all the rest together one
    sentence, which tells neither what nor how much, and only to those who teach, work at or govern the school.
    """
    if person is None or not permissions.may_hear_of_own(person):
        return ()
    head = _head(person.school_id)
    found = pre_empted(text, audience, now)
    said = [_known(one, audience, head) for one in found if knows(person, one)]
    if permissions.may_be_warned(person) and any(not knows(person, one) for one in found):
        said.append(Warning(_("Something in this is not to be made public yet: ask the %(head)s.") % {"head": head}))
    return tuple(said)


def _head(school_id: int) -> str:
    return offices(School.objects.values_list("jurisdiction", flat=True).get(pk=school_id))["head"]


def _known(release: Release, audience: str, head: str) -> Warning:
    until, words = times_of(release)[audience], words_of(release)
    told = {"head": head, "title": words.title if words else "", "when": _moment(until) if until else ""}
    sentences = {
        STAFF: _("The %(head)s has asked that staff are not told of “%(title)s” before %(when)s.")
        if until
        else _("The %(head)s has asked that staff are not told of “%(title)s” yet: ask first."),
        PARENTS: _("The %(head)s has asked that parents are not told of “%(title)s” before %(when)s.")
        if until
        else _("The %(head)s has asked that parents are not told of “%(title)s” yet: ask first."),
        PUBLIC: _("The %(head)s has asked that “%(title)s” is not made public before %(when)s.")
        if until
        else _("The %(head)s has asked that “%(title)s” is not made public yet: ask first."),
    }
    return Warning(sentences[audience] % told, until)


def _moment(until: datetime) -> str:
    return date_format(timezone.localtime(until), "l j F Y, H:i")


# What is held


@dataclass(frozen=True, slots=True)
class Line:
    """One audience of a release as a page shows it. `until` is as it stands, for a form that must not act twice."""

    audience: str
    label: str
    until: datetime | None
    over: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A release as a page shows it; `words` None where this person does not know it, or nobody can open it any more."""

    release: Release
    known: bool
    words: Words | None
    lines: tuple[Line, ...]
    erased_on: datetime | None

    @property
    def over(self) -> bool:
        """Whether it is out for everybody."""
        return all(one.over for one in self.lines)


def _listed(release: Release, known: bool, now: datetime) -> Listed:
    times = times_of(release)
    lines = tuple(
        Line(one, str(dict(AUDIENCE_CHOICES)[one]), times[one], not held(times, one, now))
        for one in AUDIENCES
        if one in times
    )
    over = over_at(times)
    return Listed(release, known, words_of(release) if known else None, lines, over + KEPT if over else None)


def listed(person: Person, now: datetime) -> tuple[Listed, ...]:
    """What is held and what was, as far as this person may know: their own news, and to the office of all the rest when
    it is out for whom. What is still held comes first.
    """
    known, rows = _known_to(person), _releases().filter(school_id=person.school_id)
    if not permissions.may_see_all_times(person):
        rows = rows.filter(pk__in=known)
    found = [_listed(one, one.pk in known, now) for one in rows]
    return tuple(sorted((one for one in found if one.known or not one.over), key=lambda one: one.over))


def one(person: Person, number: int, now: datetime) -> Listed | None:
    """One release, for those who know of it."""
    if number not in _known_to(person):
        return None
    found = _releases().filter(pk=number, school_id=person.school_id).first()
    return _listed(found, True, now) if found is not None else None


def who_knows(release: Release) -> tuple[str, ...]:
    """Who was told, for a page: roles by their names, then people."""
    jurisdiction = School.objects.values_list("jurisdiction", flat=True).get(pk=release.school_id)
    roles = [called(one, jurisdiction) for one in ROLES if one in release.knows_roles]
    numbers = [one.membership_id for one in release.knows.all()]
    people = Membership.objects.filter(pk__in=numbers).order_by("account__name").values_list("account__name", flat=True)
    return (*roles, *people)


def members_to_tell() -> tuple[tuple[int, str], ...]:
    """Those who can be told one by one: the members whose roles today are not only those of parents or Friends."""
    day = today()
    inside = RoleHeld.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role__in=permissions.INSIDE, starts_on__lte=day
    )
    rows = Membership.objects.filter(pk__in=inside.values("membership_id"), ended_at__isnull=True)
    return tuple(rows.order_by("account__name", "pk").values_list("pk", "account__name"))


def clauses(school: School) -> tuple[Clause, ...]:
    """What the school's policy says of news that is not out yet."""
    adopted = in_force(school)
    return tuple(one for one in adopted.policy.clauses.values() if one.topic == TOPIC) if adopted else ()


def lapsed_holds(now: datetime) -> Iterable[Hold]:
    """The holds that are over and of which those who know have not been told."""
    return tuple(Hold.objects.filter(until__lte=now, told_at__isnull=True).select_related("release").order_by("pk"))
