"""Which column of a report is which, proposed from the headers; what must never be read is dropped by its header."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gatepost.rosters.dates import Order
from gatepost.rosters.faults import FaultList, quoted
from gatepost.rosters.names import tidy
from gatepost.rosters.snapshot import Kind

MOST_COLUMNS = 500
_HEADER_WITHIN = 20  # rows: above the header stand titles and the date of the report

# Field -> the headers it goes by, the surest first. `full_name` is `Surname, Forename`; `child` is the id or UPN of a
# parent's child.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "person type", "kind of person", "type of person"),
    "source_id": (
        *("source id", "sourced id", "mis id", "student id", "pupil id", "person id", "arbor student id", "bromcom id"),
        *("scholarpack id", "external id", "staff id", "employee id", "contact id", "parent id", "staff code"),
        *("pupil number", "student number", "admission number", "admission no", "adno", "id"),
    ),
    "forename": (
        *("legal forename", "legal first name", "forename", "first name", "given name", "forenames", "firstname"),
        *("pupil forename", "student forename", "student first name", "pupil first name", "staff forename"),
        *("student legal first name", "contact forename", "chosen forename"),
    ),
    "surname": (
        *("legal surname", "legal last name", "surname", "last name", "family name", "lastname", "pupil surname"),
        *("student surname", "student last name", "pupil last name", "staff surname", "student legal last name"),
        *("contact surname",),
    ),
    "full_name": ("full name", "name", "pupil name", "student name", "student", "pupil", "legal name", "staff name"),
    "known_as": (
        *("known as", "preferred forename", "preferred first name", "preferred given name", "preferred name"),
        *("chosen first name", "chosen name", "student preferred first name"),
    ),
    "preferred_surname": ("preferred surname", "preferred last name", "preferred family name", "chosen surname"),
    "former_surname": ("former surname", "previous surname", "former last name", "former family name", "maiden name"),
    "date_of_birth": (
        "date of birth",
        "dob",
        "d o b",
        "do b",
        "birth date",
        "birthdate",
        "pupil dob",
        "student dob",
        "born",
        "birthday",
    ),
    "class_name": (
        *("class", "class name", "reg form", "registration form", "form", "reg group", "registration group"),
        *("tutor group", "reg", "form group", "current class", "class group"),
    ),
    "year_group": (
        *("year group", "year", "nc year", "national curriculum year", "yr", "nc year actual", "curriculum year"),
        *("year taught in", "nc yr", "yeargroup", "year grp", "yr group", "current year group", "grade"),
    ),
    "upn": ("upn", "unique pupil number", "upn number", "pupil upn", "student upn"),
    "email": (
        *("email", "e mail", "email address", "e mail address", "work email", "work email address", "default email"),
        *("primary email", "main email", "school email"),
    ),
    "role": ("role", "job title", "post", "position", "staff role", "job", "post title", "main role", "business role"),
    "starts": (
        *("entry date", "admission date", "date of admission", "doa", "start date", "starts", "date of entry"),
        *("employment start date", "enrolment date", "enrolment start date", "joined", "date joined"),
    ),
    "leaves": (
        *("leaving date", "date of leaving", "dol", "leave date", "end date", "leaves", "date left", "left date"),
        *("employment end date", "enrolment end date", "leavers date", "date of departure"),
    ),
    "child": ("child", "child id", "child upn", "child source id"),
    "relationship": ("relationship", "relationship to child", "relationship to pupil", "relationship to student"),
    "parental_responsibility": ("parental responsibility", "has parental responsibility", "pr", "legal guardian"),
    "priority": ("priority", "contact priority", "contact order", "order"),
}
_ONE_ALONE = ("date_of_birth", "upn")  # of two columns nobody could say which is right
_FIELD_OF = {header: field for field, headers in SYNONYMS.items() for header in headers}

# Whole words of a normal header. What they head is none of our business, whoever asks for it.
_FORBIDDEN = re.compile(
    r"\b(?:pass ?words?|passphrase|pass ?code|pwd|pin|secret|credential\w*"
    r"|ethnic\w*|race\w*|racial|asian|white|black|hispanic|latino|american|alaska\w*|hawaiian|traveller"
    r"|sen|send|senco|sen[a-z] \w+|ehcp?|ehc|special educational|special needs|disab\w*|impair\w*|provision\w*"
    r"|fsm\w*|free school|free meals?|meals?|pupil premium|pp|ppi?|ever ?6|deprivation|eligib\w*|benefits?|income"
    r"|medical\w*|medic\w*|allerg\w*|diet\w*|health\w*|condition\w*|doctor|gp|surgery|nhs|vaccin\w*|immunis\w*|asthma"
    r"|relig\w*|faith|worship|belief\w*|baptis\w*|denomination"
    r"|nationalit\w*|national identity|citizen\w*|country|birth ?place|place of birth|city of birth|state of birth"
    r"|immigration|asylum|refugee|visa|passport|first language|language\w*|mother tongue|eal"
    r"|looked after|in care|care status|care authority|lac|plac|cla|adopt\w*|foster\w*|child protection|cp|cin"
    r"|safeguard\w*|social ?worker|social care|court|service child\w*|service family|young carer"
    r"|address\w*|post ?code|street|town|city|county|house|house name|phones?|telephone|tel|mobile|landline"
    r"|sex|sexual\w*|gender\w*|pronouns?|photo\w*|image|biometric\w*|fingerprint"
    r"|exclu\w*|suspen\w*|attendance|absence\w*|behaviou?r\w*|attain\w*|assess\w*|result\w*|union|dbs|criminal\w*"
    r"|bank|account number|sort code|salary|pay|ni number|national insurance|nino|trn|marital\w*|religion)\b"
)


@dataclass(frozen=True, slots=True)
class Preset:
    """The shape of one management system's reports. `order` is how they write dates."""

    title: str
    source: str
    order: Order
    columns: Mapping[str, str]


