"""May I...?, for programs: an activity in, a decision out, as `gatepost decide` writes it. Nothing asked is kept."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import ConfigDict, RootModel

from gatepost.policy.answer import TAKEN, Answer, answer_to_json, answers
from gatepost.vocabulary.activity import LEVELS, Activity, ActivityError
from gatepost.vocabulary.words import Fact, vocabulary
from gatepost.web.checks.conversation import fitting
from gatepost.web.checks.gather import Told, Unreadable, gather, still_so
from gatepost.web.checks.providers import ROLE, Known, known_of
from gatepost.web.checks.queries import Situation
from gatepost.web.policies.queries import Adopted, in_force
from gatepost.web.schools.access import anyone
from gatepost.web.schools.faults import Fault
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()
EXAMPLE = {"action": "accept-connection", "capacity": "personal", "target": "pupil"}


class ActivityIn(RootModel[dict[str, Any]]):
    """What somebody does or would do: facts of the vocabulary with their values."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(activity_schema()))


class OneRole(Schema):
    """What the policy says to one role; docs/policy-language.md has each key."""

    policy: str
    version: str
    digest: str
    role: str | None
    bound: bool | None = Field(description="Whether the policy binds the role; null while the role is unknown.")
    outcome: str = Field(description="What to act on now, from `silent` to `must-not`.")
    floor: str
    ceiling: str
    settled: bool
    clauses: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]
    permission_held: list[str]
    requirements: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    options: list[dict[str, Any]]
    breach: list[dict[str, Any]]
    ask: dict[str, Any] | None = Field(description="What to ask next, where something still turns on it.")
    fixes: list[dict[str, Any]]
    notices: list[dict[str, Any]]


class Decided(OneRole):
    """The most restrictive answer, with those for the person's other roles."""

    id: str | int | None
    others: list[OneRole]


class DecisionOut(Decided):
    """The answer to somebody whom the site knows."""

    taken: dict[str, Any] = Field(description="What the site filled in because it knows it of the token's holder.")


class Decision(Schema):
    """The answer; null while the school has no policy here."""

    decision: Decided | None


class MayI(Schema):
    """The answer; null while the school has no policy here."""

    decision: DecisionOut | None


@router.post(
    "/may-i",
    auth=Bearer("may-i", anyone, "may-i"),
    response=MayI,
    url_name="may-i",
    summary="What the policy says of something to be done",
)
def may_i(request: TokenRequest, activity: ActivityIn) -> MayI:
    """Scope `may-i`. Advice, and nothing but: what is asked is stored and counted nowhere. What the site knows of the
    holder and the body does not say (the parts they act from, the time of the school day, family links) is filled in,
    as on the page.
    """
    asked = _activity(activity)
    adopted = in_force(request.school)
    if adopted is None:
        return MayI(decision=None)
    known = known_of(request.person, timezone.now())
    try:
        whole = _filled(adopted, asked, known)
        found = answers(adopted.book, whole, adopted.policy.name, alone=True)
    except ActivityError as error:
        raise Fault(str(error)) from None
    except Unreadable:
        raise Fault(_("Some of these facts cannot be true together.")) from None
    return MayI(decision=DecisionOut(**decision_json(adopted, found), taken=_taken(activity.root, whole)))


@router.post(
    "/decide",
    auth=Bearer("decide", anyone, "may-i"),
    response=Decision,
    url_name="decide",
    summary="What the policy says of an activity as it stands",
)
def decide(request: TokenRequest, activity: ActivityIn) -> Decision:
    """Scope `may-i`. The same for whoever asks: nothing is filled in, and what is not said is unknown. Nothing asked is
    stored or counted.
    """
    asked = _activity(activity)
    adopted = in_force(request.school)
    if adopted is None:
        return Decision(decision=None)
    try:
        found = answers(adopted.book, asked, adopted.policy.name)
    except ActivityError as error:
        raise Fault(str(error)) from None
    return Decision(decision=Decided(**decision_json(adopted, found)))


def _activity(sent: ActivityIn) -> Activity:
    try:
        json.dumps(sent.root, ensure_ascii=False).encode()  # half a surrogate pair could not be sent back
        return Activity.from_json(sent.root)
    except (UnicodeEncodeError, RecursionError):
        raise Fault(_("The body of the request is no JSON that can be read.")) from None
    except ActivityError as error:
        raise Fault(str(error)) from None


def _filled(adopted: Adopted, asked: Activity, known: Known) -> Activity:
    """The activity with what is known of the person where it says nothing; raises Unreadable.

    Each fact that was sent counts as told by the person, so no register overrules it, save where a family link is
    called declared that is not in the register.
    """
    told = [Told(name, value) for name, value in asked.facts.items() if name != ROLE]
    if roles := asked.roles or ((str(asked.facts[ROLE]),) if ROLE in asked.facts else ()):
        told.append(Told(ROLE, roles))
    facts = {name: value for name, value in TAKEN.items() if name not in asked.facts}
    everybody = vocabulary().facts[ROLE].values
    open_to_all = Situation("", "", everybody, everybody, facts, link=False, openly=True)
    told = list(still_so(open_to_all, told, known))
    made, _unsure = gather(open_to_all, told, fitting(adopted, open_to_all, told, known))
    return replace(made, id=asked.id, permissions=asked.permissions)


def decision_json(adopted: Adopted, found: tuple[Answer, ...]) -> dict[str, Any]:
    """The decision as `gatepost decide` writes it."""
    return answer_to_json(adopted.book, found, adopted.offices)


def _taken(sent: Mapping[str, Any], whole: Activity) -> dict[str, Any]:
    return {name: value for name, value in whole.to_json().items() if name not in sent}


def activity_schema() -> dict[str, Any]:
    """JSON Schema of an activity: every fact of the vocabulary with the values that it takes."""
    facts = {name: _fact_schema(fact) for name, fact in vocabulary().facts.items()}
    roles = {"type": "array", "items": {"enum": list(vocabulary().facts[ROLE].values)}, "minItems": 1}
    facts[ROLE] = {"anyOf": [*facts[ROLE]["anyOf"], roles]}
    return {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "integer", "null"]},
            "permissions": {"type": "object", "additionalProperties": {"enum": list(LEVELS)}},
            **facts,
        },
        "additionalProperties": False,
        "examples": [EXAMPLE],
    }


def _fact_schema(fact: Fact) -> dict[str, Any]:
    """A fact as a whole, or as an object that says it by half."""
    years = {"type": "integer"}
    words = {"type": "array", "items": {"enum": list(fact.values)}}
    match fact.kind:
        case "one-of":
            return {"anyOf": [{"enum": list(fact.values)}, _half({"not": words})]}
        case "any-of":
            return {"anyOf": [words, _half({"has": words, "not": words})]}
        case "whole-number":
            known = {"type": "integer", "minimum": fact.low, "maximum": fact.high}
            return {"anyOf": [known, _half({"at least": years, "under": years, "over": years})]}
        case "yes-no":
            return {"type": "boolean"}


def _half(parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "additionalProperties": False, "minProperties": 1}
