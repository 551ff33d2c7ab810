"""The roll as drafts are held to it."""

from collections.abc import Sequence

from gatepost.screening.roll import KINDS, Person
from gatepost.web.people.models import OnRoll


def names() -> Sequence[Person]:
    """Everybody on the roll of the open school by name, in a steady order: for looking whether a draft names them, and
    for nothing else. Whoever asks makes sure that the author may know the roll.
    """
    fields = ("kind", "forename", "surname", "known_as", "class_name")
    rows = OnRoll.objects.order_by("pk").values_list(*fields)
    return tuple(
        Person(kind, forename, surname, known_as, class_name)
        for kind, forename, surname, known_as, class_name in rows
        if kind in KINDS
    )
