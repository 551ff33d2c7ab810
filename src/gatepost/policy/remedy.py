"""What would make an activity fine, and what still is, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from gatepost.policy.advise import Fix
from gatepost.policy.asking import value_words
from gatepost.policy.boundary import Boundary, still_fine
from gatepost.policy.decide import Decision, decide
from gatepost.policy.english import listed
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.sentence import lowered
from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary

CHILDREN = ("pupil", "other-child")  # words of `target`; a former pupil may be of age
_MOST_NAMED = 3


def fix_words(fix: Fix, offices: Mapping[str, str], activity: Activity | None = None) -> str:
    """The changes of a fix as one sentence; with the `activity`, what has to go from it is named."""
    parts = [part for name, value in fix.facts.items() if (part := _change(name, value, fix, activity, offices))]
    if fix.permissions is not None:
        before = activity.permissions or {} if activity is not None else {}
        levels = {level for clause, level in fix.permissions.items() if before.get(clause, "none") != level}
        best = "written" if "written" in levels else "spoken"
        parts.append(said(wording().facts["permission-head"].fix[best], offices))
    return f"{', and '.join([*parts[:1], *(lowered(part) for part in parts[1:])])}."


def _change(name: str, value: Value, fix: Fix, activity: Activity | None, offices: Mapping[str, str]) -> str:
    fact, spoken = vocabulary().facts[name], wording().facts[name]
    if fact.kind == "any-of":
        if fix.facts.get("image-setting") == "no-image" and name == "image-shows":
            return ""  # goes with the picture
        gone = _has(activity.facts.get(name)) - _has(value) if activity is not None else frozenset[str]()
        if not gone:
            gone = value.lacks if isinstance(value, Partial) else frozenset(fact.values) - _has(value)
            if len(gone) > _MOST_NAMED:
                return f"{spoken.fix_lead} what the clauses name"
        phrases = [said(spoken.phrase[word], offices) for word in fact.values if word in gone]
        if spoken.fix_join == "and":
            phrases = [f"the {text.removeprefix('a ')}" if text.startswith("a ") else text for text in phrases]
            phrases = [text.replace("something that", "what", 1) for text in phrases]
        return f"{spoken.fix_lead} {listed(phrases, spoken.fix_join)}"
    if name == "name-beside-photo" and fix.facts.get("image-setting") == "no-image":
        return ""
    if isinstance(value, bool):
        return said(spoken.fix["yes" if value else "no"], offices)
    return said(spoken.fix[value], offices) if isinstance(value, str) and value in spoken.fix else ""


def _has(value: Value | None) -> frozenset[str]:
    return value if isinstance(value, frozenset) else value.has if isinstance(value, Partial) else frozenset()


def fix_and_notice(book: Rulebook, decision: Decision, activity: Activity, fix: Fix, offices: Mapping[str, str]) -> str:
    """The fix, and beside it the notice that would still stand."""
    after = replace(activity.knowing(fix.facts), permissions=fix.permissions or activity.permissions)
    text = fix_words(fix, offices, activity)
    if decision.role == "head":  # nobody decides their own request
        text = text.replace(
            f"sk the {offices['head']} for", f"sk another {offices['head']} or the {offices['chair']} for"
        )
    then = decide(book, after, decision.policy.name)
    first = [said(wording().notices[notice.id].then, offices) for notice in then.notices if notice.certain]
    if first:
        text = f"{text[:-1]}, and {listed(first)}."
    if book.words.rank(then.ceiling) > book.caution:
        text = f"{text[:-1]}, if nothing that is not known yet stands against it."
    return text


def still_fine_words(
    book: Rulebook, decision: Decision, activity: Activity, offices: Mapping[str, str]
) -> Iterator[str]:
    """Where the line runs, in at most three sentences; and, where the policy is silent, that it is."""
    boundaries = still_fine(book, book[decision.policy.name], activity, decision)
    for (given, care), alike in groupby(boundaries, key=lambda boundary: (boundary.given, boundary.care)):
        where = listed([said(wording().given[name], offices) for name, _ in given])
        ways = "; or ".join(_boundary(boundary, decision, offices) for boundary in alike)
        yield f"Still fine{' with care' if care else ''}{f', {where}' if where else ''}: {ways}."
    nothing_said = decision.outcome == "silent" and not decision.clauses and not decision.notices
    worried = activity.facts.get("action") in ("learn-of-concern", "handle-concern")
    # On a child's request the answer itself says what to do; this would read as leave.
    if nothing_said and decision.settled and decision.bound and not (worried or asked_by_a_child(activity)):
        yield "The policy neither forbids nor allows it."


def asked_by_a_child(activity: Activity) -> bool:
    """Whether somebody who is a child, or may be one, has sent a request for a connection."""
    target = activity.facts.get("target")
    young = target is None or isinstance(target, Partial) or target in (*CHILDREN, "former-pupil")
    return activity.facts.get("action") == "receive-request" and young


def _is_one_of(role: str | None, target: str) -> bool:
    """Whether somebody of this role is such a person as the other one would be."""
    return role is not None and role in vocabulary().facts["role"].expand((target,))


def _boundary(boundary: Boundary, decision: Decision, offices: Mapping[str, str]) -> str:
    fact, spoken = vocabulary().facts[boundary.fact], wording().facts[boundary.fact]
    match boundary.fact:
        case "target-age" | "own-age":
            who = "you are" if boundary.fact == "own-age" else "the other person is"
            ages = [value_words(fact, value, offices).lower() for value in boundary.values]
            return f"the same once {who} {listed(ages, 'or')}"
        case "channel":
            return "the same on a channel the school has approved"
        case "action":
            return listed([spoken.fine[value] for value in boundary.values if isinstance(value, str)], "or")
        case "target":
            fellow = {value: text for value, text in spoken.forms["fellow"].items() if _is_one_of(decision.role, value)}
            people = [{**spoken.fine, **fellow}[value] for value in boundary.values if isinstance(value, str)]
            return f"the same with {listed(people, 'or')}"
        case _ if fact.kind == "yes-no":
            return f"the same {spoken.fine['yes' if boundary.values[0] else 'no']}"
        case _:
            names = [said(spoken.fine[value], offices) for value in boundary.values if isinstance(value, str)]
            return f"the same {'for' if 'purpose' in boundary.fact else 'with'} {listed(names, 'or')}"
