"""Writes a large OneRoster 1.1 archive of invented pupils, parents and staff; the same bytes for the same arguments.

python -m bench.roster_archive roll.zip --people 100000 --schools 300
"""

import argparse
import csv
import datetime
import io
import json
import random
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_FORENAMES = """
Aaliyah Aaron Ada Aisha Alfie Amelia Amir Ana Angus Anwen Arjun Aurora Ava Bartosz Beatrice Bella Benjamin Bethan
Bogdan Callum Carys Catrin Charlie Chidi Chloe Daisy Daniel Dafydd David Diya Edie Eleri Elijah Ella Emily Emre
Ethan Eva Evie Fatima Finlay Florence Freya George Grace Gwen Hamza Hannah Harry Hugo Ibrahim Imogen Ioan Isaac Isla
Ivy Jack Jakub James Jasmine Jaya Joao Joseph Kacper Khadija Layla Leo Lily Logan Lola Lucy Luca Maisie Maja Maryam
Matilda Megan Mia Mila Mohammed Molly Nia Noah Oisín Oliver Olivia Oscar Owen Penelope Phoebe Poppy Priya Rhys Riya
Ronnie Rosie Ruby Samuel Seren Sienna Siân Sofia Sophie Szymon Teddy Theo Thomas Tomos Umar Violet William Willow
Yusuf Zara Zofia Zoë
"""
_SURNAMES = """
Adams Adeyemi Afzal Ahmed Akhtar Ali Allen Anderson Andrews Ansah Bailey Baker Banks Barnes Begum Bell Bennett Bevan
Black Booth Brown Burton Butler Campbell Carter Chapman Clark Cole Collins Cooper Cox Davies Davis Dixon Edwards
Ellis Evans Fisher Foster Fox Gill Gordon Graham Grant Gray Green Griffiths Hall Harris Harvey Hill Holmes Hughes
Hunt Hussain Ionescu Jackson James Jenkins Johnson Jones Joshi Kaur Kaya Kelly Khan King Knight Kowalski Lee Lewis
Lloyd Llŷr Marshall Martin Mason Miah Mills Mitchell Moore Morgan Morris Murphy Murray Nowak O'Brien O'Neill Okafor
Okonkwo Owen Palmer Parker Patel Pereira Phillips Popescu Powell Price Pugh Rahman Rees Reid Roberts Robinson Rogers
Rose Russell Ryan Scott Shah Shaw Silva Simpson Singh Smith Stevens Stewart Taylor Thomas Thompson Turner Walker
Walsh Ward Watson Webb White Williams Wilson Wood Wójcik Wright Yilmaz Young Żółkiewski
"""
_YEARS = ("R", "01", "02", "03", "04", "05", "06")
_TOP_YEAR_OF_BIRTH = 2015  # the September in which the oldest of year 6 in 2026/2027 were born
_CLASS_SIZE = 30
_PARENT_SHARE, _STAFF_SHARE = 0.40, 0.08

_USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password"
)
_DEMOGRAPHICS = "sourcedId,status,dateLastModified,birthDate,sex"
_CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods"
)
_ENROLLMENTS = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
)
_ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"


@dataclass(frozen=True, slots=True)
class Pupil:
    number: int
    school: int
    year: int  # 0 is Reception
    room: str  # the class's sourcedId
    forename: str
    surname: str
    born: datetime.date
    parents: tuple[int, ...]


def upn(school: int, entry: int, number: int) -> str:
    """A unique pupil number of an invented authority, with its check letter; `number` 0 to 999,999."""
    digits = f"9{school % 1000:03}{entry % 100:02}{number % 1_000_000:06}"
    return _LETTERS[sum(place * int(digit) for place, digit in enumerate(digits, start=2)) % 23] + digits


def _surname(family: int) -> str:
    """A surname for each family; every third is doubled, so that not too many children share a full name."""
    names = _SURNAMES.split()
    first, second = names[family * 7919 % len(names)], names[family * 104_729 % len(names)]
    return f"{first}-{second}" if family % 3 == 0 and first != second else first


