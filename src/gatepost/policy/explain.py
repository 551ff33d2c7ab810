"""Decisions in words: the answer first, then what is still fine, the clauses, what to do, what would make it fine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatepost.policy.advise import Fix, Question, open_facts
from gatepost.policy.asking import QuestionWords, question_words, value_words
from gatepost.policy.decide import Decision, Notice, Owed, Requirement
from gatepost.policy.document import Duty
from gatepost.policy.english import listed, role_names
from gatepost.policy.recount import activity_words
from gatepost.policy.remedy import CHILDREN, asked_by_a_child, fix_and_notice, fix_words, still_fine_words
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.sentence import (
    agent_words,
    breach_sentence,
    capital,
    clause_words,
    clauses_words,
    duty_phrase,
    lowered,
    rule_sentence,
)
from gatepost.vocabulary.activity import Activity
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary

__all__ = [
    "Cited",
    "Explanation",
    "QuestionWords",
    "activity_words",
    "breach_sentence",
    "clause_words",
    "duty_words",
    "explain",
    "fix_words",
    "notice_words",
    "outcome_words",
    "question_words",
    "rule_sentence",
    "value_words",
]

# Those whom the school cannot discipline: it asks, and no consequence is ever shown to them.
ASKED = ("parent", "community-member")
# Somebody who comes with a worry is never sent away with the policy's silence.
CONCERNS = ("learn-of-concern", "handle-concern")
_MOST_UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Cited:
    """One rule that the answer rests on: its clause, the school's prose, what the software reads there."""

    clause_id: str
    where: str
    prose: str
    sentence: str
    verdict_words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in words. `paragraph` is the whole in short, without consequences; every part is full sentences."""

    answer: str
    still_fine: tuple[str, ...]
    cited: tuple[Cited, ...]
    must_do: tuple[str, ...]
    may_do: tuple[str, ...]
    would_be_fine: tuple[str, ...]
    held: tuple[str, ...]
    set_aside: tuple[str, ...]
    consequences: tuple[str, ...]
    notices: tuple[str, ...]
    unknown: tuple[str, ...]  # the questions it still turns on, the weightiest first
    paragraph: str


def explain(
    book: Rulebook,
    decision: Decision,
    activity: Activity,
    fixes: tuple[Fix, ...],
    question: Question | None,
    offices: Mapping[str, str],
) -> Explanation:
    """The decision on `activity` in words; `question` is what would be asked next, None when nothing is left to ask."""
    policy = decision.policy
    answer = _answer(book, decision, activity, offices)
    fine = tuple(still_fine_words(book, decision, activity, offices))
    must = tuple(_must_do(decision, offices))
    would = tuple(dict.fromkeys(fix_and_notice(book, decision, activity, fix, offices) for fix in fixes))
    notices = tuple(_notices(decision, offices))
    cited = tuple(_cited(decision, offices))
    told = [answer, *notices, *fine, *_by_clauses(decision), *must]
    if would:
        told.append(f"What would make it fine: {_in_a_row(would)}.")
    open_now = open_facts(book, book[policy.name], activity, decision)
    unknown = tuple(said(wording().facts[fact.name].ask, offices) for fact in open_now[:_MOST_UNKNOWN])
    if question is not None:
        told.append(f"To know more, answer this: {said(wording().facts[question.fact.name].ask, offices)}")
    return Explanation(
        answer=answer,
        still_fine=fine,
        cited=cited,
        must_do=must,
        may_do=tuple(
            f"{duty_words(owed, decision.role, offices, may=True)[:-1]}: {clauses_words(policy, [owed.clause])}."
            for owed in decision.options
        ),
        would_be_fine=would,
        held=tuple(
            f"Permission under {clauses_words(policy, [id_])} is held."
            for id_ in dict.fromkeys(rule.clause for rule in decision.permission_held)
        ),
        set_aside=tuple(
            f"{capital(clauses_words(policy, [rule]))} does not apply here, because {clauses_words(policy, [by])} does."
            if rule != by
            else f"{capital(clauses_words(policy, [rule]))} itself leaves this out."
            for rule, by in dict.fromkeys((rule.clause, by.clause) for rule, by in decision.set_aside)
        ),
        consequences=tuple(_consequences(decision, offices)),
        notices=notices,
        unknown=unknown,
        paragraph=" ".join(told),
    )


# the answer ------------------------------------------------------------------------------------------


def outcome_words(outcome: str, role: str | None = None) -> str:
    """The name of an outcome on a tag, as it may be said to this role."""
    words = wording().outcomes[outcome]
    return words.asked if role in ASKED else words.name


def _answer(book: Rulebook, decision: Decision, activity: Activity, offices: Mapping[str, str]) -> str:
    role = decision.role
    if decision.bound is False:
        one = f" as {said(wording().facts['role'].forms['one'][role], offices)}" if role else ""
        worry = f" Tell the {offices['dsl']} all the same." if activity.facts.get("action") in CONCERNS else ""
        return f"This policy does not bind you{one}.{worry}{_request(activity, offices)}"
    if activity.facts.get("action") in CONCERNS:
        return _answer_to_worry(decision, offices)
    now = _answer_now(decision, activity, offices)
    if decision.floor == decision.ceiling:
        return now
    least, most = (lowered(outcome_words(outcome, role)) for outcome in (decision.floor, decision.ceiling))
    if book.words.rank(decision.outcome) <= book.caution:
        return f"It depends. What is not known yet decides between “{least}” and “{most}”."
    # What to act on comes first: somebody who reads no further must not do it.
    changes = f"It could still turn out as “{least}”" if decision.floor != decision.outcome else ""
    if decision.ceiling != decision.outcome:
        changes = f"{changes}, or as “{most}”" if changes else f"It could still turn out as “{most}”"
    return f"As things stand: {lowered(now)} {changes}."


def _answer_to_worry(decision: Decision, offices: Mapping[str, str]) -> str:
    """What to do about a concern, never a verdict: nobody is allowed or forbidden to know of one."""
    if not decision.settled and not decision.duties:
        return f"Tell the {offices['dsl']}. What else there is to do depends on what is not known yet."
    if decision.duties:
        return "There is something you must do." if _is_mine(decision) else "There is something to be done."
    if decision.options:
        return "The policy stops nothing here, and offers you something you may do."
    return f"The policy names no step for this. Tell the {offices['dsl']} all the same."


def _request(activity: Activity, offices: Mapping[str, str]) -> str:
    """Beside a policy's silence on a request from a child: what the software says of its own."""
    if not asked_by_a_child(activity):
        return ""
    if activity.facts.get("target") in CHILDREN:
        return f" Do not accept it, and tell the {offices['dsl']}."
    return f" If it comes from a child, do not accept it, and tell the {offices['dsl']}."


