"""The analysis finds what is wrong with a policy as a whole: neither more than is there, nor less."""

from dataclasses import replace

import pytest
from hypothesis import given

from gatepost.policy.analyse import Finding, check
from gatepost.policy.decide import decide
from gatepost.policy.document import Policy
from gatepost.policy.rulebook import Rulebook
from tests.policy.files import FRONT, read
from tests.policy.small import applying, decisions, outcomes, policies, policy_of
from tests.policy.test_packs import without

POST = ("who: staff", "does: post")


def findings(*rules: tuple[str, ...]) -> tuple[Finding, ...]:
    return check(read(policy_of(rules)))


def kinds(*rules: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.kind, finding.clauses) for finding in findings(*rules)]


# each kind of finding -------------------------------------------------------------------------------------------------


def test_a_policy_with_nothing_wrong_has_no_findings() -> None:
    assert kinds((*POST, "verdict: must not", "when: in-doubt"), (*POST, "verdict: may", "unless: in-doubt")) == []


@pytest.mark.parametrize(
    "condition",
    [
        "when: in-doubt and not in-doubt",
        "when: target-age under 10 and target-age over 10",
        "when: device is own and device is school",
        "when: content has abusive and content has no abusive, sexual",
        "when: image-setting is no-image and image-shows has pupil",  # the vocabulary says that it cannot be
        "when: role is pupil",
        "when: in-doubt\nunless: in-doubt or necessary",
    ],
)
def test_a_rule_whose_conditions_contradict_one_another_is_dead(condition: str) -> None:
    (finding,) = findings((*POST, "verdict: must not", *condition.split("\n")))
    assert (finding.kind, finding.clauses, finding.line) == ("dead", ("R1",), 8)
    assert finding.says == "the rule can never apply: its conditions contradict one another"
    assert finding.explained is None


def test_a_rule_for_people_whom_the_policy_does_not_bind_is_dead() -> None:
    (finding,) = check(read(policy_of([("who: parent", "does: post", "verdict: may")], binds="staff")))
    assert finding.kind == "dead"
    assert finding.says == "the rule can never apply: the policy binds none of the people it names"


def test_a_rule_that_is_set_aside_wherever_it_applies_never_counts() -> None:
    found = findings((*POST, "verdict: must not", "when: in-doubt"), (*POST, "verdict: may", "overrides: R1"))
    assert [(finding.kind, finding.clauses) for finding in found] == [("always-set-aside", ("R1",))]
    assert found[0].says == "the rule never counts: wherever it applies, it is set aside"


def test_a_rule_that_is_set_aside_by_several_rules_together_never_counts() -> None:
    assert ("always-set-aside", ("R1",)) in kinds(
        (*POST, "verdict: must not"),
        (*POST, "verdict: may", "when: in-doubt", "overrides: R1"),
        (*POST, "verdict: caution", "unless: in-doubt", "overrides: R1"),
    )


def test_a_rule_under_one_that_says_as_much_is_shadowed() -> None:
    found = findings((*POST, "verdict: must not"), (*POST, "verdict: caution", "when: in-doubt"))
    assert [(finding.kind, finding.clauses, finding.line) for finding in found] == [("shadowed", ("R2",), 14)]


def test_a_rule_under_several_that_together_say_as_much_is_shadowed() -> None:
    assert kinds(
        (*POST, "verdict: must not", "when: in-doubt"),
        (*POST, "verdict: hold 24 hours", "unless: in-doubt"),
        (*POST, "verdict: should not"),
    ) == [("shadowed", ("R3",))]


def test_a_rule_under_several_that_together_say_the_same_is_shadowed() -> None:
    hold = (*POST, "verdict: hold 24 hours")
    found = kinds((*hold, "when: in-doubt"), (*hold, "unless: in-doubt"), hold)
    assert found == [("shadowed", ("R1",)), ("shadowed", ("R2",)), ("shadowed", ("R3",))]


def test_a_rule_is_not_shadowed_by_one_that_is_set_aside_where_it_matters() -> None:
    shadow = ((*POST, "verdict: must not"), (*POST, "verdict: caution", "when: in-doubt"))
    assert kinds(*shadow) == [("shadowed", ("R2",))]
    assert kinds(*shadow, (*POST, "verdict: may", "when: in-doubt and necessary", "overrides: R1")) == []


