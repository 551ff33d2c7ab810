"""A user of OneRoster or School Data Sync, with roles, to the people and contacts of a snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gatepost.rosters.cells import Cells
from gatepost.rosters.snapshot import Contact, Kind, Person, Place

PARENTS = frozenset({"parent", "guardian", "relative", "contact"})
_STAFF = frozenset(
    {
        *("teacher", "aide", "administrator", "proctor", "counselor", "principal", "siteadministrator", "staff"),
        *("districtadministrator", "systemadministrator", "viceprincipal", "assistantprincipal", "assistant"),
        *("teacherassistant", "teachingassistant", "paraprofessional", "professor", "faculty", "adjunct", "lecturer"),
        *("administrativestaff", "technicalstaff", "supportstaff", "officestaff", "clerk", "librarian", "nurse"),
        *("coach", "substitute", "researcher", "departmenthead", "affiliate", "other"),
    }
)


@dataclass(frozen=True, slots=True)
class Post:
    """One role of one user, at the row that tells of it."""

    row: int
    role: str
    kind: Kind
    year: str = ""
    starts: date | None = None
    leaves: date | None = None


@dataclass(frozen=True, slots=True)
class User:
    """The cells of a user's row that are wanted."""

    id: str
    given: str
    family: str
    known_as: str = ""
    email: str = ""
    year: str = ""
    upn: str = ""


def kind_of(role: str) -> Kind | None:
    """The kind of a role as the two formats name them, None for one they do not know."""
    word = role.casefold()
    if word == "student":
        return "pupil"
    return "parent" if word in PARENTS else "staff" if word in _STAFF else None


def people_of(
    user: User, row: int, posts: Iterable[Post], cells: Cells, born: tuple[int, str], class_name: str, births: Cells
) -> list[Person]:
    """One person for each kind of role that a user has, as the role of that kind tells which lasts longest: last
    year's is over while this year's goes on. `born` is the row of demographics.csv and its cell.
    """
    kinds: dict[Kind, Post] = {}
    for post in posts:
        before = kinds.setdefault(post.kind, post)
        if (post.leaves or date.max) > (before.leaves or date.max):
            kinds[post.kind] = post
    if not kinds:
        return []
    forename = cells.needed_name(user.given, row, "givenName")
    surname = cells.needed_name(user.family, row, "familyName")
    known_as = cells.name(user.known_as, row, "preferredGivenName") if user.known_as else ""
    known_as = "" if known_as == forename else known_as
    place = Place(cells.file, row)
    people: list[Person] = []
    for kind, post in kinds.items():
        if kind == "pupil":
            birth = births.born(born[1], born[0], "birthDate", kind) if born[1] else None
            year = cells.year(post.year or user.year, row, "grades", strict=False)
            people.append(
                Person(
                    place=place,
                    kind=kind,
                    forename=forename,
                    surname=surname,
                    source_id=user.id,
                    known_as=known_as,
                    date_of_birth=birth,
                    class_name=cells.word(class_name, row, "class") if class_name else "",
                    year_group=year,
                    upn=cells.upn(user.upn, row, "userIds") if user.upn else "",
                    starts=post.starts,
                    leaves=_last_day(post, cells.on),
                )
            )
        else:
            people.append(
                Person(
                    place=place,
                    kind=kind,
                    forename=forename,
                    surname=surname,
                    source_id=user.id,
                    known_as=known_as,
                    email=cells.email(user.email, row, "email", kind) if user.email else "",
                    role=post.role if kind == "staff" else "",
                    starts=post.starts,
                    leaves=_last_day(post, cells.on),
                )
            )
    return people


def _last_day(post: Post, on: date) -> date | None:
    """The end of a role once it is over. One to come is mostly the end of the school year, when nobody need leave."""
    return post.leaves if post.leaves and post.leaves < on else None


def joined(
    links: Iterable[tuple[int, str, str, str]], people: Mapping[str, set[Kind]], cells: Cells, *, whole: bool
) -> tuple[Contact, ...]:
    """Contacts from links (row, one id, other id, relationship), whichever of the two is the child, each pair once.

    A link to somebody who is not in a whole file is left out with a warning; in a file of changes it may be somebody
    known, and the first id is the child's.
    """
    found: dict[tuple[str, str], Contact] = {}
    for row, one, other, relationship in links:
        mine, theirs = people.get(one, set()), people.get(other, set())
        if "pupil" in mine and ("parent" in theirs or (not theirs and not whole)):
            child, adult = one, other
        elif "parent" in mine and ("pupil" in theirs or (not theirs and not whole)):
            child, adult = other, one
        elif not mine and not theirs and not whole:
            child, adult = one, other
        else:
            message = "This row names a contact who is not in the file as child or parent. The contact is left out."
            cells.notes.warnings.add(cells.file, row, message)
            continue
        if (child, adult) not in found:
            word = cells.word(relationship, row, "relationship")
            found[child, adult] = Contact(Place(cells.file, row), child, adult, word)
    return tuple(found.values())