def _answer_now(decision: Decision, activity: Activity, offices: Mapping[str, str]) -> str:
    """The answer to act on now."""
    role = decision.role
    # Beside "Don't, until you have spoken to ..." a plain yes would be read first and the rest not at all.
    yes = "" if any(notice.certain for notice in decision.notices) else "Yes. "
    action = activity.facts.get("action")
    this = wording().facts["action"].forms["this"][action] if isinstance(action, str) else "do this"
    owes = bool(decision.duties)
    match decision.outcome:
        case "silent" if owes:
            return "There is something you must do." if _is_mine(decision) else "There is something to be done."
        case "silent" if decision.options:
            return "The policy stops nothing here, and offers you something you may do."
        case "silent" if not decision.settled:
            return "It depends: there may be something to do."
        case "silent":
            return f"The policy says nothing about this.{_request(activity, offices)}"
        case "may" if decision.permission_held and not any(rule.verdict for rule in decision.clauses):
            return f"{yes}You have the {offices['head']}'s permission."
        case "may":
            return f"{yes}The policy allows this."
        case "caution":
            return "Yes, with care." if yes else "The policy allows this with care."
        case "should-not" if role in ASKED:
            return f"The school advises you not to {this}."
        case "should-not":
            return f"Better not. You should not {this}."
        case "hold":
            return f"Not yet: wait {_longest_hold(decision)} hours."
        case "needs-permission":
            written = any(need.level == "written" for need in decision.requirements)
            if role == "head":  # nobody decides their own request
                return f"Only with {'written ' if written else ''}permission, which you cannot give yourself."
            return f"Only with the {offices['head']}'s {'written ' if written else ''}permission."
        case _ if role in ASKED:
            return f"The school asks you not to {this}."
        case _:
            return f"No. You must not {this}."