def test_a_rule_that_says_nothing_graver_but_sets_a_grave_one_aside_is_not_shadowed() -> None:
    assert kinds((*POST, "verdict: must not"), (*POST, "verdict: may", "when: necessary", "overrides: R1")) == []


def test_a_rule_that_sets_aside_only_what_others_say_as_well_is_shadowed() -> None:
    assert ("shadowed", ("R3",)) in kinds(
        (*POST, "verdict: must not"), (*POST, "verdict: must not"), (*POST, "verdict: may", "overrides: R1")
    )


def test_of_two_rules_that_say_the_same_each_is_shadowed_by_the_other() -> None:
    assert kinds((*POST, "verdict: must not"), (*POST, "verdict: must not")) == [
        ("shadowed", ("R1",)),
        ("shadowed", ("R2",)),
    ]


def test_a_permission_does_not_shadow_a_rule_that_shows_once_it_is_held() -> None:
    ask = (*POST, "verdict: needs permission from head")
    assert kinds(ask, (*POST, "verdict: caution")) == []
    assert kinds(ask, (*POST, "verdict: may")) == [("shadowed", ("R2",))]
    assert kinds(ask, (*POST, "verdict: needs written permission from head")) == [("shadowed", ("R1",))]


@pytest.mark.parametrize("owed", ["duty: inform head", "option: seek-advice to dsl"])
def test_a_rule_that_adds_a_duty_or_an_option_is_never_shadowed(owed: str) -> None:
    assert kinds((*POST, "verdict: must not"), (*POST, "verdict: caution", owed)) == []


def test_a_rule_that_sets_a_duty_aside_is_never_shadowed() -> None:
    duty = (*POST, "verdict: must not", "when: in-doubt", "duty: inform head")
    aside = (*POST, "verdict: caution", "when: in-doubt and necessary", "overrides: R2")
    assert kinds((*POST, "verdict: must not"), duty, aside) == []


def test_may_against_must_not_on_one_activity_is_a_contradiction_and_shows_the_activity() -> None:
    may, must_not = (*POST, "verdict: may", "when: necessary"), (*POST, "verdict: must not", "when: in-doubt")
    policy = read(policy_of([may, must_not]))
    (finding,) = (finding for finding in check(policy) if finding.kind == "contradiction")
    assert (finding.clauses, finding.line) == (("R1", "R2"), 8)
    assert finding.says == "R1 says may where R2 can say must not; must not wins"
    assert finding.example is not None
    assert finding.example.facts.keys() == {"role", "action", "necessary", "in-doubt"}
    decision = decide(Rulebook([policy]), finding.example)
    assert applying(decision) == {"R1", "R2"}


def test_one_may_against_several_must_nots_is_one_contradiction_that_names_them_all() -> None:
    found = findings(
        (*POST, "verdict: may"),
        *((*POST, "verdict: must not", f"when: {fact}") for fact in ("in-doubt", "necessary", "continues")),
    )
    (finding,) = (finding for finding in found if finding.kind == "contradiction")
    assert finding.clauses == ("R1", "R2", "R3", "R4")
    assert finding.says == "R1 says may where R2, R3 or R4 can say must not; must not wins"


@pytest.mark.parametrize(
    ("may", "must_not"),
    [
        (("who: teacher", "does: post"), ("who: pupil", "does: post")),
        (("who: teacher", "does: post"), ("who: teacher", "does: message")),
        ((*POST, "when: target-age under 18"), (*POST, "when: target-age at least 18")),
        ((*POST, "when: image-setting is no-image"), (*POST, "when: name-beside-photo")),
    ],
    ids=["people", "actions", "ages", "impossible together"],
)
def test_may_and_must_not_that_never_meet_are_no_contradiction(may: tuple[str, ...], must_not: tuple[str, ...]) -> None:
    assert kinds((*may, "verdict: may"), (*must_not, "verdict: must not")) == []


def test_may_that_overrides_the_must_not_is_no_contradiction() -> None:
    rules = (*POST, "verdict: must not"), (*POST, "verdict: may", "when: necessary", "overrides: R1")
    assert kinds(*rules) == []


@pytest.mark.parametrize("mark", ["guidance", "scope", "procedure", "consequence", "duty of the school"])
def test_a_clause_with_neither_rule_nor_mark_is_told_and_one_with_a_mark_is_not(mark: str) -> None:
    rule = policy_of([(*POST, "verdict: caution")])
    (finding,) = check(read(f"{rule}**2** (A) A clause.\n"))
    assert (finding.kind, finding.clauses, finding.line, finding.explained) == ("no-rule", ("A",), 13, None)
    assert check(read(f"{rule}**2** (A) {{{mark}}} A clause.\n")) == ()


