"""Coverage: how each clause is spoken for, and which topics a policy treats or leaves out."""

from dataclasses import dataclass

from gatepost.policy.document import Clause, Policy
from gatepost.policy.topics import Topic, topics


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause; `by` is rules, consequence, a mark, or None where nothing speaks for it."""

    clause: Clause
    by: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic that the policy does not treat; `theirs` are the clauses of the policy it is compared with."""

    topic: Topic
    theirs: tuple[Clause, ...]


def coverage(policy: Policy) -> tuple[Covered, ...]:
    """Every clause in order."""
    return tuple(Covered(clause, _by(clause)) for clause in policy.clauses.values())


def _by(clause: Clause) -> str | None:
    if clause.rules:
        return "rules"
    return clause.mark or ("consequence" if clause.breaches else None)


def clauses_by_topic(policy: Policy) -> dict[str, tuple[Clause, ...]]:
    """Topic id to the clauses that treat it, in the order of the topic list; topics not treated are left out."""
    found = {id_: tuple(clause for clause in policy.clauses.values() if clause.topic == id_) for id_ in topics()}
    return {id_: clauses for id_, clauses in found.items() if clauses}


def gaps(policy: Policy, against: Policy | None = None) -> tuple[Gap, ...]:
    """Topics left out: of those another policy treats, or of the whole topic list, the most common first."""
    mine = clauses_by_topic(policy)
    theirs = clauses_by_topic(against) if against is not None else {}
    missing = [topic for id_, topic in topics().items() if id_ not in mine and (against is None or id_ in theirs)]
    missing.sort(key=lambda topic: -topic.of_66)
    return tuple(Gap(topic, theirs.get(topic.id, ())) for topic in missing)
