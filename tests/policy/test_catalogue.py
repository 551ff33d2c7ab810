"""The packs against the catalogue of the source policies: all 133 clauses, with its places, topics and verdicts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gatepost.policy.library import pack
from tests.shared import shared

NAMES = ("bullion-lane", "caldecote", "llandough", "rattlesden", "safe-use")


@pytest.fixture(scope="session")
def catalogue() -> dict[str, list[dict[str, Any]]]:
    """The extract beside this file: id, where, topic, verdict, and whether the clause decides."""
    found: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "catalogue.json").read_text("utf-8"))
    return found


def test_the_extract_is_what_the_catalogue_says(catalogue: dict[str, list[dict[str, Any]]]) -> None:
    whole = yaml.safe_load(shared("clauses.yaml").read_text("utf-8"))
    assert list(whole) == list(catalogue)
    for name, entries in whole.items():
        for entry, extract in zip(entries, catalogue[name], strict=True):
            assert extract["decide"] == ("decide" in entry["live"])
            assert {key: value for key, value in extract.items() if key != "decide"}.items() <= entry.items()
            assert extract.get("verdict") == entry.get("verdict")


def test_there_are_133_clauses(catalogue: dict[str, list[dict[str, Any]]]) -> None:
    assert sum(len(pack(name).clauses) for name in NAMES) == sum(len(entries) for entries in catalogue.values()) == 133


@pytest.mark.parametrize("name", NAMES)
def test_each_clause_has_the_catalogues_place_topic_and_verdict(
    name: str, catalogue: dict[str, list[dict[str, Any]]]
) -> None:
    policy = pack(name)
    assert set(policy.clauses) == {entry["id"] for entry in catalogue[name]}
    for entry in catalogue[name]:
        clause = policy.clauses[entry["id"]]
        assert (clause.id, clause.where, clause.topic) == (entry["id"], entry["where"], entry["topic"])
        verdicts = {rule.verdict.outcome for rule in clause.rules if rule.verdict}
        if "verdict" in entry:
            assert entry["verdict"] in verdicts, clause.id
        else:
            assert not verdicts, clause.id
        assert clause.rules or clause.breaches or clause.mark, clause.id


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_that_decides_has_a_pair_of_examples(
    name: str, catalogue: dict[str, list[dict[str, Any]]]
) -> None:
    with_rows = {row.clause for row in pack(name).examples}
    assert {entry["id"] for entry in catalogue[name] if entry["decide"]} - with_rows == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_prose_is_our_own(name: str) -> None:
    seed = _words(shared(f"seeds/{name}.txt").read_text("utf-8"))
    runs = {tuple(seed[at : at + 8]) for at in range(len(seed) - 7)}
    for clause in pack(name).clauses.values():
        prose = _words(clause.prose)
        copied = [" ".join(prose[at : at + 8]) for at in range(len(prose) - 7) if tuple(prose[at : at + 8]) in runs]
        assert copied == [], clause.id


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower().replace("’", "'").replace("'", ""))
