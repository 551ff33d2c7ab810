"""The bytes of every roster file of the tests: good ones as stored, damaged ones as the tables in `files/damaged` say.

Text is stored as it is; archives and workbooks are put together here, the same bytes each time.
"""

import functools
import json
import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.rosters import build_archives, build_workbooks
from tests.rosters.build_archives import archive

FILES = Path(__file__).parent / "files"
GOOD = FILES / "good"

WORKBOOKS = ("bromcom-students", "sims-workbook")


def good_names() -> list[str]:
    return sorted(path.stem for path in GOOD.glob("*.json"))


def expected(name: str) -> dict[str, Any]:
    """What the good file `name` means, as written beside it by hand."""
    meant: dict[str, Any] = json.loads((GOOD / f"{name}.json").read_text(encoding="utf-8"))
    return meant


def members(name: str) -> dict[str, bytes]:
    """The files of the good archive `name`, manifest first as real archives have it."""
    folder = GOOD / name
    paths = sorted(folder.iterdir(), key=lambda path: (path.name != "manifest.csv", path.name))
    return {path.name: path.read_bytes() for path in paths}


def good(name: str) -> tuple[str, bytes]:
    """File name and bytes of a good file."""
    if name in WORKBOOKS:
        return f"{name}.xlsx", build_workbooks.good(name)
    if (GOOD / name).is_dir():
        return f"{name}.zip", archive(members(name))
    [path] = [path for path in GOOD.glob(f"{name}.*") if path.suffix != ".json"]
    return path.name, path.read_bytes()


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged file: its bytes, what is wrong with it, and what must come of it."""

    name: str
    called: str
    wrong: str
    body: Callable[[], bytes]
    expect: str
    source: str | None = None
    told: dict[str, Any] = field(default_factory=dict)


_KEYS = {
    *("name", "called", "wrong", "text", "encoding", "newline", "mark", "build", "from", "edit", "without"),
    *("expect", "people", "people_of", "less", "undated", "undated_ids", "undated_names", "mode"),
    *("options", "years", "same_contacts"),
    *("rows", "where", "others", "allow_fewer_rows", "says", "warns", "dropped", "secrets", "counted"),
}
_OUTCOMES = {"correct", "faults", "correct-or-faults", "named"}


def cases() -> list[Case]:
    """Every damaged file, in the order of the tables.

    Raises ValueError when a table uses a key or an outcome that means nothing.
    """
    found = []
    for table in sorted((FILES / "damaged").glob("*.toml")):
        for row in tomllib.loads(table.read_text(encoding="utf-8"))["file"]:
            if (strange := row.keys() - _KEYS) or row["expect"] not in _OUTCOMES:
                raise ValueError(f"{table.name}: {row['name']}: {sorted(strange) or row['expect']}")
            found.append(_case(row, table.stem))
    return found


def _case(row: dict[str, Any], table: str) -> Case:
    suffix = {"archives": ".zip", "ctf": ".xml", "workbooks": ".xlsx"}.get(table, ".csv")
    called = row["name"] + suffix
    source = row.get("people_of")
    if "from" in row:
        source = row["from"]
        called = good(source)[0]
    return Case(
        name=row["name"],
        called=row.get("called", called),
        wrong=row["wrong"],
        body=functools.partial(_body, row),
        expect=row["expect"],
        source=source,
        told=row,
    )


def _body(row: dict[str, Any]) -> bytes:
    if "build" in row:
        return _BUILDERS[row["build"]]()
    if "from" in row:
        return _edited(row)
    text: str = row["text"].lstrip("\n") if row["text"].strip() else row["text"]
    body = text.replace("\n", row.get("newline", "\n")).encode(row.get("encoding", "utf-8"))
    return ("\ufeff".encode(row["encoding"]) if row.get("mark") else b"") + body


def _edited(row: dict[str, Any]) -> bytes:
    name = row["from"]
    if (GOOD / name).is_dir():
        files = members(name)
        for gone in row.get("without", ()):
            del files[gone]
        for member, old, new in row.get("edit", ()):
            files[member] = _replaced(files[member].decode("utf-8"), old, new).encode("utf-8")
        return archive(files)
    text = good(name)[1].decode("iso-8859-1" if name == "ctf-15-pupils-wrapper" else "utf-8")
    for old, new in row.get("edit", ()):
        text = _replaced(text, old, new)
    return text.encode(row.get("encoding", "utf-8"))


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text, f"nothing to replace: {old}"
    return text.replace(old, new)


_HEADER = "kind,forename,surname,known_as,class,date_of_birth\n"


def _two_encodings() -> bytes:
    return (_HEADER + "pupil,Zoë,Grey,,Hazel,2015-09-01\n").encode() + "pupil,Seán,O’Brien,,Fir,2016-10-01\n".encode(
        "cp1252"
    )


def _cut_in_mid_letter() -> bytes:
    header = "Legal Forename,Legal Surname,Date of Birth,Reg Form\n"
    return (header + "Zoë,Grey,2015-09-01,Hazel\nKacper,Żółkiewski,2017-03-12,Ł").encode()[:-1]


def _nul_bytes() -> bytes:
    return (_HEADER + "pupil,Noah,Grey,,Hazel,2016-08-31\n").encode() + bytes(4096)


def _picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def _mixed_line_ends() -> bytes:
    return (
        _HEADER.replace("\n", "\r\n")
        + "pupil,Zoë,Grey,,Hazel,2015-09-01\rpupil,Noah,Grey,,Hazel,2016-08-31\n"
        + "pupil,Finlay,MacLeod,,Hazel,2016-02-29\r\n"
    ).encode()


def _five_thousand_columns() -> bytes:
    names = ",".join(f"extra{number}" for number in range(5000))
    return f"{_HEADER.strip()},{names}\npupil,Zoë,Grey,,Hazel,2015-09-01{',' * 5000}\n".encode()


def _ten_megabyte_cell() -> bytes:
    return f"{_HEADER}pupil,{'Z' * 10_000_000},Grey,,Hazel,2015-09-01\n".encode()


def _endless_name() -> bytes:
    return f"{_HEADER}pupil,{'Zo' * 250},Grey,,Hazel,2015-09-01\npupil,Noah,Grey,,Hazel,2016-08-31\n".encode()


def _fault_in_every_row() -> bytes:
    return (_HEADER + "".join(f"pupil,Noah {row},,,Hazel,2016-08-31\n" for row in range(5000))).encode()


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY l0 "lol">{entities}]>'
        "<CTfile><CTFpupilData><Pupil><Surname>&l9;</Surname></Pupil></CTFpupilData></CTfile>"
    ).encode()


def _quadratic_blow_up() -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a "{"x" * 50_000}">]>'
        f"<CTfile><CTFpupilData><Pupil><Surname>{'&a;' * 10_000}</Surname></Pupil></CTFpupilData></CTfile>"
    ).encode()


def _cut_off() -> bytes:
    body = good("ctf-19-flat-urn")[1]
    return body[: len(body) * 2 // 3]


def _too_deep() -> bytes:
    return b"<CTfile><CTFpupilData>" + b"<Pupil>" * 100_000 + b"</Pupil>" * 100_000 + b"</CTFpupilData></CTfile>"


def _sds_version_one() -> bytes:
    return archive(
        {
            "School.csv": b"SIS ID,Name\n110002,Thornybridge Primary School\n",
            "Student.csv": b"SIS ID,School SIS ID,First Name,Last Name,Username,Password,Birthdate\n"
            b"S10,110002,Thomas,Smith,s10,Sunny-Otter-S10!,4/4/2018\n",
            "Teacher.csv": b"SIS ID,School SIS ID,First Name,Last Name,Username,Password\n"
            b"T02,110002,Dafydd,Pryce,dpryce,Sunny-Otter-T02!\n",
            "Section.csv": b"SIS ID,School SIS ID,Section Name\nC-Elder,110002,Elder\n",
            "StudentEnrollment.csv": b"Section SIS ID,SIS ID\nC-Elder,S10\n",
            "TeacherRoster.csv": b"Section SIS ID,SIS ID\nC-Elder,T02\n",
        }
    )


def _clever_archive() -> bytes:
    return archive(
        {
            "students.csv": b"School_id,Student_id,Last_name,First_name,Grade\n1,S10,Smith,Thomas,4\n",
            "schools.csv": b"School_id,School_name\n1,Thornybridge\n",
        }
    )


def _one_sided(role: bytes) -> bytes:
    """The archive without the agents of the users of this role."""
    files = members("oneroster-1.1-bulk")
    agents = rb"(?m)^((?:[^,]*,){5}(?:%s),(?:[^,]*,){8})(?:\"[^\"]*\"|[^,]*)" % role
    return archive(files | {"users.csv": re.sub(agents, rb"\1", files["users.csv"])})


def _metadata_columns() -> bytes:
    files = members("oneroster-1.1-bulk")
    header, *rows = files["users.csv"].decode().splitlines()
    more = [header + ",metadata.ethnicity,metadata.note", *(row + ",Qx-ethn,Qx-note" for row in rows)]
    return archive(files | {"users.csv": "\r\n".join(more).encode()})


def _of_archives(build: Callable[[dict[str, bytes]], bytes]) -> Callable[[], bytes]:
    return lambda: build(members("oneroster-1.1-bulk"))


_BUILDERS: dict[str, Callable[[], bytes]] = {
    "two_encodings": _two_encodings,
    "cut_in_mid_letter": _cut_in_mid_letter,
    "nul_bytes": _nul_bytes,
    "random_bytes": lambda: random.Random(7).randbytes(5000),
    "picture": _picture,
    "mixed_line_ends": _mixed_line_ends,
    "five_thousand_columns": _five_thousand_columns,
    "ten_megabyte_line": lambda: b"pupil," * 1_700_000,
    "ten_megabyte_cell": _ten_megabyte_cell,
    "endless_name": _endless_name,
    "fault_in_every_row": _fault_in_every_row,
    "billion_laughs": _billion_laughs,
    "quadratic_blow_up": _quadratic_blow_up,
    "transfer_file_cut_off": _cut_off,
    "too_deep": _too_deep,
    "sds_version_one": _sds_version_one,
    "clever_archive": _clever_archive,
    "agents_on_children_only": lambda: _one_sided(b"parent|guardian"),
    "agents_on_adults_only": lambda: _one_sided(b"student"),
    "metadata_columns": _metadata_columns,
    **{name: _of_archives(build) for name, build in build_archives.TRICKS.items()},
    **build_workbooks.BUILDERS,
}
