"""The graded words: rude, sexual, demeaning, each with a label, a category and how severe it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gatepost.screening.tone.entries import check_keys, line_of, source, tables, words_of
from gatepost.screening.tone.pattern import Phrase, phrase_of, rarest
from gatepost.screening.word_list import ListError
from gatepost.vocabulary.nearest import did_you_mean, quoted

_OURS = "terms.toml"
_AMERICAN = "american_terms.tsv"
UNKIND = ("offensive", "derogatory", "abusive", "discriminatory", "sexual", "threatening")
_SEVERITIES = (1, 2, 3)
_WHY = {
    "discriminatory": "This word demeans people for who they are.",
    "offensive": "This is a swear word or a rude word.",
}
_LEAST_MISSPELT = 5  # letters of a word that is also known misspelt: a shorter one is near too many others


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a row of words: `severity` 3 certain, 2 likely, 1 possible; `misspelt` false for what is so already."""

    words: Phrase
    label: str
    category: str
    severity: int
    why: str
    misspelt: bool = True


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms, ready to be looked up.

    `single` has the terms of one word, and of several written as one. `phrases` leads from the rarest word of a longer
    term to it. `inner` are the terms looked for inside longer words, `any_inner` finds
    whether there is one. `near` has misspelt forms of severe terms and
    `squeezed` the terms with their doubled letters made single.
    """

    single: Mapping[str, Term]
    phrases: Mapping[str, tuple[Term, ...]]
    inner: tuple[tuple[str, Term], ...]
    any_inner: re.Pattern[str]
    near: Mapping[str, Term]
    squeezed: Mapping[str, Term]
    masked: Mapping[tuple[str, int], tuple[str, ...]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lists that Gatepost brings; raises ListError."""
    ours = tuple(read_terms(source(_OURS), _OURS))
    known = {term.words for term, _ in ours}
    american = ((term, inside) for term, inside in read_tsv(source(_AMERICAN), _AMERICAN) if term.words not in known)
    return build((*ours, *american))


def read_terms(text: str, name: str) -> Iterator[tuple[Term, bool]]:
    """The terms of a TOML list with their endings, and whether each is looked for inside words; raises ListError."""
    data = tables(text, name)
    check_keys(data, {"group"}, set(), text, name)
    seen: set[str] = set()
    for group in data["group"]:
        check_keys(group, {"category", "label", "severity", "forms", "inside", "why", "terms"}, set(), text, name)
        _one_of(group, "label", UNKIND, text, name)
        _one_of(group, "severity", _SEVERITIES, text, name)
        _one_of(group, "forms", tuple(_ENDINGS), text, name)
        for entry in words_of(group["terms"], text, name, seen):
            for ending in _ENDINGS[group["forms"]]:
                words = phrase_of(_joined(entry, ending))
                yield Term(words, group["label"], group["category"], group["severity"], group["why"]), group["inside"]


_ENDINGS = {"none": ("",), "noun": ("", "s"), "verb": ("", "s", "ed", "ing", "in", "er", "ers")}


def _joined(entry: str, ending: str) -> str:
    if ending == "s" and entry.endswith(("s", "sh", "ch", "x")):
        return f"{entry}es"
    if ending == "s" and entry.endswith("y") and entry[-2:-1] not in "aeiou":
        return f"{entry[:-1]}ies"
    return entry + ending


def _one_of(group: Mapping[str, Any], key: str, known: tuple[object, ...], text: str, name: str) -> None:
    if group[key] not in known:
        names = [str(one) for one in known]
        hint = did_you_mean(str(group[key]), names) or f" (one of {', '.join(names)})"
        raise ListError(f"{name}:{line_of(text, str(group[key]))}: {quoted(group[key])} is no {key}{hint}")


def read_tsv(text: str, name: str) -> Iterator[tuple[Term, bool]]:
    """The terms of a list of lines `term, severity, label, category` parted by tabs; raises ListError."""
    seen: set[Phrase] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[1] not in ("1", "2", "3") or cells[2] not in UNKIND:
            raise ListError(f"{name}:{number}: a line is a term, 1 to 3, a label and a category, parted by tabs")
        words = phrase_of(cells[0])
        if words in seen:
            raise ListError(f"{name}:{number}: {quoted(cells[0])} stands here twice")
        seen.add(words)
        yield (
            Term(words, cells[2], cells[3], int(cells[1]), _WHY.get(cells[2], _WHY["offensive"]), misspelt=False),
            False,
        )


def build(terms: tuple[tuple[Term, bool], ...]) -> Lexicon:
    """Make the terms ready. The first of two that are spelt alike wins."""
    single: dict[str, Term] = {}
    phrases: dict[str, list[Term]] = {}
    for term, _ in terms:
        if len(term.words) > 1:
            phrases.setdefault(term.words[rarest(term.words)], []).append(term)
        else:
            single.setdefault(term.words[0], term)
    severe = {word: term for word, term in single.items() if term.severity > 1}
    for term, _ in terms:  # #shutyourface: only what no shorter term already is
        joined = "".join(term.words)
        if len(term.words) > 1 and term.severity > 1 and len(joined) >= _LEAST_MISSPELT:
            single.setdefault(joined, term)
    near: dict[str, Term] = {}
    squeezed: dict[str, Term] = {}
    masked: dict[tuple[str, int], list[str]] = {}
    for word, term in severe.items():
        squeezed.setdefault(squeeze(word), term)
        masked.setdefault((word[0], len(word)), []).append(word)
        if (
            term.misspelt
            and term.severity == 3
            and term.label != "sexual"
            and len(word.removesuffix("s")) >= _LEAST_MISSPELT
        ):
            for form in _misspelt(word):
                near.setdefault(form, term)
    inner = tuple(sorted(((t.words[0], t) for t, inside in terms if inside), key=lambda pair: -len(pair[0])))
    return Lexicon(
        single,
        {word: tuple(those) for word, those in phrases.items()},
        inner,
        re.compile("|".join(re.escape(part) for part, _ in inner) or r"(?!)"),
        near,
        squeezed,
        {key: tuple(words) for key, words in masked.items()},
    )


def squeeze(word: str) -> str:
    """The word with each run of one letter made a single letter."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


def _misspelt(word: str) -> Iterator[str]:
    """The word with an inner letter left out, or two neighbours changed over."""
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
