"""What the school's policy says of a child's phone as it is now, from the register alone."""

from dataclasses import dataclass

from gatepost.policy.answer import TAKEN, answer
from gatepost.policy.document import Clause
from gatepost.policy.explain import explain
from gatepost.vocabulary.activity import Activity, Value
from gatepost.web.phones.queries import Row
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.models import School


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer in words, the clauses it rests on, what must be done, and what follows where it is not kept."""

    answer: str
    clauses: tuple[Clause, ...]
    must_do: tuple[str, ...]
    consequences: tuple[str, ...]


def ruling(school: School, row: Row) -> Ruling | None:
    """What the policy says of this child who carries a phone on the premises now, the phone being silent and its
    internet off; None without a policy, where it says nothing, or where a need outranks it.
    """
    adopted = in_force(school)
    if adopted is None or row.keeps:
        return None
    facts: dict[str, Value] = {
        **TAKEN,
        "role": "pupil",
        "action": "carry-phone",
        "place": "on-premises",
        "permission-head": "written" if row.may_bring else "none",
        "phone-handed-in": row.here,
        "phone-silent": True,
        "phone-internet-off": True,
    }
    activity = Activity(facts)
    found = answer(adopted.book, activity, adopted.policy.name)
    words = explain(adopted.book, found.decision, activity, found.fixes, None, adopted.offices)
    cited = tuple(adopted.policy.clauses[one.clause_id] for one in words.cited)
    if not cited and not words.held:
        return None
    return Ruling(words.answer, cited, words.must_do, words.consequences)