def _longest_hold(decision: Decision) -> int:
    return max((need.hours or 0 for need in decision.requirements if need.kind == "hold"), default=0)


def _is_mine(decision: Decision) -> bool:
    return any(_carries(owed.duty, decision.role) for owed in decision.duties)


def _by_clauses(decision: Decision) -> Iterator[str]:
    ids = list(dict.fromkeys(rule.clause for rule in decision.clauses))
    if ids:
        yield f"See {clauses_words(decision.policy, ids)}."


def _cited(decision: Decision, offices: Mapping[str, str]) -> Iterator[Cited]:
    """Each clause once, with the gravest of its verdicts and all that the software reads there."""
    policy = decision.policy
    for id_ in dict.fromkeys(rule.clause for rule in decision.clauses):
        rules = [rule for rule in decision.clauses if rule.clause == id_]
        clause = policy.clauses[id_]
        verdicts = [rule.verdict.outcome for rule in rules if rule.verdict]
        if verdicts:
            words = outcome_words(max(verdicts, key=vocabulary().rank), decision.role)
        else:
            words = "Something to do" if any(rule.duties for rule in rules) else "Something you may do"
        sentences = " ".join(rule_sentence(policy, rule, offices) for rule in rules)
        yield Cited(clause.id, clause.where, clause.prose, sentences, words)


def _consequences(decision: Decision, offices: Mapping[str, str]) -> Iterator[str]:
    if decision.role is None or decision.role in ASKED:  # half known, it could still be a parent's
        return
    for breach in decision.breach:
        people = listed(role_names(vocabulary().facts["role"].expand(breach.who), offices))
        says = breach.says.strip().rstrip(".")
        yield f"{capital(clauses_words(decision.policy, [breach.clause]))}, for {people}: {says}."


def _notices(decision: Decision, offices: Mapping[str, str]) -> Iterator[str]:
    yield from (notice_words(notice, offices) for notice in decision.notices)


def notice_words(notice: Notice, offices: Mapping[str, str]) -> str:
    """The software's own word beside the answer, as a sentence."""
    words = wording().notices[notice.id]
    return said(words.certain if notice.certain else words.possible, offices)


# what to do ------------------------------------------------------------------------------------------


def _must_do(decision: Decision, offices: Mapping[str, str]) -> Iterator[str]:
    policy = decision.policy
    for need in dict.fromkeys(decision.requirements):
        yield f"{_requirement(need, decision.role, offices)}: {clauses_words(policy, [need.clause])}."
    for owed in decision.duties:
        yield f"{duty_words(owed, decision.role, offices)[:-1]}: {clauses_words(policy, [owed.clause])}."


def _requirement(need: Requirement, role: str | None, offices: Mapping[str, str]) -> str:
    if need.kind == "hold":
        return f"Wait {need.hours} hours, and ask yourself again"
    whom = f"another {offices['head']} or the {offices['chair']}" if role == "head" else f"the {offices['head']}"
    return f"Ask {whom} for {'written ' if need.level == 'written' else ''}permission first"


def duty_words(owed_or_duty: Owed | Duty, role: str | None, offices: Mapping[str, str], *, may: bool = False) -> str:
    """One duty as a sentence: `Report it to the DSL at once.`, or `The Headteacher must tell the parents.`

    `may` says an option: `You may refer it to the police.`
    """
    duty = owed_or_duty.duty if isinstance(owed_or_duty, Owed) else owed_or_duty
    phrase = duty_phrase(duty, offices)
    if duty.by is None or _carries(duty, role):
        return f"You may {phrase}." if may else f"{capital(phrase)}."
    return f"{capital(agent_words(duty.by, offices))} {'may' if may else 'must'} {phrase}."


def _carries(duty: Duty, role: str | None) -> bool:
    """Whether a person of this role is the one to do it."""
    return duty.by is None or (role is not None and role in vocabulary().facts["role"].expand((duty.by,)))


def _in_a_row(sentences: tuple[str, ...]) -> str:
    """Sentences as parts of one: small letters, no full stops."""
    return "; or ".join(lowered(sentence.removesuffix(".")) for sentence in sentences)
