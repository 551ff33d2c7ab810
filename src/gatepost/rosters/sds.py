"""Microsoft School Data Sync archives, version 2.1: always the whole roll."""

from dataclasses import replace

from gatepost.rosters.cells import Cells
from gatepost.rosters.detect import Opened
from gatepost.rosters.faults import quoted
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.snapshot import KINDS, TOLD, Kind, Person, Snapshot
from gatepost.rosters.sound import check
from gatepost.rosters.tables import births_of, class_names, school_of, table
from gatepost.rosters.users import Post, User, joined, kind_of, people_of

_ROLE = ("userSourcedId", "orgSourcedId", "role", "grade", "roleStartDate", "roleEndDate")
_LINK = ("userSourcedId", "relationshipUserSourcedId", "relationshipRole")


def read_sds(opened: Opened, options: Options) -> Reading:
    """Read an archive; raises RosterFaults with everything that is wrong."""
    notes = Notes()
    cells = Cells(notes, "users.csv", options.on, iso=True)
    school = school_of(opened, options.school, notes)
    roles, elsewhere = _roles(opened, school, replace(cells, file="roles.csv"))
    links = list(table(opened, "relationships.csv", _LINK, _LINK[:2], notes))
    adults = {adult: role for _, (child, adult, role) in links if child not in elsewhere}
    births = births_of(opened, "userSourcedId", notes)
    classes = class_names(opened, notes, whole=True)
    birth_cells = replace(cells, file="demographics.csv")
    people: list[Person] = []
    kinds: dict[str, set[Kind]] = {}
    wanted = ("sourcedId", "givenName", "familyName", "email")
    for row, (found, given, family_name, email) in table(opened, "users.csv", wanted, wanted[:3], notes):
        id_ = cells.word(found, row, "sourcedId")
        if not id_:
            notes.faults.add("users.csv", row, "This row has no sourcedId.", "sourcedId")
            continue
        posts = list(roles.get(id_, ()))
        if id_ in adults and not any(post.kind == "parent" for post in posts):
            posts.append(Post(row, adults[id_], "parent"))
        if not posts:
            if id_ not in elsewhere:
                notes.warnings.add("users.csv", row, "This user has no role in roles.csv and is left out.")
            continue
        user = User(id_, given, family_name, "", email)
        class_name = classes.get(id_, "") if classes else ""
        people += people_of(user, row, posts, cells, births.get(id_, (0, "")), class_name, birth_cells)
        kinds.setdefault(id_, set()).update(post.kind for post in posts)
    for id_, posts in roles.items():
        if id_ not in kinds:
            notes.warnings.add("roles.csv", posts[0].row, "This role is of somebody who is not in users.csv.")
    if not people and not notes.faults.count:
        notes.faults.add("users.csv", 0, "There is nobody in this archive.")
    contacts = joined(
        ((row, child, adult, role.lower()) for row, (child, adult, role) in links if child not in elsewhere),
        kinds,
        replace(cells, file="relationships.csv"),
        whole=True,
    )
    told = {"forename", "surname", "year_group", "email", "role", "starts"}
    told |= {"date_of_birth"} if births else set()
    told |= {"class_name"} if classes is not None else set()
    snapshot = Snapshot(
        options.source or "sds",
        "full",
        tuple(kind for kind in KINDS if any(kind in theirs for theirs in kinds.values())),
        tuple(field for field in TOLD if field in told),
        tuple(people),
        contacts,
    )
    check(snapshot, notes)
    return notes.reading("sds", snapshot)


def _roles(opened: Opened, school: str | None, cells: Cells) -> tuple[dict[str, list[Post]], set[str]]:
    """User's id -> their roles in the school, and the ids of those who have roles in other schools alone."""
    found: dict[str, list[Post]] = {}
    others: set[str] = set()
    for row, (user, org, role, year, begins, ends) in table(opened, "roles.csv", _ROLE, _ROLE[:3], cells.notes):
        if school is not None and org != school:
            others.add(user)
            continue
        kind = kind_of(role)
        if kind is None:
            cells.notes.faults.add(cells.file, row, f"{quoted(role)} is not a role of School Data Sync.", "role")
            continue
        starts, leaves = cells.day(begins, row, "roleStartDate"), cells.day(ends, row, "roleEndDate")
        found.setdefault(user, []).append(Post(row, role, kind, year, starts, leaves))
    return found, others - set(found)
