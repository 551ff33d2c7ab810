"""Writes personal.jsonl: personal data in many writings, and posts that only look like it.

    python bench/screening_sets/make_personal.py

The same file every time. Check digits follow the public definitions: NHS number (modulus 11), unique pupil number
(modulus 23), IBAN (modulus 97), card number (Luhn). Nobody's: phone numbers are of the ranges Ofcom keeps for drama,
NHS numbers of the range kept for tests, the rest is drawn by chance. Spans count code points.
"""

import json
import random
import string
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
EACH = 66
AREAS = (
    "LS",
    "HX",
    "M",
    "S",
    "CF",
    "LL",
    "SA",
    "B",
    "BS",
    "NE",
    "YO",
    "DH",
    "SW",
    "E",
    "N",
    "EX",
    "TR",
    "NR",
    "OX",
    "G",
)
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
STREETS = (
    "Saddler's Row", "Bevan Crescent", "Larch Close", "Mill Bank", "Tanners Fold", "Beck Lane", "Priory Gardens",
    "Foundry Street", "Weir Road", "Canal Side", "Sorrel Drive", "Abbey View", "Chapel Hill", "St Oswin's Avenue",
    "Heol y Bont", "Ferry Terrace", "Pound Lane", "Kestrel Way", "Cobbler's Yard", "The Paddocks", "Mafeking Mews",
    "Stryd Fawr", "Quarry Rise", "Victoria Place", "Orchard Court", "Holly Grove",
)  # fmt: skip
TOWNS = ("Askwick", "Langrick", "Penmarth", "Thornley Bridge", "Llanfaes", "Garsdale", "Nether Poole")
HOUSES = (
    "The Old Dairy",
    "Rose Cottage",
    "Tŷ Gwyn",
    "Beck House",
    "The Lodge",
    "Hafod Wen",
    "Orchard Barn",
    "Weir End",
)
FORENAMES = ("sam", "jo", "priya", "tomos", "wanda", "ade", "leila", "rory", "beth", "kasia", "imran", "mei")
SURNAMES = ("okoro", "medlock", "wren", "tamblyn", "lamb", "brearley", "sidhu", "pryce", "nowak", "hale", "quill")
HOSTS = (
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "thornleybridge.sch.uk",
    "askwick.northmere.sch.uk",
)
MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
CYMRAEG = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
Writing = tuple[str, str]  # the text and the name of its form


def digits(chance: random.Random, number: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(number))


def of(chance: random.Random, forms: dict[str, str]) -> Writing:
    form = chance.choice(list(forms))
    return forms[form], form


def postcode(chance: random.Random) -> Writing:
    area = chance.choice(AREAS)
    outward = area + (chance.choice(("1A", "2E", "1W")) if area in ("SW", "E", "N") else str(chance.randint(1, 29)))
    inward = chance.choice(string.digits) + chance.choice(INWARD) + chance.choice(INWARD)
    return of(
        chance,
        {
            "spaced": f"{outward} {inward}",
            "spaced again": f"{outward} {inward}",
            "joined": outward + inward,
            "lower": f"{outward} {inward}".lower(),
            "lower-joined": (outward + inward).lower(),
            "two-spaces": f"{outward}  {inward}",
            "mixed": f"{outward.capitalize()} {inward.lower()}",
        },
    )


def address(chance: random.Random) -> Writing:
    number, street, town = chance.randint(1, 188), chance.choice(STREETS), chance.choice(TOWNS)
    return of(
        chance,
        {
            "number-street": f"{number} {street}",
            "with-town": f"{number} {street}, {town}",
            "letter": f"{number}{chance.choice('abc')} {street}",
            "flat": f"Flat {chance.randint(1, 9)}, {number} {street}",
            "house-name": f"{chance.choice(HOUSES)}, {street}, {town}",
            "no": f"no. {number} {street}",
            "number-word": f"number {number} {street}",
            "lower": f"{number} {street}".lower(),
            "lines": f"{number} {street}\n{town}",
            "comma": f"{number}, {street}, {town}",
        },
    )


def phone(chance: random.Random) -> Writing:
    last = digits(chance, 3)
    land = chance.choice(
        ("0113", "0114", "0115", "0116", "0117", "0118", "0121", "0131", "0141", "0151", "0161", "0191")
    )
    middle = "498" if land in ("0191",) else "496"
    mobile = f"07700 900{last}"
    return of(
        chance,
        {
            "mobile": mobile,
            "mobile-joined": mobile.replace(" ", ""),
            "mobile-three": f"07700 900 {last}",
            "plus": f"+44 7700 900{last}",
            "plus-zero": f"+44 (0)7700 900{last}",
            "double-zero": f"0044 7700 900{last}",
            "dashes": f"07700-900-{last}",
            "dots": f"07700.900.{last}",
            "letter-o": f"o77oo 9oo{last}",
            "land": f"{land} {middle} 0{last}",
            "land-brackets": f"({land}) {middle} 0{last}",
            "country-town": f"01632 960{last}",
            "country-town-three": f"01632 960 {last}",
            "pairs": f"07 70 09 00 {last[:2]} {last[2]}",
        },
    )


