"""OneRoster CSV archives, versions 1.1 and 1.2."""

import re
from collections.abc import Mapping
from dataclasses import replace

from gatepost.rosters.cells import Cells
from gatepost.rosters.detect import Opened
from gatepost.rosters.faults import quoted
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.snapshot import KINDS, TOLD, Gone, Kind, Mode, Person, Place, Snapshot
from gatepost.rosters.sound import check
from gatepost.rosters.tables import births_of, class_names, has, school_of, table
from gatepost.rosters.upn import is_upn
from gatepost.rosters.users import PARENTS, Post, User, joined, kind_of, people_of

_UPN = re.compile(r"\{\s*UPN\s*:\s*([^}]*)\}", re.IGNORECASE)
_DELETED = "tobedeleted"
_USER = (
    *("sourcedId", "status", "orgSourcedIds", "role", "givenName", "familyName", "email"),
    *("agentSourcedIds", "grades", "preferredGivenName", "preferredFirstName", "userIds", "identifier"),
)
_ROLE = ("userSourcedId", "status", "role", "orgSourcedId", "beginDate", "endDate")


def read_oneroster(opened: Opened, options: Options) -> Reading:
    """Read an archive; raises RosterFaults with everything that is wrong."""
    notes = Notes()
    told = _manifest(opened, notes)
    version = _version(opened, told, notes)
    notes.faults.refuse_if_any()
    mode: Mode = "full"
    if "delta" in (told.get("users"), told.get("roles") if version == "1.2" else "bulk"):
        mode = "delta"
    school = school_of(opened, options.school, notes)
    births = births_of(opened, "sourcedId", notes)
    classes = class_names(opened, notes, whole=mode == "full")
    cells = Cells(notes, "users.csv", options.on, iso=True)
    roles = _roles(opened, school, replace(cells, file="roles.csv")) if version == "1.2" else None
    birth_cells = replace(cells, file="demographics.csv")
    people: list[Person] = []
    kinds: dict[str, set[Kind]] = {}
    links: list[tuple[int, str, str]] = []
    guardians: dict[str, str] = {}
    gone: list[Gone] = []
    elsewhere: set[str] = set()
    needed = ("sourcedId", "givenName", "familyName") + (("orgSourcedIds", "role") if version == "1.1" else ())
    for row, found in table(opened, "users.csv", _USER, needed, notes):
        id_, status, orgs, role, given, family_name, email, agents, grades, known_as, also_known_as, ids, number = found
        id_ = cells.word(id_, row, "sourcedId")
        if not id_:
            notes.faults.add("users.csv", row, "This row has no sourcedId.", "sourcedId")
            continue
        if status.casefold() in (_DELETED, "inactive"):
            gone.append(Gone(Place("users.csv", row), id_))
            continue
        if status and status.casefold() != "active":
            notes.faults.add("users.csv", row, f"{quoted(status)} is not a status.", "status")
            continue
        if roles is None:
            if school is not None and school not in (org.strip() for org in orgs.split(",")):
                elsewhere.add(id_)
                continue
            kind = kind_of(role)
            if kind is None:
                notes.faults.add("users.csv", row, f"{quoted(role)} is not a role of OneRoster.", "role")
                continue
            posts = [Post(row, role, kind)]
        else:
            posts = roles.get(id_, [])
            if not posts:
                elsewhere.add(id_)
                if school is None:
                    notes.warnings.add("users.csv", row, "This user has no role in roles.csv and is left out.")
                continue
        user = User(id_, given, family_name, known_as or also_known_as, email, grades, _upn(ids, number))
        class_name = classes.get(id_, "") if classes else ""
        people += people_of(user, row, posts, cells, births.get(id_, (0, "")), class_name, birth_cells)
        kinds.setdefault(id_, set()).update(post.kind for post in posts)
        guardians.update((id_, post.role) for post in posts if post.role.casefold() in PARENTS)
        links += [(row, id_, agent) for one in agents.split(",") if (agent := one.strip())]
    for id_, posts in (roles or {}).items():
        if id_ not in kinds and mode == "full":
            notes.warnings.add("roles.csv", posts[0].row, "This role is of somebody who is not in users.csv.")
    if not people and not gone and not notes.faults.count:
        notes.faults.add("users.csv", 0, "There is nobody in this archive.")
    whole = [
        (row, one, other, (guardians.get(one) or guardians.get(other, "")).lower())
        for row, one, other in links
        if other not in elsewhere
    ]
    contacts = joined(whole, kinds, cells, whole=mode == "full")
    snapshot = Snapshot(
        options.source or "oneroster",
        mode,
        tuple(kind for kind in KINDS if any(kind in theirs for theirs in kinds.values())),
        _told(bool(births), classes is not None, version),
        tuple(people),
        contacts,
        tuple(gone),
    )
    check(snapshot, notes)
    return notes.reading(f"oneroster-{version}", snapshot)


