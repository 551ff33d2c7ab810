"""Questions: they come to an end, soon, with a settled decision, and none is asked in vain."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.policy import condition
from gatepost.policy.advise import Question, next_question
from gatepost.policy.decide import Decision, decide
from gatepost.policy.document import Policy
from gatepost.policy.library import pack, packs
from gatepost.policy.parse import parse_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.words import vocabulary
from tests.policy.chance import Chance
from tests.policy.possible import Impossible, known, possible
from tests.policy.strategies import policies

WORDS = vocabulary()
MOST_QUESTIONS = 6  # that only the person can answer, from role and action alone

each_pack = pytest.mark.parametrize("name", packs())
each_way = pytest.mark.parametrize("alone", [False, True], ids=["looking-up", "alone"])


def told(seed: str, activity: Activity) -> str:
    return f"seed {seed!r}, activity {activity.to_json()}"


class Conversation:
    """Questions and answers about one policy."""

    def __init__(self, policy: Policy, alone: bool) -> None:
        self.policy = policy
        self.book = Rulebook([policy])
        self.compiled = self.book[policy.name]
        self.alone = alone

    def decision(self, activity: Activity) -> Decision:
        return decide(self.book, activity)

    def question(self, activity: Activity, leave_out: frozenset[str] = frozenset()) -> Question | None:
        return next_question(self.book, self.compiled, activity, self.decision(activity), leave_out, self.alone)


def answered(activity: Activity, question: Question, answer: Value) -> Activity:
    """The activity with the answer; words ticked are added to those that it was known to have."""
    before = activity.facts.get(question.fact.name)
    if isinstance(answer, frozenset) and isinstance(before, Partial):
        answer |= before.has
    return activity.knowing({question.fact.name: answer})


def possible_activities(chance: Chance, count: int) -> Iterator[Activity]:
    for activity in chance.activities(count):
        try:
            chance.worlds(activity)
        except Impossible:
            continue
        yield activity


@pytest.mark.parametrize("size", [100, pytest.param(2000, marks=pytest.mark.slow)])
@each_way
@each_pack
def test_asking_ends_settled_and_asks_nothing_twice(name: str, alone: bool, size: int) -> None:
    seed = f"asking {name} {alone}"
    talk, by_chance = Conversation(pack(name), alone), Chance(pack(name), seed)
    for activity in possible_activities(by_chance, size):
        asked: set[str] = set()
        while (question := talk.question(activity)) is not None:
            assert question.fact.name not in asked, f"{question.fact.name} again; {told(seed, activity)}"
            assert question.options, f"{question.fact.name} has no answer; {told(seed, activity)}"
            asked.add(question.fact.name)
            activity = answered(activity, question, by_answer(by_chance, question))
        assert talk.decision(activity).settled, told(seed, activity)


@given(text=policies(), seed=st.integers(0, 2**32), alone=st.booleans())
def test_asking_ends_settled_under_invented_policies_too(text: str, seed: int, alone: bool) -> None:
    talk = Conversation(parse_policy(text), alone)
    by_chance = Chance(talk.policy, seed)
    for activity in possible_activities(by_chance, 3):
        while (question := talk.question(activity)) is not None:
            assert question.options, told(f"{seed}", activity)
            after = answered(activity, question, by_answer(by_chance, question))
            assert after != activity, told(f"{seed}", activity)
            activity = after
        assert talk.decision(activity).settled, told(f"{seed}", activity)


@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.slow)])
@each_pack
def test_a_question_that_nobody_can_answer_is_not_asked_again_and_asking_still_ends(name: str, size: int) -> None:
    seed = f"not sure {name}"
    talk, by_chance = Conversation(pack(name), alone=True), Chance(pack(name), seed)
    for activity in possible_activities(by_chance, size):
        asked: set[str] = set()
        unsure: frozenset[str] = frozenset()
        while (question := talk.question(activity, unsure)) is not None:
            assert question.fact.name not in asked, f"{question.fact.name} again; {told(seed, activity)}"
            asked.add(question.fact.name)
            if by_chance.random.random() < 0.5:
                unsure |= {question.fact.name}
            else:
                activity = answered(activity, question, by_answer(by_chance, question))


@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.slow)])
@each_pack
def test_every_answer_offered_is_possible_and_tells_something(name: str, size: int) -> None:
    seed = f"offered {name}"
    talk, by_chance = Conversation(pack(name), alone=False), Chance(pack(name), seed)
    for activity in possible_activities(by_chance, size):
        question = talk.question(activity)
        if question is None:
            continue
        offered = question.options
        assert len(offered) == len(set(offered)), told(seed, activity)
        worlds = possible(activity, WORDS)
        assert question.fact.name not in known(worlds, WORDS), f"{question.fact.name}; {told(seed, activity)}"
        for option in offered:
            answer = frozenset({str(option)}) if question.fact.kind == "any-of" else option
            after = possible(answered(activity, question, answer), WORDS)  # raises Impossible where it cannot be
            assert after != worlds, f"{question.fact.name} {option}; {told(seed, activity)}"


def by_answer(by_chance: Chance, question: Question) -> Value:
    """One of the answers offered, of a set any number of them."""
    if question.fact.kind == "any-of":
        share = by_chance.random.choice((0.0, 0.2, 0.7))
        return frozenset(str(word) for word in question.options if by_chance.random.random() < share)
    return by_chance.random.choice(question.options)


def answers(question: Question) -> Iterator[Value]:
    """Every answer; of a set none, one, all, and where they are few every combination."""
    words = [str(word) for word in question.options]
    if question.fact.kind != "any-of":
        yield from question.options
    elif len(words) <= 4:
        sizes = (combinations(words, count) for count in range(len(words) + 1))
        yield from map(frozenset, chain.from_iterable(sizes))
    else:
        yield from (frozenset(), *(frozenset({word}) for word in words), frozenset(words))


@each_way
@each_pack
def test_from_role_and_action_at_most_six_questions_are_left_to_the_person(name: str, alone: bool) -> None:
    """Every path is walked, but for those too short of facts to reach a seventh question.

    A set of more than four words is answered with none, each one and all of them, not with every combination.
    """
    talk = Conversation(pack(name), alone)
    for role in WORDS.facts["role"].values:
        for action in WORDS.facts["action"].values:
            start = Activity({"role": role, "action": action})
            path = longer_path(talk, start, left_to_the_person(talk.policy, role, action), 0, {})
            assert path is None, f"{role}, {action}: more than {MOST_QUESTIONS} questions; {path}"


def left_to_the_person(policy: Policy, role: str, action: str) -> frozenset[str]:
    """The facts that only the person can tell and that some rule for this role and action speaks of."""
    facts: set[str] = set()
    for rule in policy.rules():
        if role in WORDS.facts["role"].expand(rule.who) and action in WORDS.facts["action"].expand(rule.does):
            facts |= {test.fact for part in (rule.when, rule.unless) for test in condition.tests(part)}
    return frozenset(fact for fact in facts if WORDS.facts[fact].look == "ask")


def longer_path(
    talk: Conversation, activity: Activity, personal: frozenset[str], asked: int, seen: dict[int, int]
) -> Mapping[str, Value] | None:
    """The facts of a path on which more than six personal questions are asked, or None when there is none."""
    if asked > MOST_QUESTIONS:
        return activity.facts
    if asked + len(personal - activity.facts.keys()) <= MOST_QUESTIONS:
        return None
    mask = talk.book.layout.mask(activity)  # two activities with the same mask go on alike
    if seen.get(mask, -1) >= asked:
        return None
    seen[mask] = asked
    question = talk.question(activity)
    if question is None:
        return None
    more = asked + (question.fact.look == "ask")
    for answer in answers(question):
        path = longer_path(talk, answered(activity, question, answer), personal, more, seen)
        if path is not None:
            return path
    return None


# which one comes first ------------------------------------------------------------------------------------------------

ORDER = """---
policy: order
title: Order
version: 1
binds: everyone
---
**1** (A) Text.