def e_mail(chance: random.Random) -> Writing:
    first, last, host = chance.choice(FORENAMES), chance.choice(SURNAMES), chance.choice(HOSTS)
    year = str(chance.randint(70, 99))
    return of(
        chance,
        {
            "dot": f"{first}.{last}@{host}",
            "digits": f"{first}{last}{year}@{host}",
            "underscore": f"{first}_{last}@{host}",
            "initial": f"{first[0]}{last}@{host}",
            "plus": f"{first}+school@{host}",
            "capitals": f"{first}.{last}@{host}".title(),
            "at-dot": f"{first}.{last} at {host.replace('.', ' dot ')}",
            "brackets": f"{first}{last}[at]{host.replace('.', '[dot]')}",
            "spaces": f"{first}.{last} @ {host}",
            "round-brackets": f"{first}{year}(at){host}",
        },
    )


def nhs_check(first_nine: str) -> int:
    """The tenth digit; 10 where the nine make no number."""
    left = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True)) % 11
    return (11 - left) % 11


def nhs_number(chance: random.Random) -> Writing:
    while True:
        first = "999" + digits(chance, 6)
        if nhs_check(first) < 10:
            break
    number = first + str(nhs_check(first))
    parts = (number[:3], number[3:6], number[6:])
    return of(
        chance,
        {
            "spaced": " ".join(parts),
            "joined": number,
            "dashes": "-".join(parts),
            "dots": ".".join(parts),
            "spaced again": " ".join(parts),
            "wide": "  ".join(parts),
        },
    )


def upn_letter(twelve: str) -> str:
    """The check letter of the twelve after it; a temporary number ends in a letter, which counts by its place."""
    values = [UPN_LETTERS.index(each) if each.isalpha() else int(each) for each in twelve]
    return UPN_LETTERS[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23]


def upn(chance: random.Random) -> Writing:
    authority = chance.choice(("201", "301", "330", "383", "800", "816", "841", "873", "908", "935", "660", "681"))
    twelve = authority + chance.choice("23") + digits(chance, 3) + f"{chance.randint(15, 26):02}" + digits(chance, 2)
    twelve += chance.choice(string.digits) if chance.random() < 0.85 else chance.choice(UPN_LETTERS)
    made = upn_letter(twelve) + twelve
    return of(
        chance,
        {
            "joined": made,
            "joined again": made,
            "lower": made.lower(),
            "spaced": f"{made[0]} {made[1:4]} {made[4:8]} {made[8:10]} {made[10:]}",
        },
    )


def national_insurance(chance: random.Random) -> Writing:
    while True:
        prefix = chance.choice("ABCEGHJKLMNOPRSTWXYZ") + chance.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            break
    number, suffix = digits(chance, 6), chance.choice("ABCD")
    pairs = f"{number[:2]} {number[2:4]} {number[4:]}"
    return of(
        chance,
        {
            "pairs": f"{prefix} {pairs} {suffix}",
            "joined": prefix + number + suffix,
            "pairs again": f"{prefix} {pairs} {suffix}",
            "lower": f"{prefix}{number}{suffix}".lower(),
            "dashes": f"{prefix}-{pairs.replace(' ', '-')}-{suffix}",
            "three": f"{prefix} {number} {suffix}",
            "lower-pairs": f"{prefix} {pairs} {suffix}".lower(),
        },
    )


def number_plate(chance: random.Random) -> Writing:
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    three = "".join(chance.choice(letters) for _ in range(3))
    age = chance.choice((chance.randint(2, 26), chance.randint(51, 76)))
    new = f"{chance.choice('ABCDEFGHKLMNOPRSVWXY')}{chance.choice(letters)}{age:02}"
    return of(
        chance,
        {
            "new": f"{new} {three}",
            "new again": f"{new} {three}",
            "new-joined": new + three,
            "new-lower": f"{new} {three}".lower(),
            "new-lower-joined": (new + three).lower(),
            "prefix": f"{chance.choice('FGHJKLMNPRSTVWXY')}{chance.randint(100, 999)} {three}",
            "suffix": f"{three} {chance.randint(100, 999)}{chance.choice('KLMNPRSTVWXY')}",
        },
    )


def date_of_birth(chance: random.Random) -> Writing:
    latest, span = (date(2022, 8, 31), 11 * 365) if chance.random() < 0.7 else (date(2004, 1, 1), 40 * 365)
    day = latest - timedelta(days=chance.randint(0, span))
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month = MONTHS[day.month - 1]
    return of(
        chance,
        {
            "slashes": f"{day.day}/{day.month}/{day.year}",
            "slashes-zero": f"{day:%d/%m/%Y}",
            "slashes-short": f"{day:%d/%m/%y}",
            "dots": f"{day.day}.{day.month}.{day.year}",
            "dots-short": f"{day:%d.%m.%y}",
            "dashes": f"{day:%d-%m-%Y}",
            "iso": day.isoformat(),
            "words": f"{day.day} {month} {day.year}",
            "ordinal": f"{day.day}{ending} {month} {day.year}",
            "of": f"the {day.day}{ending} of {month} {day.year}",
            "month-first": f"{month} {day.day}{ending}, {day.year}",
            "short-month": f"{day.day}-{month[:3]}-{day.year}",
            "lower": f"{day.day}{ending} {month[:3].lower()} {day.year}",
            "welsh": f"{day.day} {CYMRAEG[day.month - 1]} {day.year}",
        },
    )


