"""An activity in words, as a person would tell it: `A teacher accepts a request; the other person is ...`"""

from collections.abc import Iterator, Mapping

from gatepost.policy.english import Age, Words, YesNo, age_words, clause, listed
from gatepost.policy.sentence import actions_words, capital
from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import Fact, vocabulary

_TOLD_APART = ("role", "action", "permission-head")
_PERSON = ("target", "target-age", "family-link")  # told before how and where
_TEXT = ("mentions", "content", "uses")


def activity_words(activity: Activity, offices: Mapping[str, str]) -> str:
    """The known facts of an activity in one sentence; what is unknown is not spoken of."""
    told = [_deed(activity, offices)]
    facts = vocabulary().facts
    empty = {name for name in _TEXT if activity.facts.get(name) == frozenset()}
    quiet = len(empty) == len(_TEXT)
    for name in dict.fromkeys((*_PERSON, *facts)):
        if name not in activity.facts or name in _TOLD_APART:
            continue
        if quiet and name in empty:
            if name == _TEXT[0]:
                told.append("nothing in its words touches a rule")
        elif not (name == "image-shows" and activity.facts.get("image-setting") == "no-image"):
            told.extend(_clauses(facts[name], activity.facts[name], activity, offices))
    told.extend(_permissions(activity, offices))
    return f"{'; '.join(filter(None, told))}."


def _deed(activity: Activity, offices: Mapping[str, str]) -> str:
    words = wording().facts
    ones = words["role"].forms["one"]
    role, action = activity.facts.get("role"), activity.facts.get("action")
    if activity.roles:
        who = " who is also ".join(said(ones[one], offices) for one in activity.roles)
    else:
        who = said(ones[role], offices) if isinstance(role, str) else "somebody"
    if isinstance(role, Partial):
        fact = vocabulary().facts["role"]
        who = listed([said(ones[one], offices) for one in fact.values if one in role.possible], "or")
    if isinstance(action, str):
        return capital(f"{who} {words['action'].forms['third'][action]}")
    if isinstance(action, Partial):
        return capital(f"{who} {actions_words(action.possible, None, 'third')}")
    return capital(f"{who} does something") if role is not None or activity.roles else "Somebody does something"


def _clauses(fact: Fact, value: Value, activity: Activity, offices: Mapping[str, str]) -> Iterator[str]:
    spoken = wording().facts[fact.name]
    match value:
        case bool():
            yield clause(YesNo(fact.name, value), offices).text
        case str():
            text = clause(Words(fact.name, frozenset({value}), False), offices).text
            yield text + _aged(activity) if fact.name == "target" and value != "nobody" else text
        case int():
            if fact.name == "target-age":
                if activity.facts.get("target") in (None, "nobody") or isinstance(activity.facts["target"], Partial):
                    yield f"the other person is aged {value}"
            else:
                yield f"they are aged {value}"
        case frozenset():
            if not value:
                yield said(spoken.nothing, offices)
            else:
                yield _has(fact, value, offices)
        case Partial(possible=possible) if possible:
            out = frozenset(fact.values) - possible
            if len(out) < len(possible):
                yield clause(Words(fact.name, out, True), offices).text
            else:
                yield clause(Words(fact.name, possible, False), offices).text
        case Partial() if fact.kind == "whole-number":
            low = None if value.low <= fact.low else value.low
            high = None if value.high >= fact.high else value.high
            if fact.name != "target-age" or not isinstance(activity.facts.get("target"), str):
                yield clause(Age(fact.name, low, high), offices).text
        case Partial(has=has, lacks=lacks):
            if has:
                yield _has(fact, has, offices)
            if lacks:
                yield clause(Words(fact.name, lacks, True), offices).text


def _aged(activity: Activity) -> str:
    """` aged 16`, said with the other person."""
    match activity.facts.get("target-age"):
        case None:
            return ""
        case Partial(low=low, high=high):
            fact = vocabulary().facts["target-age"]
            return f" who is {age_words(None if low <= fact.low else low, None if high >= fact.high else high)}"
        case years:
            return f" aged {years}"


def _has(fact: Fact, value: frozenset[str], offices: Mapping[str, str]) -> str:
    """A set has all of these words, where a test asks for any of them."""
    spoken = wording().facts[fact.name]
    if len(value) == 1:
        return clause(Words(fact.name, value, False), offices).text
    phrases = [said(spoken.phrase[word], offices) for word in fact.values if word in value]
    return f"{spoken.subject} {spoken.is_} {listed(phrases)}"


def _permissions(activity: Activity, offices: Mapping[str, str]) -> Iterator[str]:
    level = activity.facts.get("permission-head")
    if isinstance(level, str):
        yield clause(Words("permission-head", frozenset({level}), False), offices).text
    elif isinstance(level, Partial):
        yield clause(Words("permission-head", level.possible, False), offices).text
    for id_, held in (activity.permissions or {}).items():
        if held == "none":
            yield f"no permission under clause {id_}"
        else:
            yield f"{held} permission under clause {id_} is held"
