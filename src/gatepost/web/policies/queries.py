"""Which policy a school has adopted, ready to be decided; what the analysis says of it; two policies side by side.

Packs do not change while the process runs, so each thing here is made once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gatepost.law.offices import offices
from gatepost.policy.analyse import Finding, check
from gatepost.policy.difference import Difference, diff
from gatepost.policy.document import Clause, Policy
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.topics import Topic, topics
from gatepost.web.schools.queries import School, schools


@dataclass(frozen=True, slots=True, eq=False)
class Adopted:
    """A school's policy with its rulebook, and the words of office of the school's country."""

    school: School
    policy: Policy
    book: Rulebook
    offices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic and the clauses of two policies that treat it."""

    topic: Topic
    left: tuple[Clause, ...]
    right: tuple[Clause, ...]


@cache
def adopted_by(slug: str) -> Adopted:
    """The policy of the school with this slug; raises KeyError."""
    school = schools()[slug]
    policy = pack(school.policy)
    return Adopted(school, policy, Rulebook([policy]), offices(school.jurisdiction))


@cache
def adopters() -> Mapping[str, Adopted]:
    """For each pack the school that has adopted it, in the order of the schools."""
    return {school.policy: adopted_by(school.slug) for school in schools().values() if school.policy in packs()}


@cache
def noticed(policy_name: str) -> tuple[Finding, ...]:
    """What the analysis noticed in a pack."""
    return check(pack(policy_name))


@cache
def difference(old: str, new: str) -> Difference:
    """The changes of verdict from one pack to another."""
    return diff(pack(old), pack(new))


@cache
def by_topic(left: str, right: str) -> tuple[TopicRow, ...]:
    """Every topic, with the clauses of either policy that treat it."""
    return tuple(
        TopicRow(topic, _treating(pack(left), id_), _treating(pack(right), id_)) for id_, topic in topics().items()
    )


def _treating(policy: Policy, topic: str) -> tuple[Clause, ...]:
    return tuple(clause for clause in policy.clauses.values() if clause.topic == topic)