def luhn(first: str) -> str:
    """The last digit of a card number."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(first)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def bank_details(chance: random.Random) -> Writing:
    sort, account = [digits(chance, 2) for _ in range(3)], digits(chance, 8)
    basic = "WEST" + digits(chance, 14)
    number = "".join(str(int(each, 36)) for each in basic + "GB00")
    iban = f"GB{98 - int(number) % 97:02}{basic}"
    card = "4929" + digits(chance, 11)
    card += luhn(card)
    dashed = "-".join(sort)
    return of(
        chance,
        {
            "dashed": f"{dashed} {account}",
            "labelled": f"sort code {dashed} account {account}",
            "short-labels": f"s/c {dashed} a/c {account}",
            "acc-no": f"sort: {''.join(sort)}, acc no: {account}",
            "spaced": f"{' '.join(sort)} / {account}",
            "account-first": f"account number {account}, sort code {' '.join(sort)}",
            "iban": iban,
            "iban-spaced": " ".join(iban[place : place + 4] for place in range(0, 22, 4)),
            "card": " ".join(card[place : place + 4] for place in range(0, 16, 4)),
            "card-joined": card,
            "lines": f"Sort Code: {dashed}\nAccount No: {account}",
        },
    )


def location(chance: random.Random) -> Writing:
    north, west = 50 + chance.random() * 5, chance.random() * 4
    words = [
        chance.choice(("gravel", "pencil", "otters", "humble", "ladder", "violet", "tunnel", "spoons"))
        for _ in range(3)
    ]
    plus = "".join(chance.choice("23456789CFGHJMPQRVWX") for _ in range(6))
    street = chance.choice(STREETS)

    def minutes() -> str:
        return f"{chance.randint(10, 59)}'{chance.randint(10, 59)}\""

    return of(
        chance,
        {
            "decimal": f"{north:.5f}, -{west:.5f}",
            "degrees": f"{north:.4f}° N, {west:.4f}° W",
            "minutes": f"{int(north)}°{minutes()}N {int(west)}°{minutes()}W",
            "three-words": "///" + ".".join(words),
            "three-words-link": "what3words.com/" + ".".join(words),
            "plus-code": f"9C{chance.choice('345')}{chance.choice('VWX')}{plus[:4]}+{plus[4:]}X",
            "map-link": f"https://maps.example.com/?q={north:.5f},-{west:.5f}",
            "geo": f"geo:{north:.4f},-{west:.4f}",
            "grid": f"{chance.choice(('SE', 'SD', 'ST', 'SH', 'NZ'))} {digits(chance, 3)} {digits(chance, 3)}",
            "corner": f"the corner of {street} and {chance.choice(STREETS)}",
            "outside": f"the bus stop outside {chance.randint(3, 90)} {street}",
            "behind": f"the bench behind {chance.choice(HOUSES)} on {street}",
        },
    )


KINDS: dict[str, Callable[[random.Random], Writing]] = {
    "postcode": postcode, "address": address, "phone": phone, "e-mail": e_mail, "nhs-number": nhs_number, "upn": upn,
    "national-insurance": national_insurance, "number-plate": number_plate, "date-of-birth": date_of_birth,
    "bank-details": bank_details, "location": location,
}  # fmt: skip


def positives(chance: random.Random) -> list[dict[str, object]]:
    carriers = tomllib.loads((SOURCES / "personal_carriers.toml").read_text(encoding="utf-8"))
    posts: list[dict[str, object]] = []
    for kind, write in KINDS.items():
        seen: set[str] = set()
        while len(seen) < EACH:
            carrier, (value, form) = chance.choice(carriers[kind]), write(chance)
            text, start = carrier.replace("{v}", value), carrier.index("{v}")
            if text in seen:
                continue
            seen.add(text)
            posts.append(
                {
                    "id": f"d{len(posts) + 1:04}",
                    "kind": kind,
                    "form": form.removesuffix(" again"),
                    "span": [start, start + len(value)],
                    "text": text,
                }
            )
    return posts


def negatives() -> list[dict[str, object]]:
    """Lines of `what it looks like | text`, written by hand."""
    posts: list[dict[str, object]] = []
    for line in (SOURCES / "personal_negatives.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            looks_like, text = line.split("|", 1)
            posts.append(
                {"id": f"e{len(posts) + 1:04}", "kind": None, "looks_like": looks_like.strip(), "text": text.strip()}
            )
    return posts


def main() -> None:
    lines = (json.dumps(post, ensure_ascii=False) + "\n" for post in positives(random.Random(20261123)) + negatives())
    (HERE / "personal.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
