"""What somebody should look at: adults who disagree, pictures that should come down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from gatepost.screening.pictures.likeness import likeness_from
from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, Attention, Shown, ShownChild
from gatepost.web.consents.purposes import Purpose
from gatepost.web.consents.queries.names import among_all
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.consents.queries.verdicts import rulings_for
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import Person, today

DISAGREE, PICTURE = "disagree", "picture"  # kinds of Attention


def contested(children: Collection[int], on: date) -> set[int]:
    """Those of the children for whom somebody said yes and somebody else no to the same thing."""
    purposes = {one.about for one in Answer.objects.filter(child_id__in=set(children))}
    found = rulings_for(children, purposes, on)
    return {child for (child, _purpose), ruling in found.items() if ruling.contested}


@dataclass(frozen=True, slots=True)
class ToTakeDown:
    """A picture that was published for `purpose`, with the children in it who may be shown there no longer."""

    shown: Shown
    purpose: Purpose
    children: tuple[int, ...]
    names: tuple[str, ...]


def to_take_down(
    on: date, children: Collection[int] | None = None, *, person: Person | None = None
) -> tuple[ToTakeDown, ...]:
    """The pictures that stand and should come down, the newest first; with `children`, those that show one of them.
    For a `person` none is told of their own children, so that a picture of these alone is left out.

    A yes that only ran out, and a child who left, end new use alone: what was published then stays.
    """
    rows = Shown.objects.filter(taken_down_at__isnull=True)
    if children is not None:
        with_them = ShownChild.objects.filter(child_id__in=list(children)).values("shown_id")
        rows = rows.filter(pk__in=with_them)
    pictures = list(rows.prefetch_related("children").order_by("-shown_on", "-pk"))
    inside = {one.pk: tuple(child.child_id for child in one.children.all()) for one in pictures}
    everybody = {child for those in inside.values() for child in those}
    found = rulings_for(everybody, {one.about for one in pictures}, on)
    names = {one.pk: str(one) for one in OnRoll.objects.filter(pk__in=everybody)}
    own = own_numbers(person) if person is not None else frozenset()
    made = []
    for one in pictures:
        reasons = {child: found[child, one.about].reason for child in inside[one.pk] if child not in own}
        down = tuple(child for child, reason in reasons.items() if reason in rule.TAKE_DOWN)
        if down:
            made.append(ToTakeDown(one, one.about, down, tuple(names[child] for child in down if child in names)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier picture that looks like one in hand, and the children in it who may not be shown on a day."""

    shown: int
    purpose: Purpose
    distance: int
    children: tuple[int, ...]


def alike(picture_hash: str, on: date, *, purpose: Purpose | None = None) -> tuple[Alike, ...]:
    """Earlier pictures much like this one, the nearest first, that show a child who may not be shown now for `purpose`,
    or for what the picture was approved for. `picture_hash` is a likeness as it is written; raises ValueError for what
    is none.
    """
    wanted = likeness_from(picture_hash)
    every = [(pk, likeness_from(held)) for pk, held in Shown.objects.values_list("pk", "picture_hash")]
    near = [(wanted.distance(one), pk) for pk, one in every if wanted.is_of(one)]
    pictures = {one.pk: one for one in Shown.objects.filter(pk__in=[pk for _distance, pk in near])}
    inside: dict[int, list[int]] = {}
    for shown, child in ShownChild.objects.filter(shown_id__in=pictures).values_list("shown_id", "child_id"):
        inside.setdefault(shown, []).append(child)
    purposes = {purpose or one.about for one in pictures.values()}
    found = rulings_for({child for those in inside.values() for child in those}, purposes, on)
    made = []
    for distance, pk in sorted(near, key=lambda one: (one[0], -one[1])):
        about = purpose or pictures[pk].about
        kept_out = tuple(child for child in sorted(inside.get(pk, ())) if not found[child, about].shown)
        if kept_out:
            made.append(Alike(pk, about, distance, kept_out))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A child with the name, for whom adults disagree."""

    number: int
    name: str


def disagreements(person: Person) -> tuple[ToLookAt, ...]:
    """The children about whom the clock has found a disagreement that stands, by name; none of the person's own."""
    if not permissions.may_see_reasons(person):
        return ()
    numbers = set(Attention.objects.filter(kind=DISAGREE).values_list("child_id", flat=True)) - own_numbers(person)
    names = among_all(person, OnRoll.objects.filter(pk__in=numbers, kind="pupil"))
    still = contested(numbers & set(names), today())
    return tuple(ToLookAt(number, names[number]) for number in sorted(still, key=lambda one: names[one]))


def standing_picture(person: Person, number: int) -> Shown | None:
    """One that has not been taken down."""
    found = Shown.objects.filter(pk=number, taken_down_at__isnull=True, school_id=person.school_id).first()
    return found if permissions.may_keep(person) else None
