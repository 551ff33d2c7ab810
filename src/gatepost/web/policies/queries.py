"""Which policy a school has in force, ready to be decided; what the analysis says of it; two policies side by side.

Compiling and analysing take long and depend on the text alone, so each is done once for a text and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from gatepost.law.offices import offices
from gatepost.policy.analyse import Finding, check
from gatepost.policy.difference import Difference, diff
from gatepost.policy.document import Clause, Policy
from gatepost.policy.parse import parse_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.topics import Topic, topics
from gatepost.web.policies.models import AdoptedPolicy, ProposedPolicy
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope

IN_FORCE, COMING, PAST, WITHDRAWN, REPLACED = "in-force", "coming", "past", "withdrawn", "replaced"
MOST_KEPT = 320  # texts; the schools of one large trust, each with a text of its own


@dataclass(frozen=True, eq=False)
class Adopted:
    """A text as the school's policy from a day, with its rulebook and the words of office of the school's country."""

    school: School
    text: str
    origin: str
    since: date

    @property
    def policy(self) -> Policy:
        """The document."""
        return document(self.text)

    @property
    def book(self) -> Rulebook:
        """Its rules, ready to decide."""
        return _rulebook(self.text)

    @property
    def offices(self) -> Mapping[str, str]:
        """What the school's country calls each office."""
        return offices(self.school.jurisdiction)

    @property
    def source(self) -> str:
        """Whose policy it was made from."""
        return self.policy.source or self.policy.name


@dataclass(frozen=True, slots=True)
class Version:
    """One adopted version as it stands today. `until`: its last day, or None while nothing follows it."""

    row: AdoptedPolicy
    until: date | None
    by: str
    state: str  # in-force, coming, past, withdrawn, replaced: adopted, and another one for the same day after it

    @property
    def coming(self) -> bool:
        """Whether it can still be withdrawn."""
        return self.state == COMING


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic and the clauses of two policies that treat it."""

    topic: Topic
    left: tuple[Clause, ...]
    right: tuple[Clause, ...]


def in_force(school: School, on: date | None = None) -> Adopted | None:
    """The policy in force at the school whose scope is open, today or `on` a day; None where there is none."""
    row = (
        AdoptedPolicy.objects.filter(withdrawn_at__isnull=True, in_force_from__lte=on or today())
        .order_by("-in_force_from", "-pk")
        .first()
    )
    return as_adopted(school, row) if row is not None else None


def in_force_at(slug: str) -> Adopted | None:
    """The policy in force today at the school of this slug, asked for from no school's page; None without either."""
    school = School.objects.filter(slug=slug).first()
    if school is None:
        return None
    with school_scope(school.pk):
        return in_force(school)


def as_adopted(school: School, row: AdoptedPolicy | ProposedPolicy) -> Adopted:
    """A version, or a proposed text, ready to be read and decided."""
    return Adopted(school, row.text, row.origin, row.in_force_from)


def versions() -> tuple[Version, ...]:
    """Every version of the school whose scope is open, the latest first; their texts are not read."""
    rows = AdoptedPolicy.objects.select_related("adopted_by__account").defer("text").order_by("-in_force_from", "-pk")
    found = []
    follows: date | None = None  # the first day of the version that stands after this one
    for row in rows:
        withdrawn = row.withdrawn_at is not None
        until = None if withdrawn or follows is None else follows - timedelta(days=1)
        found.append(Version(row, until, row.adopted_by.account.name, _state(row, until)))
        if not withdrawn:
            follows = row.in_force_from
    return tuple(found)


def version_of(number: int) -> Version | None:
    """One version by its number, with its text."""
    return next((one for one in versions() if one.row.pk == number), None)


def proposals() -> tuple[ProposedPolicy, ...]:
    """What lies on the table at the school whose scope is open, the latest first."""
    return tuple(ProposedPolicy.objects.select_related("proposed_by__account").defer("text").order_by("-pk"))


def _state(row: AdoptedPolicy, until: date | None) -> str:
    if row.withdrawn_at is not None:
        return WITHDRAWN
    if until is not None and until < row.in_force_from:
        return REPLACED
    if row.in_force_from > today():
        return COMING
    return PAST if until is not None and until < today() else IN_FORCE


@lru_cache(maxsize=MOST_KEPT)
def document(text: str) -> Policy:
    """A policy's text, read; raises PolicyFaults."""
    return parse_policy(text)


@lru_cache(maxsize=MOST_KEPT)
def _rulebook(text: str) -> Rulebook:
    return Rulebook([document(text)])


@lru_cache(maxsize=MOST_KEPT)
def noticed(text: str) -> tuple[Finding, ...]:
    """What the analysis noticed in a policy's text."""
    return check(document(text))


@lru_cache(maxsize=MOST_KEPT)
def difference(old: str, new: str) -> Difference:
    """The changes of verdict from one policy's text to another's."""
    return diff(document(old), document(new))


def by_topic(left: Policy, right: Policy) -> tuple[TopicRow, ...]:
    """Every topic, with the clauses of either policy that treat it."""
    return tuple(TopicRow(topic, _treating(left, id_), _treating(right, id_)) for id_, topic in topics().items())


def _treating(policy: Policy, topic: str) -> tuple[Clause, ...]:
    return tuple(clause for clause in policy.clauses.values() if clause.topic == topic)