def test_a_clause_with_a_consequence_block_speaks_for_itself() -> None:
    rule = policy_of([(*POST, "verdict: must not")])
    breach = "```breach A\nwho: staff\nof: R1\nsays: a word with the head\n```\n"
    assert check(read(f"{rule}**2** (A) A clause.\n{breach}")) == ()


def test_a_reading_explains_what_is_found_about_its_own_rule_and_no_other() -> None:
    must_not, caution = (*POST, "verdict: must not"), (*POST, "verdict: caution")
    (explained,) = findings(must_not, (*caution, "reading: kept for its reason"))
    assert (explained.kind, explained.explained) == ("shadowed", "kept for its reason")
    (unexplained,) = findings((*must_not, "reading: not about R2"), caution)
    assert (unexplained.kind, unexplained.explained) == ("shadowed", None)
    (contradiction, _) = findings((*POST, "verdict: may", "reading: the harder one wins"), must_not)
    assert contradiction.explained == "the harder one wins"


def test_findings_come_in_the_order_of_the_file() -> None:
    text = policy_of([(*POST, "verdict: caution"), (*POST, "verdict: must not")]) + "**3** (A) A clause.\n"
    text = text.replace("**1**", "**0** (Z) A clause.\n**1**")
    assert [finding.clauses for finding in check(read(text))] == [("Z",), ("R1",), ("A",)]


def test_a_block_is_named_where_a_clause_has_several() -> None:
    blocks = "".join(
        f"```rule A/{block}\n{chr(10).join(POST)}\nverdict: {verdict}\n```\n"
        for block, verdict in (("a", "must not"), ("b", "caution"))
    )
    (finding,) = check(read(f"{FRONT}**1** (A) A clause.\n{blocks}"))
    assert finding.clauses == ("A",)
    assert finding.says.endswith("(block A/b)")


def test_an_analysis_that_runs_out_of_work_says_so_and_keeps_what_it_knows() -> None:
    text = policy_of([(*POST, "verdict: must not"), (*POST, "verdict: caution")]) + "**3** (A) A clause.\n"
    found = check(read(text), work=3)
    assert [(finding.kind, finding.explained) for finding in found] == [("not-checked", None), ("no-rule", None)]
    assert found[0].says.startswith("the rules are too entangled to analyse to the end")


# against every activity of a small corner -----------------------------------------------------------------------------


def found_by_listing(policy: Policy) -> set[tuple[str, tuple[str, ...]]]:
    """The findings about rules, by deciding every activity with and without each rule."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    decided, base = list(decisions(policy)), outcomes(policy)
    rules = list(policy.rules())
    for rule in rules:
        counts = [decision for decision in decided if rule.clause in applying(decision)]
        if not counts:
            # Without the rules that override it, does it ever apply?
            bare = replace(
                policy,
                _clauses={
                    id_: replace(clause, rules=tuple(replace(one, overrides=()) for one in clause.rules))
                    for id_, clause in policy.clauses.items()
                },
            )
            ever = any(rule.clause in applying(decision) for decision in decisions(bare))
            found.add(("always-set-aside" if ever else "dead", (rule.clause,)))
        elif outcomes(without(policy, rule)) == base:
            found.add(("shadowed", (rule.clause,)))
        if rule.verdict is not None and rule.verdict.outcome == "may":
            against = [
                other.clause
                for other in rules
                if other.verdict is not None
                and other.verdict.outcome == "must-not"
                and any(other.clause in applying(decision) for decision in counts)
            ]
            if against:
                found.add(("contradiction", (rule.clause, *against)))
    return found


@given(policies())
def test_the_analysis_finds_what_listing_every_activity_finds_and_nothing_else(text: str) -> None:
    policy = read(text)
    found = check(policy)
    assert {(finding.kind, finding.clauses) for finding in found} == found_by_listing(policy)
    book = Rulebook([policy])
    for finding in found:
        if finding.kind == "contradiction":
            assert finding.example is not None
            assert set(finding.clauses) & applying(decide(book, finding.example)) >= {finding.clauses[0]}
            assert len(applying(decide(book, finding.example)) & set(finding.clauses)) >= 2