def _upn(ids: str, number: str) -> str:
    """A UPN among the ids of a user, `{UPN:A123456789012}`, or one that stands as the identifier; else empty."""
    match = _UPN.search(ids)
    if match:
        return match[1].strip()
    return number if is_upn(number) else ""


def _told(births: bool, classes: bool, version: str) -> tuple[str, ...]:
    told = {"forename", "surname", "year_group", "upn", "email", "role"}
    told |= {"date_of_birth"} if births else set()
    told |= {"class_name"} if classes else set()
    told |= {"known_as", "starts"} if version == "1.2" else set()
    return tuple(field for field in TOLD if field in told)


def _manifest(opened: Opened, notes: Notes) -> Mapping[str, str]:
    """File, in lower case without `.csv`, -> bulk, delta or absent; an empty text -> version."""
    told: dict[str, str] = {}
    file = "manifest.csv"
    for row, (key, value) in table(opened, file, ("propertyName", "value"), ("propertyName", "value"), notes):
        word = value.casefold()
        if key.casefold() == "oneroster.version":
            told[""] = word.removeprefix("v")
        elif key.casefold().startswith("file."):
            name = key[len("file.") :].casefold()
            if word not in ("bulk", "delta", "absent"):
                notes.faults.add(file, row, f"{quoted(value)} is neither bulk, delta nor absent.", "value")
            elif name in told and told[name] != word:
                notes.faults.add(file, row, f"{quoted(key)} is there twice, and each time says something else.")
            elif word == "absent" and has(opened, f"{name}.csv"):
                notes.faults.add(
                    file, row, f"The manifest says that {quoted(f'{name}.csv')} is absent, but it is there."
                )
            elif word != "absent" and not has(opened, f"{name}.csv"):
                notes.faults.add(file, row, f"The manifest says that {quoted(f'{name}.csv')} is there, but it is not.")
            told[name] = word
    if told.get("users", "absent") == "absent" and not notes.faults.count:
        notes.faults.add(file, 0, "The manifest names no users.csv, so there is nobody to read.")
    return told


def _version(opened: Opened, told: Mapping[str, str], notes: Notes) -> str:
    version = told.get("", "")[:3]
    if version == "1.2" and not has(opened, "roles.csv"):
        notes.faults.add("manifest.csv", 0, "OneRoster 1.2 keeps roles in roles.csv, and this archive has none.")
    if version not in ("1.1", "1.2"):
        said = f"says {quoted(told[''])}" if told.get("") else "does not say the version"
        notes.faults.add("manifest.csv", 0, f"The manifest {said}. Read are OneRoster 1.1 and 1.2.")
    return version


def _roles(opened: Opened, school: str | None, cells: Cells) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    needed = ("userSourcedId", "role", "orgSourcedId")
    for row, (user, status, role, org, begins, ends) in table(opened, "roles.csv", _ROLE, needed, cells.notes):
        if status.casefold() == _DELETED or (school is not None and org != school):
            continue
        kind = kind_of(role)
        if kind is None:
            cells.notes.faults.add(cells.file, row, f"{quoted(role)} is not a role of OneRoster.", "role")
            continue
        starts, leaves = cells.day(begins, row, "beginDate"), cells.day(ends, row, "endDate")
        found.setdefault(user, []).append(Post(row, role, kind, "", starts, leaves))
    return found
