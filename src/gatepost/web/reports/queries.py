"""The record in words: the one line, what happened and who did it, and who holds its heads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.law.offices import offices
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.record.actions import SYSTEM
from gatepost.web.record.models import Entry
from gatepost.web.record.queries import Checked, began_at, checked, entries, numbers, said
from gatepost.web.reports import permissions
from gatepost.web.reports.models import HeadGiven
from gatepost.web.schools.models import Membership, School
from gatepost.web.schools.person import Person, holding, today
from gatepost.web.schools.queries import record_mailbox
from gatepost.web.schools.roles import ROLES, called

A_PAGE = 50  # rows of a list on one page
OVERDUE = timedelta(days=2)  # without a check


# The one line


def record_line(school_id: int) -> str:
    """Whether the record of the open school is complete and unchanged, in one line for a chair of governors."""
    last = checked(school_id)
    if last is None:
        return _("The record has not been checked yet: the first check is made tonight.")
    when = _moment(last.at)
    if not last.complete:
        return _alarm(last, when, School.objects.get(pk=school_id).jurisdiction)
    if last.since is None:
        line = _("The record is complete: nothing has happened yet; checked {when}.").format(when=when)
    else:
        since = date_format(timezone.localtime(last.since), "j F Y")
        line = _("The record is complete and unchanged since {since}, checked {when}.").format(since=since, when=when)
    if timezone.now() - last.at > OVERDUE:
        line += " " + _("It should be checked every day: tell whoever runs this site.")
    return line


def outside_line(school_id: int) -> str:
    """Whether anybody outside the school holds a recent head of its record: without, nothing proves the line above."""
    last = HeadGiven.objects.filter(school_id=school_id, sent_at__isnull=False).order_by("-sent_at").first()
    if last is None or last.sent_at is None:
        return _(
            "Nobody outside the school has been sent a head of the record yet. Until somebody holds one, a change by "
            "whoever runs the server could not be found."
        )
    return _("The newest head that somebody outside the school holds was sent {when}.").format(
        when=_moment(last.sent_at)
    )


def _alarm(last: Checked, when: str, jurisdiction: str) -> str:
    words = {"when": when, "dpo": offices(jurisdiction)["dpo"], "place": last.place}
    if last.place is None:
        found = _("The record is NOT as it was: the check {when} found a change.").format(**words)
    else:
        found = _("The record is NOT as it was: the check {when} found a change at entry {place}.").format(**words)
    told = _("Tell the {dpo} and the trust or council today, and keep every e-mail with a head.").format(**words)
    return f"{found} {told}"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    words = {"day": date_format(local, "j F Y"), "time": date_format(local, "H:i")}
    if local.date() == today():
        return _("today at {time}").format(**words)
    return _("on {day} at {time}").format(**words)


# What happened


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it. `who` is empty for those who may not see names."""

    seq: int
    at: datetime
    who: str
    roles: str
    what: str
    thing: str


def happened(person: Person, month: str = "", action: str = "") -> QuerySet[Entry]:
    """The entries of the person's school, newest first, without those about their own children; `month` as 2026-11."""
    begins, ends = span(month) if month else (None, None)
    return entries(person.school_id, begins, ends, action, but=close_to(person))


def close_to(person: Person) -> frozenset[str]:
    """The things of the record that are the person's own children. Nobody learns from it what is kept from them as a
    parent, such as that a child of theirs must not be shown, whatever else they are at the school.
    """
    return frozenset(f"on-roll:{number}" for number in own_numbers(person))


def lines(person: Person, jurisdiction: str, rows: Iterable[Entry]) -> tuple[Line, ...]:
    """Entries in words; one query for the names, where the person may see them."""
    found = list(rows)
    names: Mapping[int, str] = {}
    if permissions.may_see_names(person):
        named = {_member(one.actor) for one in found} | {_member(one.thing) for one in found}
        names = dict(Membership.objects.filter(pk__in=named).values_list("pk", "account__name"))
    return tuple(
        Line(
            one.seq,
            one.at,
            _("The clock") if one.actor == SYSTEM else names.get(_member(one.actor), ""),
            role_words(one.role, jurisdiction),
            said(one.action),
            names.get(_member(one.thing)) or _thing_words(one.thing),
        )
        for one in found
    )


def _thing_words(thing: str) -> str:
    """What an entry is about, as people write it: `family-link:3` is "family link 3"."""
    kind, _colon, which = thing.partition(":")
    return f"{kind.replace('-', ' ')} {which}".strip()


def counted(person: Person, month: str) -> tuple[tuple[str, int], ...]:
    """How often what happened in a month, without a name; what `happened` leaves out is not counted either."""
    found = numbers(person.school_id, *span(month), but=close_to(person))
    return tuple((said(action), count) for action, count in found)


def role_words(role: str, jurisdiction: str) -> str:
    """The roles of an entry as the school says them."""
    return ", ".join(called(one, jurisdiction) for one in role.split("/") if one in ROLES)


def months(school_id: int) -> tuple[str, ...]:
    """Every month of the record as 2026-11, the newest first; this month at least."""
    first = began_at(school_id)
    begins, day = timezone.localdate(first) if first else today(), today()
    count = (day.year - begins.year) * 12 + day.month - begins.month + 1
    each = (divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(max(count, 1)))
    return tuple(f"{year:04}-{month + 1:02}" for year, month in each)


def month_words(month: str) -> str:
    """A month as people say it."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def span(month: str) -> tuple[datetime, datetime]:
    """From when until before when a month lasts at school."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    zone = timezone.get_default_timezone()
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _member(named: str) -> int:
    """The membership that an actor or a thing of an entry names; 0 for any other."""
    kind, _colon, number = named.partition(":")
    return int(number) if kind in ("member", "membership") and number.isdigit() else 0


# Heads


def holders(school: School) -> dict[str, str]:
    """Where the heads of the open school's record go each day: address to whose it is."""
    found = {}
    if school.body is not None and school.body.heads_mailbox:
        found[school.body.heads_mailbox.lower()] = "body"
    if mailbox := record_mailbox():
        found.setdefault(mailbox.lower(), "mailbox")
    officers = Membership.objects.filter(pk__in=holding("dpo"), account__is_active=True, account__email__isnull=False)
    for address in officers.order_by("pk").values_list("account__email", flat=True):
        found.setdefault(str(address), "dpo")
    return found


def given(person: Person) -> QuerySet[HeadGiven]:
    """The heads that went out of the person's school, newest first."""
    return HeadGiven.objects.filter(school_id=person.school_id).select_related("head").order_by("-day", "holder", "pk")