```rule A/a
who: everyone
does: post
when: in-doubt and content has sexual
verdict: caution
```

```rule A/b
who: everyone
does: post
when: time is lesson and device is school
verdict: must not
```

```rule A/c
who: everyone
does: post
when: place is on-premises and channel is blog and not necessary
verdict: should not
```

```rule A/d
who: everyone
does: post
when: necessary and appearance-consent
verdict: should not
```
"""
# Alone, by weight: device and time carry must-not (6 + 1), `necessary` two should-nots (3 + 1 each), and so on.
ORDERS = {
    False: ["channel", "time", "content", "appearance-consent", "necessary", "device", "place", "in-doubt"],
    True: ["necessary", "device", "time", "channel", "appearance-consent", "place", "content", "in-doubt"],
}


@each_way
def test_facts_are_asked_by_where_they_can_be_looked_up_then_by_weight_then_as_the_vocabulary_has_them(
    alone: bool,
) -> None:
    talk = Conversation(parse_policy(ORDER), alone)
    activity, asked = Activity({"role": "teacher", "action": "post"}), list[str]()
    while (question := talk.question(activity, frozenset(asked))) is not None:
        asked.append(question.fact.name)  # "I'm not sure": nothing is settled and all of them come
    assert asked == ORDERS[alone]


VAIN = """---
policy: vain
title: Vain
version: 1
binds: everyone
---
**1** (A) Text.

```rule A/a
who: everyone
does: post
verdict: should not
```

```rule A/b
who: everyone
does: post
when: necessary
verdict: should not
```

```rule A/c
who: everyone
does: post
when: continues
duty: inform head
```
"""


@each_way
def test_what_could_change_nothing_is_not_asked(alone: bool) -> None:
    """Whether it is necessary could only bring a second `should not`."""
    talk = Conversation(parse_policy(VAIN), alone)
    activity = Activity({"role": "teacher", "action": "post"})
    question = talk.question(activity)
    assert question is not None
    assert question.fact.name == "continues"
    assert talk.question(activity, frozenset({"continues"})) is None


def test_a_question_names_the_clauses_that_turn_on_it() -> None:
    talk = Conversation(pack("caldecote"), alone=True)
    question = talk.question(Activity({"role": "teacher", "action": "accept-connection", "family-link": "none"}))
    assert question is not None
    assert question.fact.name == "target"
    assert "CP-17" in question.clauses
