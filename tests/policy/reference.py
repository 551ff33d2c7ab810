"""The meaning of the policy language, slow and obvious: what docs/policy-language.md says, sentence by sentence.

It shares with the engine only the parsed policy and the shape of a decision, so that the two can be compared whole.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number
from gatepost.policy.decide import Decision, Notice, Owed, Requirement
from gatepost.policy.document import Policy, Rule, Verdict
from gatepost.vocabulary.activity import LEVELS, Activity
from gatepost.vocabulary.words import Vocabulary, vocabulary
from tests.policy.possible import Possible, possible


class Truth(IntEnum):
    """Kleene's three truths, so that `and` is the least and `or` the greatest."""

    NO = 0
    OPEN = 1
    YES = 2


def certainly(values: Iterable[object], fits: Callable[[object], bool]) -> Truth:
    """YES when every possible value fits, NO when none does."""
    answers = {fits(value) for value in values}
    return Truth.OPEN if len(answers) == 2 else Truth.YES if True in answers else Truth.NO


def opposite(truth: Truth) -> Truth:
    return Truth(Truth.YES - truth)


def truth_of(condition: Condition, worlds: Possible, words: Vocabulary) -> Truth:
    """The Kleene truth of a condition where each fact may have any of its possible values."""
    match condition:
        case Not(one):
            return opposite(truth_of(one, worlds, words))
        case All(parts):
            return min(truth_of(part, worlds, words) for part in parts)
        case AnyOf(parts):
            return max(truth_of(part, worlds, words) for part in parts)
        case Flag(fact):
            return certainly(worlds[fact, ""], lambda value: value is True)
        case Number(fact, comparison, years):
            return certainly(worlds[fact, ""], lambda age: compares(int(str(age)), comparison, years))
        case Is(fact, listed, negated):
            chosen = words.facts[fact].expand(listed)
            truth = certainly(worlds[fact, ""], lambda value: value in chosen)
            return opposite(truth) if negated else truth
        case Has(fact, listed, negated):
            truth = max(certainly(worlds[fact, word], lambda has: has is True) for word in listed)
            return opposite(truth) if negated else truth


def compares(age: int, comparison: str, years: int) -> bool:
    match comparison:
        case "under":
            return age < years
        case "over":
            return age > years
        case _:
            return age >= years


@dataclass(frozen=True)
class Standing:
    """How one rule stands towards one activity."""

    rule: Rule
    applies: Truth
    aside: Truth  # does a rule that overrides it apply?
    by: Rule | None  # the first that certainly does
    held: Truth  # is the permission it asks for held? NO where it asks for none


def decide(policy: Policy, activity: Activity, words: Vocabulary | None = None) -> Decision:
    """The whole decision; raises Impossible for an activity that cannot be."""
    words = words or vocabulary()
    return decide_worlds(policy, possible(activity, words), activity, words)


def decide_worlds(policy: Policy, worlds: Possible, activity: Activity, words: Vocabulary) -> Decision:
    """The same where the possible values are already worked out."""
    standings = stand(policy, worlds, activity, words)
    rank = words.rank

    def verdict_if(standing: Standing, held: Truth) -> int:
        if standing.rule.verdict is None:
            return rank("silent")
        return rank("may") if held is Truth.YES else rank(standing.rule.verdict.outcome)

    def worst(ranks: Iterable[int]) -> int:
        return max(ranks, default=rank("silent"))

    def doubtful_as_held(standing: Standing) -> Truth:
        return Truth.NO if standing.held is Truth.NO else Truth.YES

    applying = [one for one in standings if one.applies is Truth.YES and one.aside is not Truth.YES]
    outcome = worst(verdict_if(one, one.held) for one in applying)
    floor = worst(verdict_if(one, doubtful_as_held(one)) for one in applying if one.aside is Truth.NO)
    ceiling = worst(
        verdict_if(one, one.held) for one in standings if one.applies is not Truth.NO and one.aside is not Truth.YES
    )
    owing_open = [
        one
        for one in standings
        if (one.rule.duties or one.rule.options)
        and (
            (one.applies is Truth.OPEN and one.aside is not Truth.YES) or (one in applying and one.aside is Truth.OPEN)
        )
    ]
    clauses = [one.rule for one in applying if one.held is not Truth.YES and speaks(one.rule)]
    owed = [Owed(duty, one.rule.clause) for one in applying for duty in one.rule.duties]
    offered = [Owed(option, one.rule.clause) for one in applying for option in one.rule.options]
    roles = worlds["role", ""]
    return Decision(
        policy=policy,
        role=str(next(iter(roles))) if len(roles) == 1 else None,
        bound=bound(policy, worlds, words),
        outcome=words.outcomes[outcome],
        floor=words.outcomes[floor],
        ceiling=words.outcomes[ceiling],
        settled=floor == ceiling and not owing_open,
        clauses=tuple(clauses),
        set_aside=tuple((one.rule, one.by) for one in standings if one.applies is Truth.YES and one.by is not None),
        permission_held=tuple(one.rule for one in applying if one.held is Truth.YES),
        requirements=tuple(need for rule in clauses if (need := requirement(rule)) is not None),
        duties=tuple(dict.fromkeys(owed)),
        options=tuple(dict.fromkeys(offered)),
        breach=tuple(
            entry
            for entry in policy.breaches()
            if may_be_disciplined(worlds)
            and roles <= words.facts["role"].expand(entry.who)
            and any(gone_against(rule, words) and (not entry.of or rule.clause in entry.of) for rule in clauses)
        ),
        notices=notices(worlds, words.outcomes[outcome], words),
    )


