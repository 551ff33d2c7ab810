"""News that is held back: noted, changed, let out, put off, dropped; and what the clock does with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.notices.actions import notify, settle
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.releases import permissions
from gatepost.web.releases.giving_away import MOST_PHRASES, fault_of
from gatepost.web.releases.holds import AUDIENCES, Times, a_day_later, held, in_order, over_at, put_off, told
from gatepost.web.releases.models import Hold, Knows, Release, new_name
from gatepost.web.releases.queries import FIELD, TABLE, Words, members_to_tell, times_of
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, holding
from gatepost.web.schools.queries import is_current
from gatepost.web.sealed import seal

TOLD_OF, OUT, STILL = "release-known", "release-out", "release-still-held"  # kinds of notices
LONGEST = timedelta(days=366)
ASKED_AGAIN = timedelta(days=30)  # how often somebody is asked about news that is held until they say so


@dataclass(frozen=True, slots=True)
class News:
    """A piece of news as somebody notes it: its words, its times by audience, and who knows already."""

    words: Words
    times: Times
    roles: frozenset[str]
    members: frozenset[int]


class Stale(Fault):
    """What was typed rests on a page that no longer tells how it stands."""


def note(*, person: Person, news: News) -> Release:
    """A headteacher holds a piece of news back; whoever is named as knowing it is told that there is something."""
    if not permissions.may_hold_news(person):
        raise Refused("not theirs to hold back")
    now = timezone.now()
    _judge(news, now)
    with transaction.atomic():
        name = new_name()
        release: Release = Release.objects.create(
            school_id=person.school_id,
            name=name,
            words=seal(table=TABLE, row=name, field=FIELD, content=news.words.to_text()),
            knows_roles=sorted(news.roles),
            noted_by_id=person.membership_id,
            noted_at=now,
        )
        _write(person, release, news.times, now)
        _tell(release, news.members)
        _entry(person, "release.noted", release, _contents(news))
    return release


def change(*, person: Person, release: Release, news: News, seen: str) -> None:
    """Change what was noted; `seen` is the mark of what it was when they began to type."""
    now = timezone.now()
    _judge(news, now)
    with transaction.atomic():
        row = _locked(person, release)
        if seen != mark(row):
            raise Stale(_("This has been changed since you opened the page. Here is how it stands now."))
        row.words = seal(table=TABLE, row=row.name, field=FIELD, content=news.words.to_text())
        row.knows_roles, row.reminded_at = sorted(news.roles), None
        row.save()
        _write(person, row, news.times, now)
        _tell(row, news.members)
        _entry(person, "release.changed", row, _contents(news))


def mark(release: Release) -> str:
    """Tells, as 64 hex digits, whether a release is still as it was."""
    times = sorted(
        f"{audience}/{until}"
        for audience, until in Hold.objects.filter(release=release).values_list("audience", "until")
    )
    knows = sorted(Knows.objects.filter(release=release).values_list("membership_id", flat=True))
    whole = f"{bytes(release.words).hex()}|{release.knows_roles}|{times}|{knows}"
    return hashlib.sha256(whole.encode()).hexdigest()


def let_out(*, person: Person, release: Release, audience: str, seen: datetime | None) -> None:
    """It may be told to an audience from now on, and to everybody who should have heard it before them.

    `seen` is the moment that stood on the page: what somebody else has just put off is not let out by an old page.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(person, release)
        times = _still(row, audience, now, seen)
        _write(person, row, told(times, audience, now), now)
        _entry(person, "release.let-out", row, {"audience": audience.encode()})


def delay(*, person: Person, release: Release, audience: str, seen: datetime | None, until_said: bool = False) -> None:
    """Put it off for an audience and everybody after them: by a day, or until somebody says so.

    `seen` is the moment that stood on the page, so that a button that is pressed twice puts off once.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(person, release)
        times = _still(row, audience, now, seen)
        moment = times[audience]
        if moment is None:
            raise Fault(_("It is held until you say so already."))
        _write(person, row, put_off(times, audience, None if until_said else a_day_later(moment)), now)
        _entry(person, "release.put-off", row, {"audience": audience.encode()})


def drop(*, person: Person, release: Release) -> None:
    """It was noted in error, or never comes: nothing of it is kept."""
    with transaction.atomic():
        row = _locked(person, release)
        _erase(row)
        _entry(person, "release.dropped", row)


def read(*, person: Person, release: Release) -> None:
    """Somebody other than who noted it opened it."""
    if person.membership_id != release.noted_by_id:
        _entry(person, "release.read", release)


def lapse(*, hold: Hold, now: datetime) -> None:
    """The clock's part: those who know are told that it is out for somebody."""
    with transaction.atomic():
        if not Hold.objects.filter(pk=hold.pk, until=hold.until, told_at__isnull=True).update(told_at=now):
            return
        _say_it_is_out(hold.release)
        _entry(None, "release.lapsed", hold.release, {"audience": hold.audience.encode()})


