"""Every clause that a draft, a request or a register carries has its test, which fails without the clause's rule."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.shared import shared
from tests.web.clauses import test_bullion_lane, test_caldecote, test_llandough, test_rattlesden, test_safe_use
from tests.web.clauses.deleting import CARRIED_BY_THEIR_TEXT, Shown, clause_of, fails_without_its_rule
from tests.web.clauses.here import Here

MODULES: Mapping[str, ModuleType] = {
    "bullion-lane": test_bullion_lane,
    "safe-use": test_safe_use,
    "caldecote": test_caldecote,
    "llandough": test_llandough,
    "rattlesden": test_rattlesden,
}
WANTED: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("shown.toml").read_text("utf-8"))
PARTS = {"screen", "request", "register"}


def named_after_clauses(module: ModuleType) -> dict[str, Shown]:
    return {name: test for name, test in vars(module).items() if clause_of(name)}


@pytest.mark.parametrize("policy", MODULES)
def test_every_clause_has_its_test_and_no_test_is_of_another(policy: str) -> None:
    tested = [clause_of(name) for name in named_after_clauses(MODULES[policy])]
    assert sorted(map(str, tested)) == sorted(WANTED[policy])


def test_these_are_the_clauses_of_the_catalogue() -> None:
    catalogue = yaml.safe_load(shared("clauses.yaml").read_text("utf-8"))
    found = {
        policy: [one["id"] for one in clauses if PARTS & set(one["live"])] for policy, clauses in catalogue.items()
    }
    assert {policy: sorted(ids) for policy, ids in found.items()} == {one: sorted(ids) for one, ids in WANTED.items()}


@pytest.mark.parametrize(
    ("here", "shown"),
    [
        pytest.param(module.SCHOOL, test, id=str(clause_of(name)))
        for module in MODULES.values()
        for name, test in named_after_clauses(module).items()
    ],
    indirect=["here"],
)
def test_it_fails_without_the_clauses_rule(here: Here, shown: Shown) -> None:
    fails_without_its_rule(here, shown)


def test_whatever_is_said_to_be_carried_by_its_text_is_a_clause_of_the_list() -> None:
    assert set(CARRIED_BY_THEIR_TEXT) <= {one for ids in WANTED.values() for one in ids}
