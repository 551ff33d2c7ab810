"""Random activities: part known, leaning towards what a policy's rules speak of, and their random completions."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from gatepost.policy.condition import Has, Is, Number, Test, tests
from gatepost.policy.document import Policy, Rule
from gatepost.vocabulary.activity import LEVELS, Activity, Partial, Value
from gatepost.vocabulary.words import Fact, Vocabulary, vocabulary
from tests.policy.possible import Possible, known, narrow, possible


class Chance:
    """Random activities for one policy, the same for the same seed."""

    def __init__(self, policy: Policy, seed: int | str, words: Vocabulary | None = None) -> None:
        self.random = Random(seed)
        self.words = words or vocabulary()
        nevers = self.words.never
        self.constrained = {part[0] for never in nevers for part in (*never.holds, *never.ages)}
        self.rules = list(policy.rules())
        self.tests = {rule.name: list(_tests(rule)) for rule in self.rules}
        self.named: dict[str, list[Test]] = {}
        for found in self.tests.values():
            for test in found:
                self.named.setdefault(test.fact, []).append(test)

    def activities(self, count: int) -> Iterator[Activity]:
        for _ in range(count):
            yield self.activity()

    def activity(self) -> Activity:
        """One activity, which may by chance be impossible; most often one that some rule of the policy is about."""
        random = self.random
        facts: dict[str, Value] = {}
        often = random.choice((0.2, 0.5, 0.8, 0.95))
        seldom = random.choice((0.0, 0.1, 0.5))
        rule = random.choice(self.rules) if self.rules and random.random() < 0.8 else None
        about = self.tests[rule.name] if rule else []
        for name, fact in self.words.facts.items():
            here = [test for test in about if test.fact == name]
            if name in ("role", "action"):
                if rule is not None and random.random() < 0.85:
                    fitting = sorted(fact.expand(rule.who if name == "role" else rule.does))
                    facts[name] = self.one_of(fact, fitting)
                elif random.random() < 0.8:
                    facts[name] = self.one_of(fact, fact.values)
            elif random.random() < (often if here or name == "permission-head" else seldom):
                facts[name] = self.value(fact, here or self.named.get(name, []))
        return Activity(facts, permissions=self.permissions())

    def permissions(self) -> Mapping[str, str] | None:
        if self.random.random() < 0.8:
            return None
        asking = sorted({rule.clause for rule in self.rules if rule.verdict and rule.verdict.level})
        return {clause: self.random.choice(LEVELS) for clause in asking if self.random.random() < 0.6}

    def value(self, fact: Fact, named: Sequence[Test]) -> Value:
        """A value of a fact, now and then half known, leaning towards those that pass one of the tests `named`."""
        random = self.random
        test = random.choice(named) if named and random.random() < 0.75 else None
        match fact.kind, test:
            case "one-of", Is(_, words, negated):
                fitting = [value for value in fact.values if (value in fact.expand(words)) is not negated]
                return self.one_of(fact, fitting or fact.values)
            case "one-of", _:
                return self.one_of(fact, fact.values)
            case "yes-no", _:
                return random.random() < (0.5 if test is None else 0.75)
            case "whole-number", _:
                return self.age(fact, test)
            case _:
                return self.some_of(fact, test)

    def one_of(self, fact: Fact, fitting: Sequence[str]) -> Value:
        if self.random.random() > 0.15:
            return self.random.choice(fitting)
        pool = fitting if len(fitting) > 1 and self.random.random() < 0.5 else fact.values
        some = frozenset(self.random.sample(pool, self.random.randint(1, len(pool))))
        return next(iter(some)) if len(some) == 1 else Partial(possible=some)

    def age(self, fact: Fact, test: Test | None) -> Value:
        random = self.random
        middle = test.years + random.choice((-1, 0, 1)) if isinstance(test, Number) else random.choice((17, 18, 40))
        low = min(max(middle if random.random() < 0.8 else random.randint(fact.low, fact.high), fact.low), fact.high)
        high = min(low + random.randint(1, 40), fact.high)
        return Partial(low=low, high=high) if low < high and random.random() < 0.2 else low

    def some_of(self, fact: Fact, test: Test | None) -> Value:
        random = self.random
        share = random.choice((0.0, 0.0, 0.1, 0.3, 0.8))
        has = {word for word in fact.values if random.random() < share}
        if isinstance(test, Has):
            has = has - set(test.words) if test.negated else has | {random.choice(test.words)}
        others = [word for word in fact.values if word not in has]
        lacks = {word for word in others if random.random() < 0.5} if random.random() < 0.2 else set(others)
        whole = len(lacks) == len(others)
        return frozenset(has) if whole else Partial(has=frozenset(has), lacks=frozenset(lacks))

    def completion(self, worlds: Possible) -> dict[str, Value]:
        """Every fact given one of its possible values, none of them together impossible."""
        random = self.random
        share = random.choice((0.02, 0.1, 0.5, 0.9))
        left = {key: set(values) for key, values in worlds.items()}
        for key in random.sample(sorted(left), len(left)):
            values = left[key]
            if len(values) > 1:
                chosen = random.random() < share if key[1] else random.choice(sorted(values, key=str))
                left[key] = {chosen}
                if key[0] in self.constrained:
                    narrow(left, self.words)
        return known(left, self.words)

    def learning(self, activity: Activity, facts: Mapping[str, Value]) -> Activity:
        """The activity with some of the `facts` of a completion known as well."""
        share = self.random.choice((0.1, 0.4, 0.8))
        return activity.knowing({name: value for name, value in facts.items() if self.random.random() < share})

    def worlds(self, activity: Activity) -> Possible:
        return possible(activity, self.words)


def _tests(rule: Rule) -> Iterator[Test]:
    yield from tests(rule.when)
    yield from tests(rule.unless)