PRESETS: Mapping[str, Preset] = {
    "arbor": Preset(
        "Arbor",
        "arbor",
        "dmy",
        {"Arbor Student ID": "source_id", "Student": "full_name", "Registration form": "class_name"},
    ),
    "bromcom": Preset(
        "Bromcom", "bromcom", "dmy", {"Adno": "source_id", "Tutor Group": "class_name", "NCY": "year_group"}
    ),
    "sims": Preset("SIMS", "sims", "dmy", {"Adno": "source_id", "Reg": "class_name", "Year": "year_group"}),
    "scholarpack": Preset("ScholarPack", "scholarpack", "dmy", {"Pupil ID": "source_id", "Class": "class_name"}),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The columns of a file. `row` is that of the header; `fields` maps a field to the position of its column.

    `columns` maps headers to fields. `dropped` are headers of what must not be read, `ignored` those of what is not
    needed: of neither is any cell kept. `order` is set where a header says how dates are written.
    """

    row: int
    fields: Mapping[str, int]
    columns: Mapping[str, str]
    dropped: tuple[str, ...]
    ignored: tuple[str, ...]
    order: Order | None = None


def normal(header: str) -> str:
    """A header in lower case words: `PreferredForename`, `preferred_forename` and `Preferred  Forename:` are one."""
    text = unicodedata.normalize("NFKC", tidy(header))
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def is_forbidden(header: str) -> bool:
    """Does this header announce what must never be read?"""
    words = normal(header)
    return words not in _FIELD_OF and _FORBIDDEN.search(words) is not None


def recognised(cells: Sequence[str]) -> int:
    """How many of these cells are headers that are known."""
    return len({_FIELD_OF[words] for cell in cells[:MOST_COLUMNS] if (words := normal(cell[:100])) in _FIELD_OF})


def header_row(rows: Sequence[Sequence[str]], chosen: Mapping[str, str]) -> int | None:
    """The position of the header among the first rows: where most cells are known headers, at least two; else None."""
    wanted = {normal(header) for header in chosen}
    best, found = 1, None
    for at, cells in enumerate(rows[:_HEADER_WITHIN]):
        score = max(recognised(cells), len(wanted & {normal(cell[:100]) for cell in cells[:MOST_COLUMNS]}))
        if score > best:
            best, found = score, at
    return found


def propose(
    headers: Sequence[str],
    faults: FaultList,
    file: str,
    *,
    row: int = 1,
    preset: str | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Proposal:
    """Say which column is which. `chosen` (header to field, empty for "leave it out") wins over preset and synonyms.

    Columns that are doubled, missing, or chosen although they must not be read are added to `faults`.
    """
    if len(headers) > MOST_COLUMNS:
        faults.add(file, row, f"This file has {len(headers):,} columns; {MOST_COLUMNS} is the most.")
        return Proposal(row, {}, {}, (), ())
    headers = ["".join(c for c in header if c.isprintable() or c.isspace()) for header in headers]
    wishes = {normal(header): field for header, field in (chosen or {}).items()}
    habits = {normal(header): field for header, field in PRESETS[preset].columns.items()} if preset else {}
    present = [normal(header) for header in headers]
    _check_wishes(wishes, set(present), faults, file, row)
    by_field: dict[str, list[tuple[int, int]]] = {}
    dropped: list[str] = []
    for at, (header, words) in enumerate(zip(headers, present, strict=True)):
        if is_forbidden(header):
            dropped.append(tidy(header))
            continue
        field = wishes.get(words, habits.get(words, _FIELD_OF.get(words, "")))
        if field in SYNONYMS:
            sure = 0 if words in wishes else 1 if words in habits else 2 + SYNONYMS[field].index(words)
            by_field.setdefault(field, []).append((sure, at))
    fields: dict[str, int] = {}
    for field, places in by_field.items():
        (_, at), *others = sorted(places)
        if any(present[place] == present[at] for _, place in others):
            faults.add(
                file, row, f"The column {quoted(tidy(headers[at]))} is there more than once. Leave one of them out."
            )
        elif field in _ONE_ALONE and others:
            both = " and ".join(quoted(tidy(headers[place])) for place in (at, others[0][1]))
            faults.add(file, row, f"{both} both look like one and the same thing. Leave one of them out.")
        fields[field] = at
    _settle_names(fields)
    _check_missing(fields, faults, file, row)
    used = set(fields.values())
    ignored = [
        tidy(header)
        for at, header in enumerate(headers)
        if at not in used and header.strip() and not is_forbidden(header)
    ]
    columns = {tidy(headers[at]): field for field, at in fields.items()}
    return Proposal(row, fields, columns, _once(dropped), _once(ignored), _told_order(headers))


def _once(headers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(header[:100] for header in headers))


def _check_wishes(wishes: Mapping[str, str], present: set[str], faults: FaultList, file: str, row: int) -> None:
    for words, field in wishes.items():
        if field and field not in SYNONYMS:
            faults.add(file, row, f"{quoted(field)} is not a field of a person.")
        elif field and words not in present:
            faults.add(file, row, f"The column {quoted(words)} was chosen, but this file has none of that name.")
        elif field and is_forbidden(words):
            faults.add(file, row, f"The column {quoted(words)} must not be read: it holds more than a roll needs.")
    chosen = [field for field in wishes.values() if field]
    for field in sorted({field for field in chosen if chosen.count(field) > 1}):
        faults.add(file, row, f"Two columns were chosen for {quoted(field)}. Choose one.")


def _settle_names(fields: dict[str, int]) -> None:
    """A preferred name stands for the legal one where a file has no other; a whole name is a last resort."""
    for legal, preferred in (("forename", "known_as"), ("surname", "preferred_surname")):
        if legal not in fields and preferred in fields:
            fields[legal] = fields.pop(preferred)
    if "forename" in fields and "surname" in fields:
        fields.pop("full_name", None)


def _check_missing(fields: Mapping[str, int], faults: FaultList, file: str, row: int) -> None:
    if "full_name" in fields:
        return
    for field, example in (("forename", "Legal Forename"), ("surname", "Legal Surname")):
        if field not in fields:
            faults.add(file, row, f"There is no column for the {field}, such as {quoted(example)}.")


def _told_order(headers: Sequence[str]) -> Order | None:
    told = " ".join(headers).lower().replace(" ", "")
    day, month = re.search(r"dd?[-/.]mm", told), re.search(r"mm?[-/.]dd", told)
    return "dmy" if day and not month else "mdy" if month and not day else None


def kind_of_file(fields: Mapping[str, int]) -> Kind | None:
    """The kind of everybody in a file that has no column for it, where its columns leave no doubt."""
    if "child" in fields or "parental_responsibility" in fields:
        return "parent"
    if "upn" in fields or "class_name" in fields or "year_group" in fields:
        return None if "role" in fields else "pupil"
    return "staff" if "role" in fields else None
