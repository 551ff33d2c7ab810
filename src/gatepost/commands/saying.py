"""A fact as it is said on the command line: `audience=public`, `content!=complaint`, `in-doubt=no`."""

from collections.abc import Collection
from dataclasses import dataclass

from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value, read_value
from gatepost.vocabulary.nearest import quoted
from gatepost.vocabulary.words import Fact, vocabulary

NOTHING_ELSE = "none"  # of a set: it has nothing but what is known


class NotSaid(ValueError):
    """Words that say no fact; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """One fact as somebody said it. Of a set, `has` and `lacks` are words of it; of any other fact `value` counts."""

    fact: str
    value: Value | None
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    nothing_else: bool = False

    def added_to(self, known: Value | None) -> Value:
        """The value when this is added to what is `known`; raises NotSaid where one denies the other."""
        if self.value is not None:
            return self.value
        fact = vocabulary().facts[self.fact]
        has, lacks = _parts(fact, known)
        self._refuse(self.lacks & has, "has")
        self._refuse(self.has & lacks, "has not")
        has = has | self.has
        lacks = frozenset(fact.values) - has if self.nothing_else else lacks | self.lacks
        return has if len(has) + len(lacks) == len(fact.values) else Partial(has=has, lacks=lacks)

    def _refuse(self, both: Collection[str], known: str) -> None:
        if both:
            raise NotSaid(
                f"the draft certainly {known} {quoted(min(both))} under `{self.fact}`, so nothing else is said"
            )


def read_said(text: str) -> Said:
    """One `fact=value` or `fact!=value`, words parted by commas; raises NotSaid or ActivityError."""
    name, sign, value = text.partition("=")
    denied = name.endswith("!")
    name = name.removesuffix("!").strip()
    if not sign or not name or not value.strip():
        raise NotSaid(f"{quoted(text)} says no fact: write it as audience=public, content!=complaint or in-doubt=no")
    Activity.from_json({name: None} if name not in vocabulary().facts else {})
    fact = vocabulary().facts[name]
    words = [one.strip() for one in value.split(",")]
    match fact.kind:
        case "any-of" if words == [NOTHING_ELSE] and not denied:
            return Said(name, None, nothing_else=True)
        case "any-of":
            read = read_value(fact, words)
            assert isinstance(read, frozenset)
            return Said(name, None, lacks=read) if denied else Said(name, None, has=read)
        case "one-of":
            return Said(name, read_value(fact, {"not": words} if denied else value.strip()))
        case _ if denied:
            raise NotSaid(f"`{name}` takes no `!=`")
        case "yes-no":
            return Said(name, _yes_or_no(fact, value.strip()))
        case _:
            return Said(name, read_value(fact, _number(fact, value.strip())))


def _yes_or_no(fact: Fact, word: str) -> bool:
    if word not in ("yes", "no"):
        raise ActivityError(f"`{fact.name}` is yes or no, not {quoted(word)}")
    return word == "yes"


def _number(fact: Fact, word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 4):
        raise ActivityError(f"`{fact.name}` is a whole number of years, not {quoted(word)}")
    return int(word)


def _parts(fact: Fact, known: Value | None) -> tuple[frozenset[str], frozenset[str]]:
    if isinstance(known, Partial):
        return known.has, known.lacks
    if isinstance(known, frozenset):
        return known, frozenset(fact.values) - known
    return frozenset(), frozenset()
