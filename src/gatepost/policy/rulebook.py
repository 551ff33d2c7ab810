"""A rulebook: the rules of one or more policies compiled to closures over masks, with an index by role and action."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gatepost.policy.condition import All, AnyOf, Condition, Is, Not, Number, tests
from gatepost.policy.document import Breach, Policy, Rule
from gatepost.policy.layout import Layout, Literal, layout_of
from gatepost.vocabulary.words import Vocabulary, vocabulary

FALSE, OPEN, TRUE = 0, 1, 2
Truth: TypeAlias = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Both:
    """All of `parts`; Both(()) is always true."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of `parts`; Either(()) is never true."""

    parts: tuple["Node", ...]


Node: TypeAlias = Literal | Both | Either


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A rule ready to be decided.

    `roles` and `actions` are bits; `applies` is the Kleene truth of `node`, everything the rule asks for beyond them;
    `whole` that of `whole_node`, with them. `overrides` and `overridden_by` are positions among the
    policy's rules, `looks_at` all bits of the slots that the rule tests.
    """

    rule: Rule
    position: int
    rank: int  # of the verdict; 0 (silent) where the rule has duties or options alone
    needs: int  # level of permission: 0 none, 1 spoken, 2 written
    roles: int
    actions: int
    node: Node
    whole_node: Node
    applies: Truth
    whole: Truth
    overrides: tuple[int, ...]
    overridden_by: tuple[int, ...]
    looks_at: int


@dataclass(frozen=True, slots=True)
class CompiledBreach:
    breach: Breach
    roles: int
    of: frozenset[str] | None  # None: any clause


class YoungContact:
    """Whether an adult who works in the school is in contact with somebody who is, or may be, under 18."""

    def __init__(self, layout: Layout) -> None:
        self._contact = truth(
            Both((layout.literal(Is("role", ("workforce",))), layout.literal(Is("action", ("contact",)))))
        )
        self._child = truth(layout.literal(Is("target", ("pupil", "other-child"))))
        self._former = truth(layout.literal(Is("target", ("former-pupil",))))
        self._young = truth(layout.literal(Number("target-age", "under", 18)))

    def truth(self, mask: int) -> int:
        """TRUE when it is certain, OPEN when it may be; a parent or colleague of unstated age is taken for an adult."""
        contact = self._contact(mask)
        if contact == FALSE:
            return FALSE
        child, young = self._child(mask), self._young(mask)
        if child == TRUE or young == TRUE:
            return contact
        return OPEN if young != FALSE and (child == OPEN or self._former(mask) != FALSE) else FALSE


class CompiledPolicy:
    """One policy of a rulebook."""

    def __init__(self, policy: Policy, layout: Layout) -> None:
        self.policy = policy
        role = layout.words.facts["role"]
        self.binds = layout.bits("role", role.expand(policy.binds))
        self.rules = _compile_rules(policy, layout, self.binds)
        self.breaches = tuple(
            CompiledBreach(
                breach, layout.bits("role", role.expand(breach.who)), frozenset(breach.of) if breach.of else None
            )
            for breach in policy.breaches()
        )
        self._role_bits = layout.slots["role", ""].bits
        self._action_bits = layout.slots["action", ""].bits
        self._index: dict[int, tuple[tuple[CompiledRule, ...], bool]] = {}

    def candidates(self, mask: int) -> tuple[tuple[CompiledRule, ...], bool]:
        """The rules that could apply by role and action, and whether those two are certain to fit them all."""
        key = mask & (self._role_bits | self._action_bits)
        found = self._index.get(key)
        if found is None:
            roles, actions = mask & self._role_bits, mask & self._action_bits
            rules = tuple(rule for rule in self.rules if rule.roles & roles and rule.actions & actions)
            exact = not roles & (roles - 1) and not actions & (actions - 1)
            found = (rules, exact)
            if exact:
                self._index[key] = found
        return found


class Rulebook:
    """Several policies over one layout of bits; `policies` by name."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        documents = list(policies)
        self.words = vocabulary()
        self.layout = layout_of(_cuts(documents, self.words))
        self.policies: Mapping[str, CompiledPolicy] = {
            policy.name: CompiledPolicy(policy, self.layout) for policy in documents
        }
        if len(self.policies) != len(documents):
            raise ValueError("two policies of one rulebook have the same name")
        layout = self.layout
        permission = layout.slots["permission-head", ""].bits
        # For each level a rule may need: the bits that are enough, the bits that are too little.
        self.permission_bits = {
            needs: (enough := layout.bits("permission-head", levels), permission & ~enough)
            for needs, levels in ((1, ("spoken", "written")), (2, ("written",)))
        }
        self.roles = {layout.bits("role", (role,)): role for role in self.words.facts["role"].values}
        self.role_bits = layout.slots["role", ""].bits
        self.caution = self.words.rank("caution")
        self.beyond_discipline = layout.bits("role", ("parent", "community-member"))
        self.young_contact = YoungContact(layout)

    def __getitem__(self, name: str) -> CompiledPolicy:
        return self.policies[name]


def _cuts(policies: Iterable[Policy], words: Vocabulary) -> frozenset[tuple[str, int]]:
    cuts: set[tuple[str, int]] = set()

    def cut(fact: str, comparison: str, years: int) -> None:
        cuts.add((fact, years + 1 if comparison == "over" else years))

    for never in words.never:
        for fact, comparison, years in never.ages:
            cut(fact, comparison, years)
    cut("target-age", "under", 18)  # the notice about people under 18 turns on it whatever a policy says
    for policy in policies:
        for rule in policy.rules():
            for condition in (rule.when, rule.unless):
                for test in tests(condition):
                    if isinstance(test, Number):
                        cut(test.fact, test.comparison, test.years)
    return frozenset(cuts)


