"""Words for who people are, ways of speech, and words without a tone: never unkind by themselves."""

from dataclasses import dataclass
from functools import lru_cache

from gatepost.screening.tone.entries import check_keys, source, tables, words_of

_FILE = "people.toml"


@dataclass(frozen=True, slots=True)
class People:
    """`groups` may be the butt of a pattern; `weightless` are the words to which the model gives no weight;
    `everyday` are those that nearly every text has, by which nothing is looked up; `identities` say who somebody is,
    by race, faith, sex, disability and the like, and nothing else.
    """

    groups: tuple[str, ...]
    weightless: frozenset[str]
    everyday: frozenset[str]
    identities: frozenset[str]


@lru_cache(maxsize=1)
def people() -> People:
    """The list that Gatepost brings; raises ListError."""
    text = source(_FILE)
    data = tables(text, _FILE)
    keys = {"nouns", "describing", "folk", "groups", "dialect", "plain", "subjects"}
    check_keys(data, keys, set(), text, _FILE)
    words = {key: tuple(words_of(data[key], text, _FILE)) for key in keys}
    joined = tuple(f"{which} {who}" for which in words["describing"] for who in words["folk"])
    single = {word for key in keys for word in words[key]}
    everyday = frozenset(words["plain"]) | frozenset(words["folk"])
    # A group of several words gives each of them: `people` and `seekers` say who, not how.
    parts = {part for word in single for part in word.split()}
    who = {part for key in ("nouns", "describing", "groups") for word in words[key] for part in word.split()}
    who -= everyday - frozenset(words["nouns"])
    return People(words["groups"] + joined, _and_theirs(parts), everyday, _and_theirs(who))


def _and_theirs(words: set[str]) -> frozenset[str]:
    return frozenset(words | {f"{word}'s" for word in words})
