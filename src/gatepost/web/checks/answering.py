"""An answer as it stands on a page: one for each role the person acts from, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gatepost.checking.open import Open, brings
from gatepost.policy.answer import Answer
from gatepost.policy.explain import ASKED, Explanation, explain
from gatepost.web.checks.conversation import label
from gatepost.web.checks.queries import tells_of_concern
from gatepost.web.policies.queries import Adopted


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that is open, with each answer and what it would bring."""

    question: str
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoleAnswer:
    """One role's answer, in words. `turns`: told instead of the facts that `words` names as unknown."""

    role: str
    outcome: str
    asked: bool  # somebody whom the school can only ask
    settled: bool
    to_do: str  # what stands on the tag where the policy has no verdict and yet something to do
    words: Explanation
    turns: tuple[Turn, ...] = ()


def template_names(offices: Mapping[str, str]) -> dict[str, str]:
    """The words of office under names that a template can spell."""
    return {word.replace("-", "_"): name for word, name in offices.items()}


def in_words(adopted: Adopted, one: Answer, still: Sequence[Open] = ()) -> RoleAnswer:
    """The answer for the role that it was decided for; `still`: what is to be asked yet, for its ways."""
    role = str(one.activity.facts["role"])
    words = explain(adopted.book, one.decision, one.activity, one.fixes, one.question, adopted.offices)
    to_do = ""
    worry = tells_of_concern(one.activity.facts)  # then there always is something: somebody is told
    if one.decision.outcome == "silent" and (one.decision.duties or worry):
        to_do = _("Something to do")
    elif one.decision.outcome == "silent" and one.decision.options:
        to_do = _("Something you may do")
    return RoleAnswer(
        role=label("role", role, adopted.offices),
        outcome=one.decision.outcome,
        asked=role in ASKED,
        settled=one.decision.settled,
        to_do=to_do,
        words=words,
        turns=tuple(Turn(each.question, tuple((way.label, brings(way, role)) for way in each.ways)) for each in still),
    )
