"""The words of the vocabulary as a person meets them: questions, labels, and the phrases that sentences are made of.

Source: wording.toml beside this module. Texts hold words of office in braces, such as `{dsl}`; `Wording.said` fills
them in. Every word of the vocabulary must have its words here: loading fails with the name of the first that has not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gatepost.vocabulary.words import Fact, Vocabulary, vocabulary

YES_NO = {"yes": "Yes", "no": "No"}
_FIXABLE = ("remove", "move", "wait", "ask", "declare")


class WordingError(ValueError):
    """A word of the vocabulary that has no words for a person; the message names it."""


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """One phrase for exactly these values together; an action's has a plain and a third-person form."""

    values: frozenset[str]
    phrase: str
    third: str


@dataclass(frozen=True, slots=True)
class FactWords:
    """The words of one fact; the comments of wording.toml say what each is for."""

    ask: str
    why: str
    label: Mapping[str, str]
    subject: str
    is_: str
    is_not: str
    phrase: Mapping[str, str]
    alone: Mapping[str, tuple[str, str]]
    split: frozenset[str]
    sets: tuple[PhraseSet, ...]
    opposite: bool
    yes: str
    no: str
    nothing: str
    fix: Mapping[str, str]
    fix_lead: str
    fix_join: str
    fine: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]  # role: one, group; action: base, third, this; target: fellow


@dataclass(frozen=True, slots=True)
class VerbWords:
    """How a duty's verb takes its object and its recipient."""

    frame: str
    what: str
    of: str
    to: str
    told: str


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """An outcome's `name` on a tag, and as `asked` of those whom the school can only ask."""

    name: str
    asked: str


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The software's own word where it certainly bites, where it possibly does, and after a change that leaves it."""

    certain: str
    possible: str
    then: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text of wording.toml, with its words of office still in braces."""

    facts: Mapping[str, FactWords]
    outcomes: Mapping[str, OutcomeWords]
    notices: Mapping[str, NoticeWords]
    legend: Mapping[str, str]  # a word of the sentences -> what it stands for
    given: Mapping[str, str]  # fact -> the circumstance under which something is still fine
    verbs: Mapping[str, VerbWords]
    recipients: Mapping[str, str]
    manners: Mapping[str, str]
    deadlines: Mapping[str, str]


def said(text: str, offices: Mapping[str, str]) -> str:
    """The text with its words of office filled in."""
    return text.format_map(offices) if "{" in text else text


@cache
def wording() -> Wording:
    """The wording of this release, read once; raises WordingError where a word of the vocabulary is missing."""
    table = tomllib.loads(files("gatepost.vocabulary").joinpath("wording.toml").read_text("utf-8"))
    return read_wording(table, vocabulary())


def read_wording(table: Mapping[str, Any], words: Vocabulary) -> Wording:
    """The wording from the tables of the file, checked against the vocabulary; raises WordingError."""
    missing = next(_missing(table, words), None)
    if missing is not None:
        raise WordingError(f"wording.toml has no words for {missing}")
    return Wording(
        facts={name: _fact(table["fact"][name]) for name in words.facts},
        outcomes={word: OutcomeWords(**table["outcome"][word]) for word in words.outcomes},
        notices={id_: NoticeWords(**texts) for id_, texts in table["notice"].items()},
        legend=table["legend"],
        given=table["given"],
        verbs={verb: VerbWords(**{"of": "", "told": "", **table["verb"][verb]}) for verb in words.verbs},
        recipients=table["recipient"],
        manners=table["manner"],
        deadlines=table["deadline"],
    )


def _fact(table: Mapping[str, Any]) -> FactWords:
    fix = table.get("fix", {})
    return FactWords(
        ask=table["ask"],
        why=table["why"],
        label=table.get("label", YES_NO),
        subject=table.get("subject", ""),
        is_=table.get("is", ""),
        is_not=table.get("is-not", ""),
        phrase=table.get("phrase", {}),
        alone={value: (clauses[0], clauses[1]) for value, clauses in table.get("alone", {}).items()},
        split=frozenset(table.get("split", ())),
        sets=tuple(
            PhraseSet(frozenset(entry["values"]), entry.get("phrase") or entry["base"], entry.get("third", ""))
            for entry in table.get("sets", ())
        ),
        opposite=table.get("opposite", False),
        yes=table.get("yes", ""),
        no=table.get("no", ""),
        nothing=table.get("nothing", ""),
        fix={} if isinstance(fix, str) else fix,
        fix_lead=fix if isinstance(fix, str) else "",
        fix_join=table.get("fix-join", "and"),
        fine=table.get("fine", {}),
        forms={form: table[form] for form in ("one", "group", "base", "third", "this", "fellow") if form in table},
    )


def _missing(table: Mapping[str, Any], words: Vocabulary) -> Iterator[str]:
    """What the tables leave out, each as it is named in a message."""
    for name, fact in words.facts.items():
        entry = table.get("fact", {}).get(name)
        if entry is None:
            yield f"the fact `{name}`"
        else:
            yield from (f"`{name}`: {part}" for part in _missing_of_fact(entry, fact))
    for section, known, parts in (
        ("outcome", words.outcomes, ("name", "asked")),
        ("verb", words.verbs, ("frame", "what", "to")),
        ("recipient", words.recipients, ()),
        ("manner", words.manners, ()),
        ("deadline", words.deadlines, ()),
        ("notice", ("contact-under-18",), ("certain", "possible", "then")),
    ):
        for word in known:
            entry = table.get(section, {}).get(word)
            if entry is None:
                yield f"the {section} `{word}`"
            else:
                yield from (f"the {section} `{word}`: {part}" for part in parts if part not in entry)


def _missing_of_fact(entry: Mapping[str, Any], fact: Fact) -> Iterator[str]:
    needed = {
        "one-of": ("ask", "why", "subject", "is", "is-not", "label", "phrase"),
        "any-of": ("ask", "why", "subject", "is", "is-not", "label", "phrase", "nothing", "fix"),
        "whole-number": ("ask", "why", "subject", "is"),
        "yes-no": ("ask", "why", "yes", "no"),
    }[fact.kind]
    yield from (f"`{part}`" for part in needed if part not in entry)
    tables = ["label", "phrase"] if fact.values else []
    tables += {"role": ["one"], "action": ["base", "third", "this"]}.get(fact.name, [])
    values = fact.values
    if fact.change in _FIXABLE and fact.kind != "any-of":
        tables.append("fix")
        values = fact.values or ("yes", "no")
    for part in tables:
        yield from (f"`{part}` of `{value}`" for value in values if value not in entry.get(part, {}))