def _compile_rules(policy: Policy, layout: Layout, binds: int) -> tuple[CompiledRule, ...]:
    rules = list(policy.rules())
    named: dict[str, list[int]] = {}
    for position, rule in enumerate(rules):
        named.setdefault(rule.clause, []).append(position)
        if rule.block:
            named.setdefault(rule.name, []).append(position)
    overrides = [tuple(sorted({at for name in rule.overrides for at in named[name]})) for rule in rules]
    overridden_by: list[list[int]] = [[] for _ in rules]
    for position, targets in enumerate(overrides):
        for target in targets:
            overridden_by[target].append(position)
    role, action = layout.words.facts["role"], layout.words.facts["action"]
    compiled = []
    for position, rule in enumerate(rules):
        roles = layout.bits("role", role.expand(rule.who)) & binds
        actions = layout.bits("action", action.expand(rule.does))
        parts = []
        if rule.when is not None:
            parts.append(_node(rule.when, layout, negated=False))
        if rule.unless is not None:
            parts.append(_node(rule.unless, layout, negated=True))
        node: Node = parts[0] if len(parts) == 1 else Both(tuple(parts))
        person = Literal("role", roles, layout.slots["role", ""].bits & ~roles)
        deed = Literal("action", actions, layout.slots["action", ""].bits & ~actions)
        verdict = rule.verdict
        level = verdict.level if verdict else None
        whole = Both((person, deed, node))
        compiled.append(
            CompiledRule(
                rule=rule,
                position=position,
                rank=layout.words.rank(verdict.outcome) if verdict else 0,
                needs={None: 0, "spoken": 1, "written": 2}[level],
                roles=roles,
                actions=actions,
                node=node,
                whole_node=whole,
                applies=truth(node),
                whole=truth(whole),
                overrides=overrides[position],
                overridden_by=tuple(overridden_by[position]),
                looks_at=_bits_of(whole),
            )
        )
    return tuple(compiled)


def _node(condition: Condition, layout: Layout, negated: bool) -> Node:
    """The condition with every `not` pushed down to the tests, which leaves Kleene truth as it was."""
    match condition:
        case Not(one):
            return _node(one, layout, not negated)
        case All(parts) | AnyOf(parts):
            nodes = tuple(_node(part, layout, negated) for part in parts)
            return Both(nodes) if isinstance(condition, All) is not negated else Either(nodes)
        case test:
            literal = layout.literal(test)
            if not negated:
                return literal
            if literal.several:
                return Literal(literal.fact, literal.good, literal.bad, True, not literal.negated)
            return Literal(literal.fact, literal.bad, literal.good)


def _bits_of(node: Node) -> int:
    if isinstance(node, Literal):
        return node.good | node.bad
    bits = 0
    for part in node.parts:
        bits |= _bits_of(part)
    return bits


def truth(node: Node) -> Truth:
    """Compile a node to a function from a mask to FALSE, OPEN or TRUE."""
    match node:
        case Literal(_, good, bad, several, negated):
            return _several(good, bad, negated) if several else _single(good, bad)
        case Both(parts):
            return _both(parts)
        case Either(parts):
            return _either(tuple(truth(part) for part in parts))


def _single(good: int, bad: int) -> Truth:
    def test(mask: int) -> int:
        if not mask & good:
            return FALSE
        return OPEN if mask & bad else TRUE

    return test


def _several(yes: int, no: int, negated: bool) -> Truth:
    on_none, on_some = (TRUE, FALSE) if negated else (FALSE, TRUE)

    def test(mask: int) -> int:
        if not mask & yes:
            return on_none
        return OPEN if mask & no == no else on_some

    return test


def _both(parts: tuple[Node, ...]) -> Truth:
    goods = tuple(part.good for part in parts if isinstance(part, Literal) and not part.several)
    bad = 0
    for part in parts:
        if isinstance(part, Literal) and not part.several:
            bad |= part.bad
    rest = tuple(truth(part) for part in parts if not isinstance(part, Literal) or part.several)

    def test(mask: int) -> int:
        for good in goods:
            if not mask & good:
                return FALSE
        result = OPEN if mask & bad else TRUE
        for part in rest:
            found = part(mask)
            if found < result:
                if not found:
                    return FALSE
                result = found
        return result

    return test


def _either(parts: tuple[Truth, ...]) -> Truth:
    def test(mask: int) -> int:
        result = FALSE
        for part in parts:
            found = part(mask)
            if found > result:
                if found == TRUE:
                    return TRUE
                result = found
        return result

    return test


def open_literals(node: Node, mask: int) -> Iterator[Literal]:
    """The tests on which an open node still turns; nothing when it is certain."""
    if truth_of(node, mask) != OPEN:
        return
    if isinstance(node, Literal):
        yield node
    else:
        for part in node.parts:
            yield from open_literals(part, mask)


def truth_of(node: Node, mask: int) -> int:
    """The node's truth without compiling it, for the places that walk the tree anyway."""
    match node:
        case Literal(_, good, bad, several, negated):
            if several:
                found = FALSE if not mask & good else OPEN if mask & bad == bad else TRUE
                return TRUE - found if negated else found
            return FALSE if not mask & good else OPEN if mask & bad else TRUE
        case Both(parts):
            return min((truth_of(part, mask) for part in parts), default=TRUE)
        case Either(parts):
            return max((truth_of(part, mask) for part in parts), default=FALSE)
