"""Wording: every word of the vocabulary has words for a person, and no word of the vocabulary reaches one."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest

from gatepost.law.offices import offices
from gatepost.vocabulary.wording import WordingError, read_wording, wording
from gatepost.vocabulary.words import vocabulary
from tests.vocabulary.plain import hyphenated

TABLE: dict[str, Any] = tomllib.loads(files("gatepost.vocabulary").joinpath("wording.toml").read_text("utf-8"))
WORDS = vocabulary()


def texts(table: Any = TABLE) -> Iterator[str]:
    """Every text of the file: what stands on the right of an equals sign, the words of `sets` and `split` left out."""
    match table:
        case dict():
            for key, entry in table.items():
                if key not in ("values", "split"):
                    yield from texts(entry)
        case list():
            for entry in table:
                yield from texts(entry)
        case str():
            yield table


def needed() -> Iterator[tuple[str, ...]]:
    """The path of everything that the vocabulary asks for."""
    for name, fact in WORDS.facts.items():
        yield "fact", name
        yield "fact", name, "ask"
        yield "fact", name, "why"
        for value in fact.values:
            yield "fact", name, "label", value
            yield "fact", name, "phrase", value
        if fact.kind == "yes-no":
            yield "fact", name, "yes"
            yield "fact", name, "no"
    for section, words in (
        ("outcome", WORDS.outcomes),
        ("verb", WORDS.verbs),
        ("recipient", WORDS.recipients),
        ("manner", WORDS.manners),
        ("deadline", WORDS.deadlines),
    ):
        for word in words:
            yield section, word


@pytest.mark.parametrize("path", list(needed()), ids=".".join)
def test_a_missing_word_is_an_error_that_names_it(path: tuple[str, ...]) -> None:
    table = deepcopy(TABLE)
    inner = table
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    with pytest.raises(WordingError, match=re.escape(path[-1])):
        read_wording(table, WORDS)


def test_every_fact_that_a_person_may_change_says_what_to_do() -> None:
    for name, fact in WORDS.facts.items():
        spoken = wording().facts[name]
        if fact.change != "never":
            assert spoken.fix_lead or all(spoken.fix.get(value) for value in fact.values or ("yes", "no")), name


def test_no_word_of_the_vocabulary_with_a_hyphen_stands_in_a_text() -> None:
    assert not [(text, found) for text in texts() if (found := hyphenated(re.sub(r"\{[^}]*\}", "", text)))]


def test_every_word_of_office_in_a_text_is_known_in_every_jurisdiction() -> None:
    named = {name for text in texts() for _, name, _, _ in Formatter().parse(text) if name and name != "what"}
    assert "dsl" in named
    assert named <= offices("england").keys()
    assert named <= offices("wales").keys()


def test_no_text_names_an_office_that_differs_by_jurisdiction_outright() -> None:
    assert not [text for text in texts() if re.search(r"DSL|LADO|[Dd]esignated|[Hh]eadteacher", text)]


def test_questions_end_in_a_question_mark_and_reasons_in_a_full_stop() -> None:
    for name, spoken in wording().facts.items():
        assert spoken.ask.endswith("?"), name
        assert spoken.why.endswith("."), name


def test_the_answers_to_a_question_are_told_apart() -> None:
    for name, spoken in wording().facts.items():
        for table in (spoken.label, spoken.phrase):
            assert len(set(table.values())) == len(table), name


def test_nothing_is_called_defamatory_or_illegal_to_a_person() -> None:
    assert not [text for text in texts() if re.search(r"defamat|illegal|unlawful|crime|criminal", text)]
