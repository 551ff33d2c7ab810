"""Writes roll.csv and names.jsonl: an invented school of 1,000 people, and posts that name them in disguise.

    python bench/screening_sets/make_names.py

The same files every time. Spans count code points of the text; the disguises are this file's own and share nothing
with the reader of drafts that they test.
"""

import csv
import json
import random
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
COLUMNS = ("kind", "forename", "surname", "known_as", "class", "date_of_birth")
PEOPLE = {"pupil": 600, "former-pupil": 60, "parent": 240, "staff": 82, "governor": 18}
POSTS = {
    "plain": 170, "possessive": 70, "nickname": 170, "initial": 170, "hashtag": 170, "handle": 80, "unicode": 180,
    "one-edit": 180, "leet": 170, "both-misspelt": 170, "spaced": 60, "camel": 60, "surname-first": 60,
    "first-name-in-context": 100,
}  # fmt: skip
CLASSES = ("RA", "RB", *(f"{year}{stream}" for year in range(1, 7) for stream in "AB"))
FIRST_DAY_OF_YEAR = date(2026, 9, 1)
DOUBLE_BARRELLED = 0.04
KNOWN_AS = 0.1

LOOK_ALIKES = str.maketrans("aceopxyiHKMTBAEOPCX", "асеорхуіНКМТВАЕОРСХ")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
MARKS = "\u0300\u0301\u0302\u0308\u0336\u0323"
SMALL_CAPITALS = str.maketrans("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9", "l": "1", "z": "2"}
PLAIN_LETTERS = str.maketrans("łıŁøŞş", "liLoSs")

Words = dict[str, list[str]]


@dataclass(frozen=True)
class Person:
    kind: str
    forename: str
    surname: str
    known_as: str = ""
    in_class: str = ""
    born: str = ""

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"


def read_toml(name: str) -> dict[str, object]:
    return tomllib.loads((SOURCES / name).read_text(encoding="utf-8"))


def words(name: str) -> Words:
    """A file of lists of words."""
    found: Words = {}
    for key, value in read_toml(name).items():
        assert isinstance(value, list)
        found[key] = [str(one) for one in value]
    return found


def people(chance: random.Random, nicknames: Words) -> list[Person]:
    """The people written by hand, then invented ones up to the number of each kind; no two share both names."""
    with (SOURCES / "people_by_hand.csv").open(encoding="utf-8", newline="") as file:
        roll = [Person(*(row[column] for column in COLUMNS)) for row in csv.DictReader(file)]
    traditions = [each for each in read_toml("roll_names.toml").values() if isinstance(each, dict)]
    weights = [each["weight"] for each in traditions]
    taken = {person.name for person in roll}
    pupils_surnames: list[tuple[str, dict[str, list[str]]]] = []
    for kind, number in PEOPLE.items():
        while sum(person.kind == kind for person in roll) < number:
            tradition = chance.choices(traditions, weights)[0]
            surname = chance.choice(tradition["surnames"])
            if chance.random() < DOUBLE_BARRELLED and "-" not in surname and " " not in surname:
                surname = f"{surname}-{chance.choice(chance.choices(traditions, weights)[0]['surnames'])}"
            if kind == "parent" and chance.random() < 0.8:
                surname, tradition = chance.choice(pupils_surnames)
            elif chance.random() < 0.06:
                tradition = chance.choices(traditions, weights)[0]
            forename = chance.choice(tradition["forenames"])
            if f"{forename} {surname}" in taken:
                continue
            taken.add(f"{forename} {surname}")
            if kind == "pupil":
                pupils_surnames.append((surname, tradition))
            known_as = chance.choice(nicknames.get(forename, [""])) if chance.random() < KNOWN_AS * 2 else ""
            roll.append(Person(kind, forename, surname, known_as, *school_years(kind, chance)))
    return roll


def school_years(kind: str, chance: random.Random) -> tuple[str, str]:
    """Class and date of birth; adults have neither on this roll."""
    if kind == "pupil":
        in_class = chance.choice(CLASSES)
        year = 0 if in_class[0] == "R" else int(in_class[0])
    elif kind == "former-pupil":
        in_class, year = "", chance.randint(7, 13)
    else:
        return "", ""
    latest = FIRST_DAY_OF_YEAR.replace(year=FIRST_DAY_OF_YEAR.year - 4 - year)
    return in_class, (latest - timedelta(days=chance.randint(1, 364))).isoformat()


def bare(name: str) -> str:
    """In the letters of an e-mail address: no marks, no apostrophe, no space."""
    plain = unicodedata.normalize("NFD", name.translate(PLAIN_LETTERS))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def letters(name: str) -> list[int]:
    return [place for place, letter in enumerate(name) if letter.isalpha()]


