"""What the school's policy says of a child's phone, to the staff who look after it, and of a ban from ICT."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from gatepost.policy.answer import TAKEN
from gatepost.policy.decide import Decision, decide
from gatepost.policy.document import Clause
from gatepost.policy.explain import duty_words, explain
from gatepost.policy.sentence import clauses_words
from gatepost.vocabulary.activity import Activity, Value
from gatepost.web.phones.queries import Row
from gatepost.web.policies.queries import Adopted, in_force
from gatepost.web.schools.models import School

# What of a phone at school is as the policy may want it.
_KEPT = ("phone-handed-in", "phone-silent", "phone-internet-off")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer in words, empty where the clauses alone say it; the clauses, what the child has to do, and what
    follows where that is not kept.
    """

    answer: str
    clauses: tuple[Clause, ...]
    duties: tuple[str, ...]
    consequences: tuple[str, ...]


def ruling(school: School, row: Row) -> Ruling | None:
    """Whether this child may have a phone at school, and how; None without a policy, where it says nothing, or where
    the phone stays with the child.
    """
    adopted = in_force(school)
    if row.keeps or adopted is None:
        return None
    facts: dict[str, Value] = {
        "action": "carry-phone",
        "place": "on-premises",
        "permission-head": "written" if row.may_bring else "none",
    }
    kept = _decided(adopted, facts | dict.fromkeys(_KEPT, True))
    broken = {one: _decided(adopted, facts | dict.fromkeys(_KEPT, True) | {one: False}) for one in _KEPT}
    cited = _cited(adopted, kept, *broken.values())
    if not cited:
        return None
    rank = adopted.book.words.rank
    wanted = [one for one in _KEPT if rank(broken[one].outcome) > rank(kept.outcome)]
    return Ruling(
        _answer(adopted, row, kept, wanted),
        cited,
        () if row.ban else _duties(adopted, kept),
        () if row.ban else _consequences(adopted, broken[wanted[0]] if wanted else kept, facts),
    )


def ruling_on_ict(school: School) -> Ruling | None:
    """What the policy says of a pupil who tries to get round the firewall, and so of what a ban from ICT is for; None
    without a policy or where it says nothing.
    """
    adopted = in_force(school)
    if adopted is None:
        return None
    facts: dict[str, Value] = {"action": "bypass-filter"}
    found = _decided(adopted, facts)
    cited = _cited(adopted, found)
    return Ruling("", cited, _duties(adopted, found), _consequences(adopted, found, facts)) if cited else None


def _activity(facts: Mapping[str, Value]) -> Activity:
    return Activity({**TAKEN, "role": "pupil", **facts})


def _decided(adopted: Adopted, facts: Mapping[str, Value]) -> Decision:
    return decide(adopted.book, _activity(facts), adopted.policy.name)


def _cited(adopted: Adopted, *decisions: Decision) -> tuple[Clause, ...]:
    """The clauses that these rest on, or whose permission is held."""
    rules = (rule for one in decisions for rule in (*one.clauses, *one.permission_held))
    return tuple(adopted.policy.clauses[one] for one in dict.fromkeys(rule.clause for rule in rules))


def _answer(adopted: Adopted, row: Row, kept: Decision, wanted: list[str]) -> str:
    """To staff, of the child."""
    if row.ban:
        return _("No: the child is banned from bringing a phone until %(day)s.") % {
            "day": date_format(row.ban.until, "j F Y")
        }
    spoken = {
        "phone-handed-in": _("handed in"),
        "phone-silent": _("silent"),
        "phone-internet-off": _("with its internet off"),
    }
    told = {"how": get_text_list([spoken[one] for one in wanted], _("and")), "head": adopted.offices["head"]}
    match kept.outcome:
        case "must-not":
            return _("No: the policy does not allow it.")
        case "should-not":
            return _("Better not: the policy advises against it.")
        case "needs-permission" if wanted:
            return _("Only with the %(head)s’s permission, and if the phone is %(how)s.") % told
        case "needs-permission":
            return _("Only with the %(head)s’s permission.") % told
        case _ if wanted:
            return _("Yes, if the phone is %(how)s.") % told
        case _:
            return _("Yes.")


def _duties(adopted: Adopted, decision: Decision) -> tuple[str, ...]:
    return tuple(
        f"{duty_words(owed, decision.role, adopted.offices)[:-1]}: {clauses_words(adopted.policy, [owed.clause])}."
        for owed in decision.duties
    )


def _consequences(adopted: Adopted, decision: Decision, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """What follows by a decision."""
    return explain(adopted.book, decision, _activity(facts), (), None, adopted.offices).consequences