def pupils(count: int, parents: int, schools: int, chance: random.Random) -> Iterator[Pupil]:
    """Pupils spread evenly over schools, years and classes; each parent has children of one surname and school."""
    forenames = _FORENAMES.split()
    share = -(-count // schools)
    for number in range(count):
        school, place = divmod(number, share)
        year = place % len(_YEARS)
        room = place // len(_YEARS) // _CLASS_SIZE
        family = number * parents // count
        born = datetime.date(_TOP_YEAR_OF_BIRTH + 6 - year, 9, 1) + datetime.timedelta(chance.randrange(365))
        yield Pupil(
            number=number,
            school=school,
            year=year,
            room=f"C{school}-{year}-{room}",
            forename=chance.choice(forenames),
            surname=_surname(family),
            born=born,
            parents=(family,) if parents else (),
        )


def _user(source: str, school: int, role: str, forename: str, surname: str, **more: str) -> list[str]:
    known = {
        "sourcedId": source,
        "enabledUser": "true",
        "orgSourcedIds": f"ORG{school}",
        "role": role,
        "username": source.lower(),
        "givenName": forename,
        "familyName": surname,
        **more,
    }
    return [known.get(name, "") for name in _USERS.split(",")]


def _user_rows(roll: list[Pupil], parents: int, staff: int, schools: int, chance: random.Random) -> Iterator[list[str]]:
    forenames, surnames = _FORENAMES.split(), _SURNAMES.split()
    children: dict[int, list[Pupil]] = {}
    for pupil in roll:
        for parent in pupil.parents:
            children.setdefault(parent, []).append(pupil)
        number = upn(pupil.school, 2026 - pupil.year, pupil.number)
        yield _user(
            f"S{pupil.number}",
            pupil.school,
            "student",
            pupil.forename,
            pupil.surname,
            identifier=number,
            agentSourcedIds=",".join(f"G{parent}" for parent in pupil.parents),
            grades=_YEARS[pupil.year],
        )
    for parent in range(parents):
        own = children.get(parent, [])
        yield _user(
            f"G{parent}",
            own[0].school if own else 0,
            "parent",
            chance.choice(forenames),
            own[0].surname if own else chance.choice(surnames),
            email=f"g{parent}@post.example",
            agentSourcedIds=",".join(f"S{child.number}" for child in own),
        )
    for one in range(staff):
        role = "administrator" if one < schools else "aide" if one % 3 == 0 else "teacher"
        yield _user(
            f"T{one}",
            one % schools,
            role,
            chance.choice(forenames),
            chance.choice(surnames),
            email=f"t{one}@trust.example",
        )


def _class_rows(roll: list[Pupil]) -> Iterator[list[str]]:
    rooms = {pupil.room: pupil for pupil in roll}
    for room, pupil in rooms.items():
        title = f"{'R' if pupil.year == 0 else pupil.year}-{room.rsplit('-', 1)[1]}"
        school = f"ORG{pupil.school}"
        yield [room, "", "", title, _YEARS[pupil.year], "REG", title, "homeroom", "", school, "AY26", "", "", ""]


def write_archive(target: Path, people: int, schools: int, seed: int = 1) -> dict[str, int]:
    """Write the archive to `target` and return how many of each kind are in it."""
    chance = random.Random(seed)
    parents, staff = int(people * _PARENT_SHARE), max(schools, int(people * _STAFF_SHARE))
    roll = list(pupils(people - parents - staff, parents, schools, chance))
    orgs = [[f"ORG{n}", "", "", f"Invented Primary {n}", "school", f"9{n:06}", ""] for n in range(schools)]
    tables: dict[str, tuple[str, Iterable[list[str]]]] = {
        "orgs": (_ORGS, orgs),
        "classes": (_CLASSES, _class_rows(roll)),
        "users": (_USERS, _user_rows(roll, parents, staff, schools, chance)),
        "demographics": (_DEMOGRAPHICS, ([f"S{one.number}", "", "", one.born.isoformat(), ""] for one in roll)),
        "enrollments": (
            _ENROLLMENTS,
            (
                [f"E{one.number}", "", "", one.room, f"ORG{one.school}", f"S{one.number}", "student", "", "", ""]
                for one in roll
            ),
        ),
    }
    manifest = [["manifest.version", "1.0"], ["oneroster.version", "1.1"]]
    absent = ("academicSessions", "categories", "classResources", "courses", "courseResources")
    manifest += [[f"file.{name}", "absent"] for name in (*absent, "lineItems", "resources", "results")]
    manifest += [[f"file.{name}", "bulk"] for name in tables]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in {"manifest": ("propertyName,value", manifest), **tables}.items():
            entry = zipfile.ZipInfo(f"{name}.csv", (2026, 11, 20, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
                writer = csv.writer(text)
                writer.writerow(header.split(","))
                writer.writerows(rows)
    return {"pupils": len(roll), "parents": parents, "staff": staff, "schools": schools}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, metavar="ZIP")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    counts = write_archive(told.target, told.people, told.schools, told.seed)
    print(f"{told.target}: {', '.join(f'{count:,} {kind}' for kind, count in counts.items())}")
    print(json.dumps({**counts, "bytes": told.target.stat().st_size}))


if __name__ == "__main__":
    main()
