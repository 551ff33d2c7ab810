"""The roll as the comparison with a file takes it."""

from collections import defaultdict

from gatepost.rosters.differences import KnownContact
from gatepost.rosters.matching import Known
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import Contact, OnRoll, PastPupil, SourceId

PAST_PUPILS = "past-pupils"  # the module
PAST = "past:"


def known_people() -> list[Known]:
    """Everybody on the open school's roll, in the order of their numbers; then past pupils, while their module is on.

    The key is the number of the row, after `past:` for a past pupil.
    """
    ids: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, source, source_id in SourceId.objects.order_by("pk").values_list("person_id", "source", "source_id"):
        ids[person].append((source, source_id))
    columns = (
        *("pk", "kind", "forename", "surname", "known_as", "former_names", "date_of_birth", "class_name"),
        *("year_group", "upn", "email", "role", "starts", "leaves", "by_hand"),
    )
    found = []
    for pk, kind, forename, surname, known_as, former, born, room, year, upn, email, role, starts, leaves, hand in (
        OnRoll.objects.order_by("pk").values_list(*columns).iterator()
    ):
        found.append(
            Known(
                key=str(pk),
                kind=kind,
                forename=forename,
                surname=surname,
                source_ids=tuple(ids.get(pk, ())),
                known_as=known_as,
                former_names=tuple(former),
                date_of_birth=born,
                class_name=room,
                year_group=year,
                upn=upn,
                email=email,
                role=role,
                starts=starts,
                leaves=leaves,
                by_hand=hand,
            )
        )
    return [*found, *_past()]


def _past() -> list[Known]:
    if not is_on(PAST_PUPILS):
        return []
    return [
        Known(
            key=f"{PAST}{one.pk}",
            kind="former-pupil",
            forename=one.forename,
            surname=one.surname,
            known_as=one.known_as,
            former_names=tuple(one.former_names),
            # An estimated day is no day to find somebody by.
            date_of_birth=None if one.estimated else one.date_of_birth,
            starts=one.came_on,
            leaves=one.left_on,
            left=True,
        )
        for one in PastPupil.objects.order_by("pk")
    ]


def known_contacts() -> list[KnownContact]:
    """Every contact of the open school."""
    columns = ("child_id", "adult_id", "relationship", "parental_responsibility", "priority")
    return [
        KnownContact(str(child), str(adult), relationship, responsibility, priority)
        for child, adult, relationship, responsibility, priority in Contact.objects.order_by("pk").values_list(*columns)
    ]
