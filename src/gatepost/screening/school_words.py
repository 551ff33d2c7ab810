"""Finds the school itself in a text: its name, its logo's words, where it is, its events, its council."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gatepost.screening.finding import Finding, Sure
from gatepost.screening.reading import Reading, read
from gatepost.screening.school import School
from gatepost.screening.word_list import ListError, read_lines, read_toml

_KINDS = re.compile(
    r"\b(?:church of england|church in wales|c of e|cofe|c e|ce|roman catholic|rc|catholic|voluntary aided|va|"
    r"voluntary controlled|vc|community|foundation|primary|infants?|junior|nursery|first|middle|"
    r"school|academy|and)\b"
)
_FAITHS = ("church of england", "c of e", "cofe", "ce")
_STREET = re.compile(
    r"\b(?:road|rd|street|lane|ln|avenue|ave|close|drive|way|crescent|green|hill|place|court|gardens|grove|"
    r"terrace|row|walk|square|mews|rise|view|heol|ffordd|stryd|lon|rhodfa)\b"
)
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}")
_LONGEST_TAG = 200  # characters of a hashtag that is searched for the school's name
_SHORTEST_TAG = 6
_BESIDE = 2  # words after the place that a school is named after which say that the school is meant

_ASK_NAME = "Ask whether you may use the school's name here, or leave it out."


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    anchor: int  # which of the words is looked for first: the longest
    label: str
    kind: str
    sure: Sure
    why: str
    advice: str
    before: frozenset[str] = frozenset()  # where there are any, one is among the next words, and a capital begins it


class SchoolWords:
    """One school's own words, ready to be found in texts.

    Without a word of `triggers`, a hashtag or a handle nothing is found in a text.
    """

    def __init__(self, school: School) -> None:
        self._by_anchor: dict[str, list[_Phrase]] = {}
        for phrase in _phrases(school):
            at = self._by_anchor.setdefault(phrase.words[phrase.anchor], [])
            if all(known.words != phrase.words or known.label != phrase.label for known in at):
                at.append(phrase)
        self._tags = sorted(
            {("".join(words), names) for names in _names(school) if (words := _words(names))}, key=lambda t: -len(t[0])
        )
        self.triggers = frozenset(self._by_anchor)

    def find(self, reading: Reading) -> list[Finding]:
        """What the text says of the school, in its order; the longest phrase of a label where several overlap.

        Labels of the fact `uses`: `school-name`, `school-logo`, `school-location`; of `mentions`: `school`,
        `council`, `school-event`. The school's name is found as `school-name` and as `school`, at the same place.
        """
        words = reading.words
        owners: dict[int, str] = {}  # words with `'s`, without it
        if "'" in reading.plain:
            owners = {number: word[:-2].replace("'", "") for number, word in enumerate(words) if word.endswith("'s")}
            words = [word.replace("'", "") for word in words]
        triggers = self.triggers
        found = []
        if not (triggers.isdisjoint(words) and triggers.isdisjoint(owners.values())):
            for number in [number for number, word in enumerate(words) if word in triggers or number in owners]:
                for word in {words[number], owners.get(number, "")} & triggers:
                    for phrase in self._by_anchor[word]:
                        place = _place(words, owners, number, phrase)
                        if place is not None and _is_meant(reading, place, phrase.before):
                            first, last = place
                            owner = words[last] != phrase.words[-1]
                            found.append((reading.starts[first], reading.ends[last] - 2 * owner, phrase))
        if self._tags and reading.tags:
            found += self._tagged(reading)
        return _longest(reading, found) if found else []

    def _tagged(self, reading: Reading) -> Iterator[tuple[int, int, _Phrase]]:
        for start, end in reading.tags:
            tag = reading.plain[start : min(end, start + _LONGEST_TAG)].replace("_", "")
            if any(len(name) >= _SHORTEST_TAG and name in tag for name, _ in self._tags):
                yield start, end, _named(("",), "likely")
                yield start, end, _mentioned(("",), "likely")


def _place(words: list[str], owners: Mapping[int, str], number: int, phrase: _Phrase) -> tuple[int, int] | None:
    """The first and the last word of the phrase around its anchor; the last may have `'s`."""
    *others, end = phrase.words
    first = number - phrase.anchor
    last = first + len(others)
    if first < 0 or last >= len(words) or words[first:last] != others or end not in (words[last], owners.get(last)):
        return None
    return first, last


def _is_meant(reading: Reading, place: tuple[int, int], before: frozenset[str]) -> bool:
    """Whether words that need others after them have one, in the same sentence, and begin with a capital."""
    first, last = place
    if before and not reading.capital(first):
        return False
    for number in range(last, min(last + _BESIDE, len(reading.words) - 1)) if before else ():
        if reading.plain[reading.ends[number] : reading.starts[number + 1]] != " ":
            return False
        if reading.words[number + 1].removesuffix("'s") in before:
            return True
    return not before


def _longest(reading: Reading, found: Iterable[tuple[int, int, _Phrase]]) -> list[Finding]:
    ends: dict[str, int] = {}  # label: where its last finding ends
    kept = []
    for start, end, phrase in sorted(found, key=lambda f: (f[0], -f[1], f[2].label)):
        if start >= ends.get(phrase.label, 0):
            ends[phrase.label] = end
            first, last = reading.origin(start, end)
            kept.append(Finding(phrase.label, phrase.kind, first, last, phrase.sure, phrase.why, phrase.advice))
    return kept


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("'", "") for word in read(text).words)


def _anchor(words: tuple[str, ...]) -> int:
    return max(range(len(words)), key=lambda number: len(words[number]))


def _names(school: School) -> list[str]:
    """The school's name and its short names, and the usual shortenings of them, in plain letters."""
    found: list[str] = []
    if school.name:
        whole = " ".join(_words(school.name))
        found.append(whole)
        for faith in _FAITHS:
            found += [
                re.sub(rf"\b{faith}\b", other, whole) for other in ("", *_FAITHS) if re.search(rf"\b{faith}\b", whole)
            ]
        found += [name.removesuffix(" school") for name in list(found)]
        core = _core(school)
        if core and core != whole:
            found += [f"{core} school", f"{core} primary", f"{core} primary school", f"ysgol {core}"]
    found += [" ".join(_words(name)) for name in school.short_names]
    names = dict.fromkeys(" ".join(name.split()) for found_name in found for name in _saints(found_name))
    return [name for name in names if len(name) > 2]


