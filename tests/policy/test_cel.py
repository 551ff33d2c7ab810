"""CEL as a second opinion on which rules apply: another language's evaluator, given the exported expressions."""

import cel
import pytest

from gatepost.policy.decide import decide
from gatepost.policy.export import cel_expressions
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Value
from tests.policy.chance import Chance
from tests.policy.possible import Impossible


def variables(facts: dict[str, Value]) -> dict[str, object]:
    """The facts as CEL wants them: `_` for `-`, sets as lists."""
    return {
        name.replace("-", "_"): sorted(value) if isinstance(value, frozenset) else value
        for name, value in facts.items()
    }


@pytest.mark.parametrize("size", [60, pytest.param(2000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", packs())
def test_cel_and_the_engine_agree_on_which_rules_apply(name: str, size: int) -> None:
    policy, seed = pack(name), f"cel {name}"
    book, chance = Rulebook([policy]), Chance(policy, seed)
    expressions = cel_expressions(policy)
    assert list(expressions) == [rule.name for rule in policy.rules()]
    programs = {rule: cel.compile(expression) for rule, expression in expressions.items()}
    told_alike: dict[bool, set[str]] = {True: set(), False: set()}
    for activity in chance.activities(size):
        try:
            facts = chance.completion(chance.worlds(activity))
        except Impossible:
            continue
        completed = activity.knowing(facts)
        decision = decide(book, completed)
        aside = (rule for rule, _ in decision.set_aside)
        applying = {rule.name for rule in (*decision.clauses, *decision.permission_held, *aside)}
        applying |= {by.name for _, by in decision.set_aside}  # a rule that only sets aside stands in no other list
        given = variables(facts)
        for rule in policy.rules():
            by_cel = programs[rule.name].execute(given)
            only_sets_aside = rule.verdict is None and not rule.duties and not rule.options
            if by_cel and only_sets_aside:  # it may have nothing to set aside here
                continue
            assert by_cel is (rule.name in applying), f"{rule.name}; seed {seed!r}, {completed.to_json()}"
            told_alike[by_cel].add(rule.name)
    assert len(told_alike[True]) >= len(expressions) / 3, "too few rules ever applied for this to say much"
