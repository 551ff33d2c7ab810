"""A scenario that is not met says what is missing; one that cannot be read says why."""

import json
from typing import Any

import pytest

from gatepost.policy.decide import Decision
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.scenario import (
    Scenario,
    ScenarioError,
    decide_as_any,
    examples,
    misses,
    run_scenarios,
    scenario_from_json,
)
from gatepost.vocabulary.activity import Activity, ActivityError
from tests.policy.files import PLAIN, read
from tests.policy.small import policy_of

BOOK = Rulebook(
    [
        read(
            policy_of(
                [
                    ("who: teacher", "does: post", "verdict: must not", "when: in-doubt"),
                    ("who: teacher", "does: post", "verdict: hold 24 hours", "duty: report the matter to head"),
                    ("who: teacher", "does: post", "verdict: may", "when: in-doubt and necessary", "overrides: R1"),
                    ("who: everyone", "does: post", "verdict: needs permission from head", "duty: record"),
                ]
            )
        )
    ]
)
NECESSARY = {
    "role": "teacher",
    "action": "post",
    "in-doubt": True,
    "necessary": True,
    "permission-head": "spoken",
    "device": "own",
}


def decision(**changes: Any) -> Decision:
    return decide_as_any(BOOK, Activity.from_json(NECESSARY | changes), "small")


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ({"outcome": "hold"}, None),
        ({"outcome": "must-not"}, "the outcome is hold, not must-not"),
        ({"at_least": "hold"}, None),
        ({"at_least": "caution"}, None),
        ({"at_least": "needs-permission"}, "the outcome is hold, which is below needs-permission"),
        ({"settled": True}, None),
        ({"settled": False}, "it is settled"),
        ({"cites": ["R2", "R3"]}, None),
        ({"cites": ["R1", "R2"]}, "R1 is missing from cites (there: R2, R3)"),
        ({"not_cites": ["R1", "R4"]}, None),
        ({"not_cites": ["R1", "R2"]}, "R2 is there, and should not be"),
        ({"set_aside": ["R1"]}, None),
        ({"set_aside": ["R2"]}, "R2 is missing from set aside (there: R1)"),
        ({"permission_held": ["R4"]}, None),
        ({"permission_held": ["R1"]}, "R1 is missing from permission held (there: R4)"),
        ({"duties": ["report head", "report", "record"]}, None),
        ({"duties": ["report dsl"]}, "report dsl is missing from duties (there: record, report, report head)"),
        ({"not_duties": ["inform", "report dsl", "record head"]}, None),
        ({"not_duties": ["report"]}, "report is there, and should not be"),
        ({"not_duties": ["report head"]}, "report head is there, and should not be"),
    ],
)
def test_each_thing_expected_is_met_or_missed_in_words(expect: dict[str, Any], missed: str | None) -> None:
    assert list(misses(decision(), expect)) == ([] if missed is None else [missed])


def test_everything_that_is_missed_is_told() -> None:
    expect = {"outcome": "silent", "settled": False, "cites": ["R1", "R9"], "not_cites": ["R2", "R3"]}
    assert len(list(misses(decision(), expect))) == 6


def test_what_is_not_settled_and_what_has_nothing_is_said_so() -> None:
    unknown = decision(**{"necessary": False, "in-doubt": False, "permission-head": {"not": ["written"]}})
    assert list(misses(unknown, {"settled": True})) == ["it is not settled"]
    assert list(misses(unknown, {"set_aside": ["R1"]})) == ["R1 is missing from set aside (there: none)"]


def test_the_most_restrictive_of_several_roles_is_what_a_scenario_speaks_of() -> None:
    roles = {"role": ["parent", "teacher"]}
    assert decision(**roles).role == "teacher"
    assert decision(**roles | {"permission-head": "none"}).role == "parent"  # as grave, and named first


def test_facts_that_cannot_be_true_together_are_a_miss_and_the_next_scenario_goes_on() -> None:
    impossible = {"image-setting": "no-image", "name-beside-photo": True}
    scenarios = [
        Scenario("a", "small", Activity.from_json(NECESSARY | impossible), {"outcome": "hold"}),
        Scenario("b", "small", Activity.from_json(NECESSARY), {"outcome": "hold"}),
    ]
    first, second = run_scenarios(scenarios, BOOK)
    assert first.misses == ("what is said of `image-setting` and `name-beside-photo` cannot be true together",)
    assert second.misses == ()


WHOLE = {"id": "s", "policy": "small", "activity": {"role": "teacher"}, "expect": {"outcome": "may"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"polciy": "small"}, "`polciy` is not part of a scenario (did you mean `policy`?)"),
        ({"policy": None}, "a scenario names its `policy`"),
        ({"policy": 3}, "a scenario names its `policy`"),
        ({"expect": {}}, "a scenario says what to `expect`"),
        ({"expect": ["may"]}, "a scenario says what to `expect`"),
        ({"expect": {"outcom": "may"}}, "`outcom` is nothing to expect (did you mean `outcome`?)"),
        ({"expect": {"outcome": "must not"}}, "`must not` is not an outcome (did you mean `must-not`?)"),
        ({"expect": {"at_least": ["may"]}}, "`['may']` is not an outcome"),
        ({"expect": {"settled": "yes"}}, "`settled` is true or false"),
        ({"expect": {"cites": "R1"}}, "`cites` is a list of texts"),
        ({"expect": {"duties": [1]}}, "`duties` is a list of texts"),
        ({"activity": None}, "an activity must be a JSON object"),
        ({"activity": {"rol": "head"}}, "`rol` is not a fact (did you mean `role`?)"),
    ],
    ids=json.dumps,
)
def test_a_scenario_that_cannot_be_read_says_why(change: dict[str, Any], message: str) -> None:
    with pytest.raises((ScenarioError, ActivityError)) as raised:
        scenario_from_json(WHOLE | change, "line 1")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("source", [None, [], "text", 3])
def test_a_scenario_that_is_no_object_says_so(source: object) -> None:
    with pytest.raises(ScenarioError, match="a scenario must be a JSON object"):
        scenario_from_json(source, "line 1")


def test_a_scenario_without_an_id_is_called_by_its_line() -> None:
    assert scenario_from_json(WHOLE, "line 7").id == "s"
    assert scenario_from_json({key: WHOLE[key] for key in ("policy", "activity", "expect")}, "line 7").id == "line 7"


def test_a_row_of_the_examples_says_what_a_scenario_says() -> None:
    table = "| Clause | Activity | Expected |\n|---|---|---|\n"
    row = (
        "| A | role: teacher, parent; target-age: 9; mentions: pupil, staff; content: nothing; in-doubt: no;"
        " permissions: A written | at least may; not settled; cites A; not cites A; sets aside A; permission held A;"
        " duties report head, record; no duties inform |\n"
    )
    (scenario,) = examples(read(f"{PLAIN}## Examples\n{table}{row}"))
    assert scenario == Scenario(
        "line 16",
        "p",
        Activity(
            {
                "target-age": 9,
                "mentions": frozenset({"pupil", "staff"}),
                "content": frozenset(),
                "in-doubt": False,
            },
            roles=("teacher", "parent"),
            permissions={"A": "written"},
        ),
        {
            "at_least": "may",
            "settled": False,
            "cites": ["A"],
            "not_cites": ["A"],
            "set_aside": ["A"],
            "permission_held": ["A"],
            "duties": ["report head", "record"],
            "not_duties": ["inform"],
        },
    )