def edit(word: str, chance: random.Random) -> str:
    """One letter left out, put in, changed or swapped with the next; seldom the first one."""
    places = [place for place in letters(word) if place > 0 or chance.random() < 0.05]
    while True:
        place = chance.choice(places)
        how = chance.choice(("left-out", "put-in", "changed", "swapped"))
        other = chance.choice("aeiouylnrst" if how == "changed" else "aeiounlrst" + word[place].lower() * 6)
        if how == "left-out":
            made = word[:place] + word[place + 1 :]
        elif how == "put-in":
            made = word[:place] + other + word[place:]
        elif how == "changed":
            made = word[:place] + (other.upper() if word[place].isupper() else other) + word[place + 1 :]
        else:
            made = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
        across = how == "swapped" and not word[place + 1 : place + 2].isalpha()
        if not across and made.casefold() != word.casefold():
            return made


Disguise = tuple[str, str]  # how the name is written, and the finer name of the disguise


class Disguises:
    def __init__(self, roll: list[Person], nicknames: Words, chance: random.Random) -> None:
        self.roll, self.nicknames, self.chance = roll, nicknames, chance
        self.full_names = {person.name.casefold() for person in roll}

    def cased(self, name: str) -> Disguise:
        form = self.chance.choices(("as-written", "lower", "upper"), (6, 3, 1))[0]
        return {"as-written": name, "lower": name.lower(), "upper": name.upper()}[form], form

    def plain(self, person: Person) -> Disguise:
        return self.cased(person.name)

    def possessive(self, person: Person) -> Disguise:
        ending = self.chance.choice(("'s", "’s", "s", "'" if person.surname.endswith("s") else "'s"))
        name, _ = self.cased(person.name)
        return name + ending, {"'s": "straight", "’s": "curly", "s": "no-apostrophe", "'": "bare-apostrophe"}[ending]

    def nickname(self, person: Person) -> Disguise | None:
        short = [each for each in [person.known_as, *self.nicknames.get(person.forename, [])] if each]
        if not short:
            return None
        chosen = self.chance.choice(short)
        return self.cased(f"{chosen} {person.surname}")[0], "known-as" if chosen == person.known_as else "short-form"

    def initial(self, person: Person) -> Disguise | None:
        first, last = person.forename[0], person.surname[0]
        if self.chance.random() < 0.15:
            return (
                (f"{person.forename} {last}{self.chance.choice(('', '.'))}", "surname-initial")
                if last.isupper()
                else None
            )
        return first + self.chance.choice((" ", ". ", ".")) + person.surname, "forename-initial"

    def hashtag(self, person: Person) -> Disguise:
        first, last = bare(person.forename), bare(person.surname)
        form = self.chance.choice(("capitals", "capitals", "lower", "longer", "underscore"))
        before, after = self.chance.choice(
            (("WellDone", ""), ("Team", ""), ("", "Rocks"), ("Go", "Go"), ("HappyBirthday", ""))
        )
        made = {"capitals": first + last, "lower": (first + last).lower(), "underscore": f"{first}_{last}"}
        return "#" + made.get(form, before + first.capitalize() + last[:1].upper() + last[1:] + after), form

    def handle(self, person: Person) -> Disguise:
        first, last = bare(person.forename).lower(), bare(person.surname).lower()
        form = self.chance.choice(("dot", "underscore", "joined", "digits", "surname-first"))
        return "@" + {
            "dot": f"{first}.{last}", "underscore": f"{first}_{last}", "joined": first + last,
            "digits": f"{first}{last}{self.chance.randint(10, 99)}", "surname-first": f"{last}.{first}",
        }[form], form  # fmt: skip

    def unicode(self, person: Person) -> Disguise | None:
        name, chance = person.name, self.chance
        forms = ["look-alike", "invisible", "full-width", "mathematical"]
        forms += ["marks-added", "circled", "small-capitals", "odd-space"]
        if not name.isascii():
            forms += ["marks-dropped", "decomposed"] * 6
        form = chance.choice(forms)
        if form == "look-alike":
            made = name.translate(LOOK_ALIKES)
        elif form == "invisible":
            made = (
                "".join(c + (chance.choice(INVISIBLE) if chance.random() < 0.4 else "") for c in name[:-1]) + name[-1]
            )
        elif form == "full-width":
            made = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
        elif form == "mathematical":
            start = chance.choice((0x1D400, 0x1D468, 0x1D5D4, 0x1D63C, 0x1D670))  # bold, bold italic, sans bold, ...
            made = "".join(
                chr(start + ord(c) - 65) if "A" <= c <= "Z" else chr(start + 26 + ord(c) - 97) if "a" <= c <= "z" else c
                for c in name
            )
        elif form == "marks-added":
            made = "".join(c + (chance.choice(MARKS) if c.isalpha() and chance.random() < 0.5 else "") for c in name)
        elif form == "circled":
            made = "".join(
                chr(0x24B6 + ord(c) - 65) if "A" <= c <= "Z" else chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c
                for c in name
            )
        elif form == "small-capitals":
            made = name.translate(SMALL_CAPITALS)
        elif form == "odd-space":
            made = name.replace(" ", chance.choice(("\u00a0", "\u2009", "\u3000", "\u202f")))
        elif form == "marks-dropped":
            made = "".join(
                c for c in unicodedata.normalize("NFD", name.translate(PLAIN_LETTERS)) if not unicodedata.combining(c)
            )
        else:
            made = unicodedata.normalize("NFD", name)
        return (made, form) if made != name else None

    def misspelt(self, person: Person, both: bool) -> Disguise | None:
        """One edit in one part, or one in each; never into the name of somebody else on the roll."""
        first, last = person.forename, person.surname
        if len(letters(first)) < 4 or len(letters(last)) < 4:
            return None
        part = "both" if both else self.chance.choice(("forename", "surname"))
        if part != "surname":
            first = edit(first, self.chance)
        if part != "forename":
            last = edit(last, self.chance)
        made = f"{first} {last}"
        return None if made.casefold() in self.full_names else (made, part)

    def one_edit(self, person: Person) -> Disguise | None:
        return self.misspelt(person, both=False)

    def both_misspelt(self, person: Person) -> Disguise | None:
        return self.misspelt(person, both=True)

    def leet(self, person: Person) -> Disguise | None:
        how_often = self.chance.choice((0.5, 0.8, 1.0))
        made = "".join(
            self.chance.choice(LEET[c.lower()]) if c.lower() in LEET and self.chance.random() < how_often else c
            for c in person.name
        )
        changed = sum(old != new for old, new in zip(person.name, made, strict=True))
        return (made, "heavy" if changed > 4 else "light") if changed >= 2 else None

    def spaced(self, person: Person) -> Disguise:
        between, name = self.chance.choice(
            ((" ", "space"), (".", "dot"), ("-", "dash"), ("_", "underscore"), ("*", "star"))
        )
        parts = [between.join(part) for part in person.name.split(" ")]
        return self.chance.choice(("  ", "   ", " " if between != " " else "  ")).join(parts), name

    def camel(self, person: Person) -> Disguise:
        first, last = bare(person.forename), bare(person.surname)
        return first[:1].upper() + first[1:] + last[:1].upper() + last[1:], "joined"

    def surname_first(self, person: Person) -> Disguise:
        form = self.chance.choice(("comma", "capitals", "swapped"))
        surname = person.surname.upper() if form == "capitals" else person.surname
        return f"{surname}{', ' if form == 'comma' else ' '}{person.forename}", form

    def first_name_in_context(self, person: Person) -> Disguise | None:
        return (person.forename, "forename") if person.kind == "pupil" else None


