"""Rounds: whom one asks, how far it has come, which parents have an own page to answer on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, Round, RoundChild
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, today

EVERYBODY = "all"


def choices(person: Person) -> list[tuple[str, str]]:
    """Whom a round can be for: everybody, a year, a class. The first of each pair is the form's own word for it."""
    if not permissions.may_keep(person):
        return []
    rows = OnRoll.objects.filter(kind="pupil").values_list("class_name", "year_group").distinct()
    told = list(rows)
    classes = sorted({name for name, _year in told if name})
    years = sorted({year for _name, year in told if year is not None})
    return [
        (EVERYBODY, _("All pupils")),
        *((f"year:{year}", year_words(year)) for year in years),
        *((f"class:{place}", name) for place, name in enumerate(classes)),
    ]


def year_words(year: int) -> str:
    """A year group as it is called."""
    return _("Nursery") if year < 0 else _("Reception") if year == 0 else _("Year {number}").format(number=year)


def chosen(person: Person, word: str) -> tuple[str, list[int]]:
    """What a choice is called, and the numbers of its children; empty for what is no choice."""
    said = dict(choices(person)).get(word, "")
    rows = OnRoll.objects.filter(kind="pupil")
    kind, _colon, value = word.partition(":")
    if not said:
        return "", []
    if kind == "year":
        rows = rows.filter(year_group=int(value))
    elif kind == "class":
        rows = rows.filter(class_name=said)
    return said, list(rows.order_by("pk").values_list("pk", flat=True))


def rounds(person: Person) -> tuple[Round, ...]:
    """Every round that is kept, the newest first."""
    if not permissions.may_keep(person):
        return ()
    return tuple(Round.objects.select_related("started_by__account").order_by("-started_at", "-pk"))


def one(person: Person, number: int) -> Round | None:
    """One of them."""
    found = Round.objects.filter(pk=number, school_id=person.school_id).first()
    return found if permissions.may_keep(person) else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many families were asked, have answered, and can answer on this site."""

    families: int
    answered: int
    with_page: int


def progress(found: Round) -> Progress:
    """In numbers alone. A family is the children who have an adult with parental responsibility in common; it has
    answered when an adult has answered for each of its children since the round began, on this site or on paper.
    """
    children = _children(found)
    answered = {child for child, _adult in _given(found)}
    with_page = {child for one in pages(children).values() for child, _adult in one}
    families = _families(children)
    return Progress(
        len(families),
        sum(one <= answered for one in families),
        sum(bool(one & with_page) for one in families),
    )


def _children(found: Round) -> list[int]:
    """Those of a round's children who are still here."""
    asked = RoundChild.objects.filter(round=found).values("child_id")
    return list(OnRoll.objects.filter(pk__in=asked, kind="pupil").values_list("pk", flat=True))


def _families(children: Collection[int]) -> list[set[int]]:
    family = {child: {child} for child in children}
    by_adult: dict[int, int] = {}
    rows = Contact.objects.filter(child_id__in=list(children), parental_responsibility="yes")
    for child, adult in rows.values_list("child_id", "adult_id"):
        other = by_adult.setdefault(adult, child)
        if family[other] is not family[child]:
            joined = family[other] | family[child]
            for each in joined:
                family[each] = joined
    return list({id(one): one for one in family.values()}.values())


def _given(found: Round) -> set[tuple[int, int]]:
    """Children and adults of whom an answer has come since the round began."""
    rows = Answer.objects.filter(at__gte=found.started_at, by=rule.ADULT).exclude(says=rule.SET_ASIDE)
    return set(rows.values_list("child_id", "adult_id"))


def pages(children: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
    """By membership of a parent, those of the children for whom they can answer on a page of their own, each with the
    adult whom they are: confirmed by the office, and with parental responsibility on the roll.
    """
    wanted = list(children)
    contacts = Contact.objects.filter(child_id__in=wanted, parental_responsibility="yes")
    pairs = set(contacts.values_list("child_id", "adult_id"))
    day = today()
    held = RoleHeld.objects.filter(role="parent", starts_on__lte=day).exclude(ends_on__lt=day)
    here = Membership.objects.filter(ended_at__isnull=True, pk__in=held.values("membership_id"))
    rows = OwnChild.objects.filter(child_id__in=wanted, membership__in=here)
    found: dict[int, set[tuple[int, int]]] = {}
    for member, child, adult in rows.values_list("membership_id", "child_id", "adult_id"):
        if (child, adult) in pairs:
            found.setdefault(member, set()).add((child, adult))
    return found


def newcomers(found: Round) -> set[int]:
    """The memberships of which the office has said since the round began that one of its children is theirs."""
    asked = RoundChild.objects.filter(round=found).values("child_id")
    rows = OwnChild.objects.filter(child_id__in=asked, confirmed_at__gt=found.started_at)
    return set(rows.values_list("membership_id", flat=True))


def silent(found: Round) -> set[int]:
    """The memberships that were asked and have not answered for each of their children, on this site or on paper."""
    given = _given(found)
    return {member for member, wanted in pages(_children(found)).items() if wanted - given}


def open_rounds(now: datetime) -> tuple[Round, ...]:
    """Those that have not closed."""
    day = timezone.localdate(now)
    return tuple(Round.objects.filter(started_at__lte=now, closes_on__gte=day).order_by("pk"))


_WEIGHTS = (3, 7, 9)  # with these, one wrong digit or two exchanged neighbours are found


def code_of(child: int) -> str:
    """The code on a child's paper form: the number on the roll with a check digit."""
    return f"{child}-{_check(child)}"


def child_of(code: str) -> int | None:
    """The child's number of a code, or None where it was not typed as it is printed."""
    number, dash, check = code.replace(" ", "").partition("-")
    fits = dash and number.isascii() and number.isdecimal() and len(number) < 16
    return int(number) if fits and check == str(_check(int(number))) else None


def _check(child: int) -> int:
    return sum(int(digit) * _WEIGHTS[place % 3] for place, digit in enumerate(str(child)[::-1])) % 10


def sheets(person: Person, found: Round) -> tuple[OnRoll, ...]:
    """The children of a round for whom paper forms are printed, by class."""
    if not permissions.may_keep(person):
        return ()
    rows = OnRoll.objects.filter(pk__in=_children(found))
    return tuple(rows.order_by("class_name", "surname", "forename", "pk"))
