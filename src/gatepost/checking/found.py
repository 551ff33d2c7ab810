"""What was found in a draft and its photos, as the facts of an activity."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from gatepost.screening.facts import FACTS
from gatepost.screening.finding import Finding
from gatepost.screening.screen import Screened
from gatepost.vocabulary.activity import Partial, Value
from gatepost.vocabulary.words import Fact, vocabulary

# What is so of every draft without a picture.
NO_PICTURE: Mapping[str, Value] = {"image-setting": "no-image", "image-shows": frozenset(), "name-beside-photo": False}

Labels = dict[str, set[str]]  # by fact


def labels(
    screened: Screened, photos: Sequence[Mapping[str, Collection[str]]], found: Iterable[Finding]
) -> tuple[Labels, Labels]:
    """What the draft certainly has, and what was looked for everywhere in vain; whatever stands in neither is unknown.

    `photos`: for each, the labels that it certainly has, by fact; `found`: every finding, of the words and the photos.
    """
    has = {fact: set(screened.facts[fact]["has"]).union(*(one.get(fact, ()) for one in photos)) for fact in FACTS}
    anywhere = {one.label for one in found}
    lacks = {fact: set(screened.facts[fact]["not"]) - anywhere - has[fact] for fact in FACTS}
    if photos:
        lacks["uses"] = set()  # no machine reads all that stands in a picture
    return has, lacks


def of_pictures(beside_a_name: bool) -> dict[str, Value]:
    """What is so of every draft with a picture: it was taken somewhere, and what it shows is for a person to say."""
    places = frozenset(vocabulary().facts["image-setting"].values)
    facts: dict[str, Value] = {"image-setting": Partial(possible=places - {"no-image"})}
    return {**facts, "name-beside-photo": True} if beside_a_name else facts


def as_facts(has: Mapping[str, Collection[str]], lacks: Mapping[str, Collection[str]]) -> dict[str, Value]:
    """The labels as values of their facts."""
    return {fact: _value(vocabulary().facts[fact], has[fact], lacks[fact]) for fact in FACTS}


def _value(fact: Fact, has: Collection[str], lacks: Collection[str]) -> Value:
    if len(has) + len(lacks) == len(fact.values):
        return frozenset(has)
    return Partial(has=frozenset(has), lacks=frozenset(lacks))