def carrier(disguise: str, carriers: Words, chance: random.Random) -> str:
    kinds = {"possessive": "owner", "first-name-in-context": "context"}
    if disguise in ("hashtag", "handle", "camel") and chance.random() < 0.5:
        return chance.choice(carriers["tags"])
    return chance.choice(carriers[kinds.get(disguise, "anyone")])


def written(text: str, name: str, person: Person) -> tuple[str, list[int]]:
    """The carrier with the name in it, and where the name stands."""
    group = "Reception" if person.in_class[:1] == "R" else f"Year {person.in_class[:1]}"
    text = text.replace("{y}", person.in_class).replace("{g}", group).replace("{f}", "{n}")
    start = text.index("{n}")
    return text.replace("{n}", name), [start, start + len(name)]


def generated(roll: list[Person], nicknames: Words, chance: random.Random) -> list[dict[str, object]]:
    carriers, disguises = words("name_carriers.toml"), Disguises(roll, nicknames, chance)
    posts: list[dict[str, object]] = []
    for disguise, number in POSTS.items():
        write: Callable[[Person], Disguise | None] = getattr(disguises, disguise.replace("-", "_"))
        seen: set[str] = set()
        while len(seen) < number:
            person = chance.choice(roll)
            made = write(person)
            if made is None:
                continue
            text, span = written(carrier(disguise, carriers, chance), made[0], person)
            if text in seen:
                continue
            seen.add(text)
            posts.append({
                "id": f"n{len(posts) + 1:04}", "disguise": disguise, "form": made[1], "person": person.name,
                "role": "teacher", "span": span, "text": text,
            })  # fmt: skip
    return posts


def by_hand(roll: list[Person]) -> list[dict[str, object]]:
    """Lines of `disguise | person | text`, the name between double square brackets."""
    names = {person.name for person in roll}
    posts: list[dict[str, object]] = []
    for line in (SOURCES / "names_by_hand.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        disguise, name, marked = (part.strip() for part in line.split("|"))
        assert disguise in POSTS, line
        assert name in names, line
        start, end = marked.index("[["), marked.index("]]") - 2
        text = marked.replace("[[", "", 1).replace("]]", "", 1)
        posts.append({
            "id": f"h{len(posts) + 1:03}", "disguise": disguise, "form": "by-hand", "person": name,
            "role": "teacher", "span": [start, end], "text": text,
        })  # fmt: skip
    return posts


def main() -> None:
    chance = random.Random(20261121)
    nicknames = words("nicknames.toml")
    roll = people(chance, nicknames)
    with (HERE / "roll.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows([p.kind, p.forename, p.surname, p.known_as, p.in_class, p.born] for p in roll)
    posts = generated(roll, nicknames, chance) + by_hand(roll)
    lines = (json.dumps(post, ensure_ascii=False) + "\n" for post in posts)
    (HERE / "names.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