def ask_again(*, release: Release, now: datetime) -> None:
    """The clock's part: news that is held until somebody says so is not forgotten."""
    with transaction.atomic():
        if Release.objects.filter(pk=release.pk, reminded_at=release.reminded_at).update(reminded_at=now):
            for membership_id in holding("headteacher"):
                notify(membership_id=membership_id, kind=STILL, thing=_thing(release))


def erase(*, release: Release) -> None:
    """The clock's part: it has been out for long enough."""
    with transaction.atomic():
        _entry(None, "release.erased", release)
        _erase(release)


def _judge(news: News, now: datetime) -> None:
    """Raise Fault for what cannot be noted."""
    if not news.words.phrases:
        raise Fault(_("Give the words that give it away: without them no draft can be stopped."), "phrases")
    if len(news.words.phrases) > MOST_PHRASES:
        raise Fault(
            _("At most %(number)d lines: choose the words that are of this news alone.") % {"number": MOST_PHRASES},
            "phrases",
        )
    for phrase in news.words.phrases:
        if fault := fault_of(phrase):
            raise Fault(fault, "phrases")
    if not any(held(news.times, one, now) for one in AUDIENCES):
        raise Fault(_("Say for whom it is held and until when: as it stands, everybody may be told now."), "public")
    # What is past stands for "now": staff who have heard it do not keep it from parents.
    if not in_order({one: until for one, until in news.times.items() if held(news.times, one, now)}):
        raise Fault(_("Staff hear it no later than parents, and parents no later than the public."), "public")
    if any(until is not None and until > now + LONGEST for until in news.times.values()):
        raise Fault(_("Choose a day within a year, or “until I say so”."), "public")
    if not news.members <= {number for number, _name in members_to_tell()} or not news.roles <= permissions.INSIDE:
        raise Fault(_("Choose who knows of it from the list."), "members")


def _locked(person: Person, release: Release) -> Release:
    if not permissions.may_hold_news(person):
        raise Refused("not theirs to hold back")
    row = Release.objects.select_for_update().filter(pk=release.pk, school_id=person.school_id).first()
    if row is None:
        raise Fault(_("It has been dropped since you opened the page."))
    return row


def _still(row: Release, audience: str, now: datetime, seen: datetime | None) -> Times:
    times = times_of(row)
    if not held(times, audience, now):
        raise Fault(_("It is out for them already."))
    if times[audience] != seen:
        raise Stale(_("This has been changed since you opened the page. Here is how it stands now."))
    return times


def _write(person: Person, release: Release, times: Times, now: datetime) -> None:
    """Put the holds as these times say. Who lets it out by that knows so; the others who know of it are told."""
    standing = {one.audience: one for one in Hold.objects.filter(release=release)}
    before = {one.audience: one.until for one in standing.values()}
    if any(held(before, one, now) and not held(times, one, now) for one in AUDIENCES):
        _say_it_is_out(release, but=person.membership_id)
    for audience, row in standing.items():
        if audience not in times:
            row.delete()
        elif row.until != times[audience]:
            row.until = times[audience]
            row.told_at = None if held(times, audience, now) else now
            row.save()
    Hold.objects.bulk_create(
        Hold(
            school_id=release.school_id,
            release=release,
            audience=audience,
            until=until,
            told_at=None if held(times, audience, now) else now,
        )
        for audience, until in times.items()
        if audience not in standing
    )
    if over_at(times) is not None:
        settle(kind=STILL, thing=_thing(release))


def _say_it_is_out(release: Release, but: int | None = None) -> None:
    who = {release.noted_by_id, *Knows.objects.filter(release=release).values_list("membership_id", flat=True)}
    for membership_id in sorted(who - {but}):
        if is_current(membership_id):
            notify(membership_id=membership_id, kind=OUT, thing=_thing(release))


def _tell(release: Release, members: frozenset[int]) -> None:
    standing = set(Knows.objects.filter(release=release).values_list("membership_id", flat=True))
    Knows.objects.filter(release=release).exclude(membership_id__in=members).delete()
    for membership_id in sorted(members - standing):
        Knows.objects.create(school_id=release.school_id, release=release, membership_id=membership_id)
        notify(membership_id=membership_id, kind=TOLD_OF, thing=_thing(release))


def _erase(release: Release) -> None:
    for kind in (TOLD_OF, OUT, STILL):
        settle(kind=kind, thing=_thing(release))
    Release.objects.filter(pk=release.pk).delete()


def _contents(news: News) -> Mapping[str, bytes]:
    times = ",".join(f"{one}={news.times[one]}" for one in AUDIENCES if one in news.times)
    return {"words": news.words.to_text().encode(), "times": times.encode()}


def _thing(release: Release) -> str:
    return f"release:{release.pk}"


def _entry(person: Person | None, action: str, release: Release, contents: Mapping[str, bytes] | None = None) -> None:
    append(
        school_id=release.school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "",
        action=action,
        thing=_thing(release),
        contents=contents,
    )