def _core(school: School) -> str:
    """What a school is named after: `quillbrook` of Quillbrook Primary School."""
    return " ".join(_KINDS.sub(" ", " ".join(_words(school.name))).split())


def _saints(name: str) -> list[str]:
    """A name with its saint written in any way."""
    return [*dict.fromkeys((name, re.sub(r"\bsaint\b", "st", name), re.sub(r"\bst\b", "saint", name)))] if name else []


def _named(words: tuple[str, ...], sure: Sure) -> _Phrase:
    why = "This is the school's name." if sure == "certain" else "This looks like the school's name."
    return _Phrase(words, _anchor(words), "school-name", "school-name", sure, why, _ASK_NAME)


def _mentioned(words: tuple[str, ...], sure: Sure) -> _Phrase:
    why = "This speaks of the school." if sure == "certain" else "This may speak of the school."
    advice = "Make sure that you may speak about the school here."
    return _Phrase(words, _anchor(words), "school", "school", sure, why, advice)


def _phrases(school: School) -> Iterator[_Phrase]:
    whole = {" ".join(_words(name)) for name in (school.name, *school.short_names)}
    names = _names(school)
    for name in names:
        sure: Sure = "certain" if name in whole else "likely"
        words = tuple(name.split())
        yield _named(words, sure)
        yield _mentioned(words, sure)
    lists = read_toml("school_phrases.toml", ("school", "council", "logo", "after"))
    after = frozenset(word for words in _listed(lists["after"], "after") for word in words)
    for place in _saints(_core(school)):
        if place not in names:
            words = tuple(place.split())
            yield _named(words, "likely")._replace(before=after)
            yield _mentioned(words, "likely")._replace(before=after)
    for words in _listed(lists["school"], "school"):
        yield _mentioned(words, "likely")
    for words in _listed(lists["council"], "council"):
        yield _council(words, "possible")
    for words in _listed(lists["logo"], "logo"):
        yield _logo(words, "possible", "This speaks of the school's logo.")
    yield from _own(school)
    for event in read_lines("school_events.txt"):
        why = "This looks like a school event."
        yield _event(_words(event), "likely", why)


def _own(school: School) -> Iterator[_Phrase]:
    if words := _words(school.council):
        yield _council(words, "certain")
    for text in school.logo_words:
        if words := _words(text):
            sure: Sure = "likely" if len(words) > 1 else "possible"
            yield _logo(words, sure, "These words are on the school's logo.")
    for event in school.events:
        if words := _words(event):
            yield _event(words, "certain", "This is one of the school's events.")
    for line in school.address:
        words = _words(line)
        street = words[1:] if len(words) > 1 and words[0][0].isdigit() else words
        if words and _STREET.search(" ".join(words)):
            yield _location(words, "certain" if street != words else "likely")
            yield _location(street, "likely")
    for contact in school.contacts:
        words = _words(contact)
        if _POSTCODE.fullmatch(" ".join(words)):
            yield _location(words, "certain")
            yield _location(("".join(words),), "certain")


def _council(words: tuple[str, ...], sure: Sure) -> _Phrase:
    why = (
        "This names the school's council or trust." if sure == "certain" else "This may speak of the school's council."
    )
    advice = "Make sure that you may speak about the council here."
    return _Phrase(words, _anchor(words), "council", "council", sure, why, advice)


def _logo(words: tuple[str, ...], sure: Sure, why: str) -> _Phrase:
    return _Phrase(
        words, _anchor(words), "school-logo", "school-logo", sure, why, "Ask before you use the school's logo."
    )


def _event(words: tuple[str, ...], sure: Sure, why: str) -> _Phrase:
    advice = "Check that the school has announced this and that you may post about it."
    return _Phrase(words, _anchor(words), "school-event", "school-event", sure, why, advice)


def _location(words: tuple[str, ...], sure: Sure) -> _Phrase:
    why = "This says where the school is."
    return _Phrase(
        words, _anchor(words), "school-location", "school-location", sure, why, "Leave out where the school is."
    )


def _listed(table: dict[str, str], name: str) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    for topic, line in table.items():
        for phrase in line.split(","):
            words = _words(phrase)
            if not words or words in seen:
                raise ListError(f"school_phrases.toml: [{name}] {topic}: `{phrase.strip()}` is empty or stands twice")
            seen.add(words)
            yield words
