"""The lists behind the matching of names: common words, names that stand for themselves, short forms, sound-alikes."""

from collections.abc import Iterable, Mapping

from gatepost.screening.word_list import ListError, read_toml


def each_once(table: Mapping[str, str], place: str) -> frozenset[str]:
    """The words of all entries of a table; one that stands twice raises ListError."""
    seen: set[str] = set()
    for words in table.values():
        for word in words.split():
            if word in seen:
                raise ListError(f"{place}: `{word}` stands there twice")
            seen.add(word)
    return frozenset(seen)


def _short_forms(tables: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for full, short in table.items():
            found[full] = tuple(dict.fromkeys((*found.get(full, ()), *short.split())))
    return found


def _full_forms(short_forms: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for full, shorts in short_forms.items():
        for short in shorts:
            found[short] = (*found.get(short, ()), full)
    return found


def _spellings(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    each_once(table, "sound_alikes.toml: [forenames]")
    groups = [tuple(words.split()) for words in table.values()]
    return {word: group for group in groups for word in group}


_NICKNAME_TABLES = (
    "british",
    "welsh",
    "irish-and-scottish",
    "south-asian-and-muslim",
    "turkish-and-arabic",
    "polish-and-european",
    "african-caribbean-and-east-asian",
)
_known = read_toml("known_names.toml", ("forenames", "surnames"))

COMMON_WORDS = each_once(read_toml("common_words.toml", ("words",))["words"], "common_words.toml: [words]")
SURNAMES = each_once(_known["surnames"], "known_names.toml: [surnames]")
SHORT_FORMS = _short_forms(read_toml("nicknames.toml", _NICKNAME_TABLES).values())
FULL_FORMS = _full_forms(SHORT_FORMS)
SPELLINGS = _spellings(read_toml("sound_alikes.toml", ("forenames",))["forenames"])
FORENAMES = each_once(_known["forenames"], "known_names.toml: [forenames]").union(SHORT_FORMS, SPELLINGS)
