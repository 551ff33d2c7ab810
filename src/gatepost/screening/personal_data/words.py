"""The words that tell personal data from other text, from lists/personal_data.toml and lists/postcode_areas.txt."""

import re
from collections.abc import Iterable

from gatepost.screening.word_list import ListError, read_lines, read_toml

_FILE = "personal_data.toml"
_TABLES = {
    "street": (
        "sure",
        "ordinary",
        "welsh",
        "not_a_name",
        "not_after",
        "not_before",
        "home_before",
        "plainly",
        "titles",
        "everyday",
        "in_capitals",
    ),
    "house": ("names", "first", "public"),
    "near": (
        *("nhs", "upn", "insurance", "plate", "passport", "licence", "ip", "sort_code", "account", "card", "iban"),
        *("phone", "birth", "birth_sure", "thing"),
    ),
    "plate": ("not_letters", "models", "vehicles", "everyday"),
    "birth": ("lettered",),
    "email": ("offices", "providers", "endings"),
    "whose": ("nouns", "between", "phrases", "others"),
    "location": ("child", "moves", "places", "nobody", "wide", "squares", "spots", "beside", "present"),
    "months": (
        *("january", "february", "march", "april", "may", "june", "july"),
        *("august", "september", "october", "november", "december"),
    ),
}


def entries(text: str, where: str) -> frozenset[str]:
    """The words and phrases of one key; a repeated or an unreadable one raises ListError with its place."""
    found: set[str] = set()
    for part in text.replace("\n", ",").split(","):
        entry = part.strip()
        if entry in found:
            raise ListError(f"{where}: `{entry}` stands twice")
        if entry != entry.lower():
            raise ListError(f"{where}: `{entry}` has capitals; the lists are in small letters")
        if entry:
            found.add(entry)
    return frozenset(found)


def check_keys(read: dict[str, dict[str, str]]) -> None:
    """Raise ListError for a key of the list that nothing reads, or one that is missing."""
    for table, keys in _TABLES.items():
        for key in [*read[table], *keys]:
            if key not in keys or key not in read[table]:
                raise ListError(f"{_FILE}: [{table}]: the keys are {', '.join(keys)}; found {', '.join(read[table])}")


def either(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, the longest first."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(re.escape(phrase) for phrase in ordered) + r")(?![a-z0-9])")


_LISTS = read_toml(_FILE, tuple(_TABLES))
check_keys(_LISTS)
WORDS = {
    table: {key: entries(_LISTS[table][key], f"{_FILE}: [{table}] {key}") for key in keys}
    for table, keys in _TABLES.items()
}
NEAR = {key: either(phrases) for key, phrases in WORDS["near"].items()}
MONTHS = {name: number for number, key in enumerate(_TABLES["months"], 1) for name in WORDS["months"][key]}
POSTCODE_AREAS = frozenset(area.lower() for area in read_lines("postcode_areas.txt"))


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase, as `Reading.words` has it."""
    return frozenset(re.split(r"[^a-z0-9']+", phrase)[0] for phrase in phrases) - {""}