def bound(policy: Policy, worlds: Possible, words: Vocabulary) -> bool | None:
    """Whether the policy binds the person's role; None while that is open."""
    binds = words.facts["role"].expand(policy.binds)
    truth = certainly(worlds["role", ""], lambda role: role in binds)
    return None if truth is Truth.OPEN else truth is Truth.YES


def stand(policy: Policy, worlds: Possible, activity: Activity, words: Vocabulary) -> list[Standing]:
    """Every rule of the policy, in its order, whether it applies or not."""
    rules = list(policy.rules())
    applies = {rule.name: applies_to(rule, policy, worlds, words) for rule in rules}
    standings = []
    for rule in rules:
        over = [other for other in rules if rule.clause in other.overrides or rule.name in other.overrides]
        standings.append(
            Standing(
                rule=rule,
                applies=applies[rule.name],
                aside=max((applies[other.name] for other in over), default=Truth.NO),
                by=next((other for other in over if applies[other.name] is Truth.YES), None),
                held=permission_held(rule, worlds, activity),
            )
        )
    return standings


def applies_to(rule: Rule, policy: Policy, worlds: Possible, words: Vocabulary) -> Truth:
    """Who, does, when and not unless, all at once; a role that the policy does not bind is nobody's business."""
    role, action = words.facts["role"], words.facts["action"]
    persons = role.expand(rule.who) & role.expand(policy.binds)
    deeds = action.expand(rule.does)
    parts = [
        certainly(worlds["role", ""], lambda value: value in persons),
        certainly(worlds["action", ""], lambda value: value in deeds),
    ]
    if rule.when is not None:
        parts.append(truth_of(rule.when, worlds, words))
    if rule.unless is not None:
        parts.append(opposite(truth_of(rule.unless, worlds, words)))
    return min(parts)


def permission_held(rule: Rule, worlds: Possible, activity: Activity) -> Truth:
    """Written covers spoken. Named clause by clause, a clause that is not named has none."""
    if rule.verdict is None or rule.verdict.level is None:
        return Truth.NO
    needed = LEVELS.index(rule.verdict.level)
    levels: Iterable[object] = worlds["permission-head", ""]
    if activity.permissions is not None:
        levels = [activity.permissions.get(rule.clause, "none")]
    return certainly(levels, lambda level: LEVELS.index(str(level)) >= needed)


def speaks(rule: Rule) -> bool:
    """Whether the rule says something itself, and does not only set others aside."""
    return rule.verdict is not None or bool(rule.duties or rule.options)


def requirement(rule: Rule) -> Requirement | None:
    match rule.verdict:
        case Verdict("hold", hours, _):
            return Requirement("hold", hours, None, rule.clause)
        case Verdict("needs-permission", _, level):
            return Requirement("permission", None, level, rule.clause)
        case _:
            return None


def gone_against(rule: Rule, words: Vocabulary) -> bool:
    return rule.verdict is not None and words.rank(rule.verdict.outcome) > words.rank("caution")


def may_be_disciplined(worlds: Possible) -> bool:
    return worlds["role", ""].isdisjoint({"parent", "community-member"})


def notices(worlds: Possible, outcome: str, words: Vocabulary) -> tuple[Notice, ...]:
    """The software's own word where an adult who works in the school is in contact with someone under 18."""
    workforce = words.facts["role"].groups["workforce"]
    contact = words.facts["action"].groups["contact"]
    meets = min(
        certainly(worlds["role", ""], lambda role: role in workforce),
        certainly(worlds["action", ""], lambda action: action in contact),
    )
    targets, ages = worlds["target", ""], worlds["target-age", ""]
    children = {"pupil", "other-child"}
    if targets <= children or all(int(age) < 18 for age in ages):
        young = Truth.YES
    elif any(int(age) < 18 for age in ages) and targets & (children | {"former-pupil"}):
        young = Truth.OPEN
    else:
        young = Truth.NO
    bites = min(meets, young)
    if outcome == "must-not" or bites is Truth.NO:
        return ()
    return (Notice("contact-under-18", bites is Truth.YES),)
